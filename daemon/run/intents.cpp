#include "daemon/run/intents.hpp"

#include "daemon/model/event_content.hpp"

namespace samkat::run {

changelog::Draft event_about(const Writing& by, std::string_view kind, const std::string& municipality,
                             const std::string& person) {
    changelog::Draft draft;
    draft.run = by.run;
    draft.actor = by.actor;
    draft.kind = kind;
    draft.municipality = municipality;
    draft.person = person;
    draft.sealed_by = person.empty() ? key_name::municipality(municipality) : person;
    return draft;
}

changelog::Draft intent_event(const Writing& by, const Change& change, const changelog::Keys& keys) {
    changelog::Draft draft = event_about(by, event_kind::intent, change.municipality, change.person);
    draft.subject = keys.subject_hash(change.dn);
    draft.change = change.digest();
    draft.content = content_of(change);
    return draft;
}

changelog::Draft outcome_event(const Writing& by, const OpenIntent& intent, Outcome outcome, const Finding& reason) {
    changelog::Draft draft = event_about(by, event_kind::outcome, intent.municipality, intent.person);
    draft.subject = intent.subject;
    draft.change = intent.digest;
    draft.outcome = name_of(outcome);
    draft.content = content_of(OutcomeDetail{intent.seq, reason.text});
    return draft;
}

changelog::Draft undecided_event(const Writing& by, const std::string& municipality, std::vector<std::uint64_t> seqs) {
    changelog::Draft draft = event_about(by, event_kind::undecided, municipality, "");
    draft.content = content_of(Undecided{std::move(seqs)});
    return draft;
}

}  // namespace samkat::run
