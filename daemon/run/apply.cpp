#include "daemon/run/apply.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "daemon/model/event_content.hpp"
#include "daemon/run/approve.hpp"
#include "daemon/run/compare.hpp"
#include "daemon/run/messages.hpp"

namespace samkat::run {

namespace {

constexpr std::size_t largest_slice = 100;
constexpr std::chrono::milliseconds longest_slice{200};

enum class Status : std::uint8_t { waiting, done, dropped };

// One plan on its way.
struct Queue {
    const Plan* plan = nullptr;
    Applied applied;
    std::vector<Status> status;  // by seq - 1
    std::size_t next = 0;        // nothing before it is waiting
    std::size_t slice = largest_slice;
    std::uint64_t batch = 0;
    std::unordered_map<std::string, const Identity*> identities;  // not yet recorded

    bool finished() const { return next >= status.size(); }
};

Queue queue_of(const Plan& plan) {
    Queue queue;
    queue.plan = &plan;
    queue.applied.municipality = plan.municipality;
    queue.status.assign(plan.changes.size(), Status::waiting);
    for (const Identity& identity : plan.identities) queue.identities.emplace(identity.person, &identity);
    for (const Change& change : plan.changes) {
        if (change.held.empty() || (change.approved && !is_for_hands(change))) continue;
        queue.status[change.seq - 1] = Status::dropped;
        ++(is_for_hands(change) ? queue.applied.for_hands : queue.applied.held);
    }
    return queue;
}

class Application {
  public:
    Application(Installation& installation, std::span<const Plan* const> plans, const ApplyOptions& options)
        : installation_(installation), options_(options) {
        for (const Plan* plan : plans) queues_.push_back(queue_of(*plan));
    }

    Result<std::vector<Applied>> run() {
        auto directory = installation_.ports().open_directory(installation_.config());
        if (!directory) return fail(directory.error());
        directory_ = std::move(*directory);
        for (bool any = true; any && !options_.stop.stop_requested();) {
            any = false;
            for (Queue& queue : queues_) {
                if (queue.finished()) continue;
                any = true;
                if (auto done = slice(queue); !done) return fail(done.error());
                if (options_.progress) options_.progress(queue.plan->municipality, queue.next, queue.status.size());
                if (options_.stop.stop_requested()) break;
            }
        }
        if (auto recorded = record_identities(); !recorded) return fail(recorded.error());
        return take_results();
    }

  private:
    TimePoint now() const { return installation_.ports().clock->now(); }

    Result<void> slice(Queue& queue) {
        const TimePoint start = now();
        const std::vector<const Change*> changes = choose(queue);
        if (changes.empty()) return {};
        ++queue.batch;
        auto intents = record_intents(queue, changes);
        if (!intents) return fail(intents.error());
        auto outcomes = send(changes);
        if (auto recorded = record_outcomes(queue, changes, *intents, outcomes); !recorded) return recorded;
        // As many next time as go into the time a slice may take.
        const auto took = std::max<std::int64_t>(1, (now() - start).count());
        const auto fits = static_cast<std::int64_t>(changes.size()) * longest_slice.count() / took;
        queue.slice = static_cast<std::size_t>(std::clamp<std::int64_t>(fits, 1, largest_slice));
        if (!lost_) return {};
        lost_ = false;
        return reconnect();
    }

    // The next Changes whose dependencies are done, in the plan's order; none that depends on another of them.
    std::vector<const Change*> choose(Queue& queue) {
        std::vector<const Change*> chosen;
        while (queue.next < queue.status.size() && queue.status[queue.next] != Status::waiting) ++queue.next;
        for (std::size_t i = queue.next; i < queue.status.size() && chosen.size() < queue.slice; ++i) {
            if (queue.status[i] != Status::waiting) continue;
            const Change& change = queue.plan->changes[i];
            const auto state = dependencies(queue, change);
            if (state == Status::dropped) {
                queue.status[i] = Status::dropped;
                ++queue.applied.not_reached;
            } else if (state == Status::waiting) {
                break;  // its turn comes when the slice that holds what it needs is done
            } else if (!may_reserve(change)) {
                drop(queue, change, messages::NAME_TAKEN);
                ++queue.applied.outcomes[Outcome::skipped_stale];
            } else {
                chosen.push_back(&change);
            }
        }
        return chosen;
    }

    static Status dependencies(const Queue& queue, const Change& change) {
        Status result = Status::done;
        for (const std::uint32_t seq : change.depends_on) {
            const Status status = queue.status[seq - 1];
            if (status == Status::dropped) return Status::dropped;
            if (status == Status::waiting) result = Status::waiting;
        }
        return result;
    }

