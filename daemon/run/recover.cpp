#include "daemon/run/recover.hpp"

#include "daemon/model/event_content.hpp"
#include "daemon/run/compare.hpp"
#include "daemon/run/messages.hpp"

namespace samkat::run {

namespace {

changelog::Draft outcome_draft(const OpenIntent& intent, Outcome outcome, const std::string& run,
                               const std::string& actor) {
    changelog::Draft draft;
    draft.run = run;
    draft.actor = actor;
    draft.kind = event_kind::outcome;
    draft.municipality = intent.municipality;
    draft.person = intent.person;
    draft.subject = intent.subject;
    draft.change = intent.digest;
    draft.outcome = name_of(outcome);
    draft.sealed_by = intent.person.empty() ? key_name::municipality(intent.municipality) : intent.person;
    draft.content = content_of(OutcomeDetail{intent.seq, {}});
    return draft;
}

}  // namespace

Result<Findings> recover(Installation& installation, const std::string& run, const std::string& actor) {
    Findings findings;
    const auto open = installation.store().open_intents();
    if (!open) return fail(open.error());
    if (open->empty()) return findings;
    auto directory = installation.ports().open_directory(installation.config());
    if (!directory) return fail(directory.error());
    std::vector<changelog::Draft> drafts;
    for (const OpenIntent& intent : *open) {
        Result<Outcome> outcome =
            intent.change ? outcome_in_directory(**directory, *intent.change) : Result<Outcome>{Outcome::unknown};
        if (!outcome) return fail(outcome.error());
        if (*outcome == Outcome::unknown) {
            findings.add(finding(messages::OUTCOME_UNKNOWN,
                                 {intent.change ? intent.change->dn.text() : intent.subject, 0, 0, ""}));
        }
        drafts.push_back(outcome_draft(intent, *outcome, run, actor));
    }
    if (auto recorded = installation.record(drafts); !recorded) return fail(recorded.error());
    findings.add(finding(messages::RECOVERED, {}, {{"count", std::to_string(open->size())}}));
    return findings;
}

}  // namespace samkat::run
