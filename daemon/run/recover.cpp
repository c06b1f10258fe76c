#include "daemon/run/recover.hpp"

#include <map>

#include "daemon/run/intents.hpp"
#include "daemon/run/lift.hpp"
#include "daemon/run/messages.hpp"
#include "daemon/run/settle.hpp"

namespace samkat::run {

namespace {

class Recovery {
  public:
    Recovery(Installation& installation, Writing by, directory::Directory& directory)
        : installation_(installation), by_(std::move(by)), directory_(directory) {}

    Result<Findings> run(const std::vector<OpenIntent>& open) {
        for (const OpenIntent& intent : open) {
            if (auto asked = ask(intent); !asked) return fail(asked.error());
        }
        if (closed_ > 0) findings_.add(finding(messages::RECOVERED, {}, {{"count", std::to_string(closed_)}}));
        if (closed_ < open.size()) {
            findings_.add(finding(messages::STILL_OPEN, {}, {{"count", std::to_string(open.size() - closed_)}}));
        }
        for (auto& [municipality, seqs] : undecided_) drafts_.push_back(undecided_event(by_, municipality, seqs));
        if (auto recorded = installation_.record(drafts_); !recorded) return fail(recorded.error());
        return std::move(findings_);
    }

  private:
    Result<void> ask(const OpenIntent& intent) {
        // What it wanted cannot be read any more: there is nothing to compare with.
        if (!intent.change) {
            close(intent, Outcome::unknown, intent.subject);
            return {};
        }
        const auto limit = installation_.config().directory.certain_after;
        const Arrival arrival = arrival_of(intent, installation_.ports().clock->now(), limit);
        const auto outcome = settle(directory_, *intent.change, arrival);
        if (!outcome) return fail(outcome.error());
        if (*outcome) {
            close(intent, **outcome, intent.change->dn.text());
            return add_lifted(installation_, by_, *intent.change, **outcome, drafts_);
        }
        if (intent.undecided_since.empty()) undecided_[intent.municipality].push_back(intent.seq);
        return {};
    }

    void close(const OpenIntent& intent, Outcome outcome, const std::string& place) {
        Finding reason = reason_of(outcome);
        drafts_.push_back(outcome_event(by_, intent, outcome, reason));
        reason.where.place = place;
        if (outcome == Outcome::unknown) findings_.add(std::move(reason));
        ++closed_;
    }

    Installation& installation_;
    Writing by_;
    directory::Directory& directory_;
    Findings findings_;
    std::vector<changelog::Draft> drafts_;
    std::map<std::string, std::vector<std::uint64_t>> undecided_;  // by municipality
    std::size_t closed_ = 0;
};

}  // namespace

Result<Findings> recover(Installation& installation, const std::string& run, const std::string& actor) {
    const auto open = installation.store().open_intents();
    if (!open) return fail(open.error());
    if (open->empty()) return Findings{};
    auto directory = installation.ports().open_directory(installation.config());
    if (!directory) return fail(directory.error());
    return Recovery{installation, {run, actor}, **directory}.run(*open);
}

}  // namespace samkat::run