    void drop(Queue& queue, const Change& change, const Message& message) {
        queue.status[change.seq - 1] = Status::dropped;
        queue.applied.findings.push_back(finding(message, {change.dn.text(), 0, 0, ""}));
    }

    bool may_reserve(const Change& change) {
        return std::ranges::all_of(change.reservations, [&](const Reservation& each) {
            const auto owner = installation_.store().owner_of(each.purpose, each.name);
            return owner && (!*owner || **owner == each.subject);
        });
    }

    changelog::Draft draft(const Queue& queue, std::string_view kind, const std::string& person) const {
        changelog::Draft result;
        result.run = options_.run;
        result.batch = queue.batch;
        result.actor = options_.actor;
        result.kind = kind;
        result.municipality = queue.plan->municipality;
        result.person = person;
        result.sealed_by = person.empty() ? key_name::municipality(queue.plan->municipality) : person;
        return result;
    }

    void add_identity(Queue& queue, const std::string& person, std::vector<changelog::Draft>& drafts) {
        const auto found = queue.identities.find(person);
        if (found == queue.identities.end()) return;
        if (recorded_.insert(person).second) {
            changelog::Draft identity = draft(queue, event_kind::person, person);
            identity.content = content_of(*found->second);
            drafts.push_back(std::move(identity));
        }
        queue.identities.erase(found);
    }

    void add_reservations(Queue& queue, const Change& change, std::vector<changelog::Draft>& drafts) {
        for (const Reservation& each : change.reservations) {
            const auto owner = installation_.store().owner_of(each.purpose, each.name);
            if (owner && *owner) continue;  // its own already: may_reserve() has seen to that
            changelog::Draft reserve = draft(queue, event_kind::reserve, change.person);
            reserve.sealed_by = key_name::municipality(queue.plan->municipality);
            reserve.content = content_of(each);
            drafts.push_back(std::move(reserve));
        }
    }

    // The seq of each Change's intent.
    Result<std::vector<std::uint64_t>> record_intents(Queue& queue, const std::vector<const Change*>& changes) {
        std::vector<changelog::Draft> drafts;
        for (const Change* change : changes) {
            add_identity(queue, change->person, drafts);
            add_reservations(queue, *change, drafts);
            changelog::Draft intent = draft(queue, event_kind::intent, change->person);
            intent.subject = installation_.keys().subject_hash(change->dn);
            intent.change = change->digest();
            intent.content = content_of(*change);
            drafts.push_back(std::move(intent));
        }
        auto events = installation_.record(drafts);
        if (!events) return fail(events.error());
        std::vector<std::uint64_t> seqs;
        for (const Event& event : *events) {
            if (event.kind == event_kind::intent) seqs.push_back(event.seq);
        }
        return seqs;
    }

    struct Done {
        Outcome outcome = Outcome::not_applied;
        Finding reason;
        bool open = false;  // nobody could say: the intent stays open for the next run
    };

    std::vector<Done> send(const std::vector<const Change*>& changes) {
        std::vector<Done> results(changes.size());
        std::size_t sent = 0;
        while (sent < changes.size() || directory_->outstanding() > 0) {
            while (sent < changes.size() && directory_->outstanding() < directory_->window() && !lost_) {
                auto done = directory_->send(sent, *changes[sent]);
                if (!done) {
                    results[sent] = {Outcome::failed, done.error(), false};
                }
                ++sent;
            }
            if (directory_->outstanding() == 0) break;
            receive(changes, results);
        }
        return results;
    }

    void receive(const std::vector<const Change*>& changes, std::vector<Done>& results) {
        auto answer = directory_->receive();
        if (!answer || answer->ticket >= changes.size()) {
            lost_ = true;
            return;
        }
        Done& result = results[answer->ticket];
        result.reason = answer->reason;
        switch (answer->verdict) {
            case directory::Verdict::applied:
                result.outcome = Outcome::applied;
                return;
            case directory::Verdict::stale:
                result.outcome = Outcome::skipped_stale;
                return;
            case directory::Verdict::failed:
                result.outcome = Outcome::failed;
                return;
            case directory::Verdict::lost:
                result.open = true;
                lost_ = true;
                return;
        }
    }

    Result<void> reconnect() {
        Result<std::unique_ptr<directory::Directory>> again =
            installation_.ports().open_directory(installation_.config());
        if (!again) return fail(again.error());
        directory_ = std::move(*again);
        return {};
    }

    // The answers were lost: the directory itself is asked, over a new connection.
    Result<void> settle_lost(const std::vector<const Change*>& changes, std::vector<Done>& results) {
        if (std::ranges::none_of(results, &Done::open)) return {};
        if (auto connected = reconnect(); !connected) return connected;
        lost_ = false;
        for (std::size_t i = 0; i < results.size(); ++i) {
            if (!results[i].open) continue;
            auto outcome = outcome_in_directory(*directory_, *changes[i]);
            if (!outcome) return fail(outcome.error());
            results[i] = {*outcome, *outcome == Outcome::unknown ? finding(messages::OUTCOME_UNKNOWN) : Finding{},
                          false};
        }
        return {};
    }

    Result<void> record_outcomes(Queue& queue, const std::vector<const Change*>& changes,
                                 const std::vector<std::uint64_t>& intents, std::vector<Done>& results) {
        const Result<void> settled = settle_lost(changes, results);
        std::vector<changelog::Draft> drafts;
        for (std::size_t i = 0; i < changes.size(); ++i) {
            if (results[i].open) continue;  // closed by the next run, which finds the intent open
            const Change& change = *changes[i];
            changelog::Draft outcome = draft(queue, event_kind::outcome, change.person);
            outcome.subject = installation_.keys().subject_hash(change.dn);
            outcome.change = change.digest();
            outcome.outcome = name_of(results[i].outcome);
            outcome.content = content_of(OutcomeDetail{intents[i], results[i].reason.text});
            drafts.push_back(std::move(outcome));
        }
        if (auto recorded = installation_.record(drafts); !recorded) return fail(recorded.error());
        for (std::size_t i = 0; i < changes.size(); ++i) note(queue, *changes[i], results[i]);
        return settled;
    }

    void note(Queue& queue, const Change& change, const Done& result) {
        queue.status[change.seq - 1] = !result.open && took_effect(result.outcome) ? Status::done : Status::dropped;
        ++queue.applied.outcomes[result.open ? Outcome::unknown : result.outcome];
        if (took_effect(result.outcome)) return;
        Finding reason = result.reason;
        if (reason.id.empty()) reason = finding(messages::CHANGE_NOT_DONE);
        reason.where.place = change.dn.text();
        queue.applied.findings.push_back(std::move(reason));
    }

    // People about whom something new is known though none of their entries changes.
    Result<void> record_identities() {
        for (Queue& queue : queues_) {
            const bool tried = std::ranges::find(queue.status, Status::waiting) == queue.status.end();
            if (!tried && options_.stop.stop_requested()) continue;
            std::unordered_set<std::string> unborn;
            for (const Change& change : queue.plan->changes) {
                if (change.kind == ChangeKind::create && queue.status[change.seq - 1] != Status::done)
                    unborn.insert(change.person);
            }
            std::vector<changelog::Draft> drafts;
            if (auto known = forget_known(unborn); !known) return known;
            for (const Identity& identity : queue.plan->identities) {
                // A mark is remembered also of somebody who has no account: the register may drop her tomorrow.
                const bool is_marked = !identity.protected_by.empty();
                if (is_marked || !unborn.contains(identity.person)) add_identity(queue, identity.person, drafts);
            }
            if (auto recorded = installation_.record(drafts); !recorded) return fail(recorded.error());
        }
        return {};
    }

    // Who is known already is not unborn, though another account of hers was not made.
    Result<void> forget_known(std::unordered_set<std::string>& unborn) {
        if (unborn.empty()) return {};
        const auto persons = installation_.store().persons();
        if (!persons) return fail(persons.error());
        for (const KnownPerson& person : *persons) unborn.erase(person.id.value);
        return {};
    }

    std::vector<Applied> take_results() {
        std::vector<Applied> results;
        for (Queue& queue : queues_) {
            queue.applied.not_reached += static_cast<std::size_t>(std::ranges::count(queue.status, Status::waiting));
            results.push_back(std::move(queue.applied));
        }
        return results;
    }

    Installation& installation_;
    const ApplyOptions& options_;
    std::unique_ptr<directory::Directory> directory_;
    std::vector<Queue> queues_;
    std::unordered_set<std::string> recorded_;
    bool lost_ = false;
};

}  // namespace

bool Applied::all_done() const {
    const auto count = [&](Outcome outcome) {
        const auto found = outcomes.find(outcome);
        return found == outcomes.end() ? std::size_t{0} : found->second;
    };
    return held == 0 && not_reached == 0 &&
           count(Outcome::failed) + count(Outcome::unknown) + count(Outcome::skipped_stale) +
                   count(Outcome::not_applied) ==
               0;
}

Result<std::vector<Applied>> apply(Installation& installation, std::span<const Plan* const> plans,
                                   const ApplyOptions& options) {
    return Application{installation, plans, options}.run();
}

}  // namespace samkat::run
