#include "daemon/run/apply.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "daemon/engine/kept_back.hpp"
#include "daemon/model/event_content.hpp"
#include "daemon/run/intents.hpp"
#include "daemon/run/lift.hpp"
#include "daemon/run/messages.hpp"
#include "daemon/run/queue.hpp"
#include "daemon/run/send.hpp"
#include "daemon/run/settle.hpp"

namespace samkat::run {

namespace {

using Changes = std::vector<const Change*>;
using Drafts = std::vector<changelog::Draft>;

// A plan's queue, and who its people are as far as that is not recorded yet.
struct Work {
    explicit Work(const Plan& plan) : queue(plan) {
        for (const Identity& identity : plan.identities) identities.emplace(identity.person, &identity);
    }
    Queue queue;
    std::uint64_t batch = 0;
    std::unordered_map<std::string, const Identity*> identities;
};

class Application {
  public:
    Application(Installation& installation, std::span<const Plan* const> plans, const ApplyOptions& options)
        : installation_(installation), options_(options), by_{options.run, options.actor} {
        for (const Plan* plan : plans) works_.emplace_back(*plan);
    }

    Result<std::vector<Applied>> run() {
        const auto open = installation_.store().open_intents();
        if (!open) return fail(open.error());
        undecided_ = engine::Undecided{*open};
        if (auto connected = connect(); !connected) return fail(connected.error());
        for (bool any = true; any && !options_.stop.stop_requested();) {
            any = false;
            // What withholds stands first in every plan, and goes before what other plans have.
            const bool urgent =
                std::ranges::any_of(works_, [](const Work& each) { return each.queue.withholds_next(); });
            for (Work& work : works_) {
                if (work.queue.finished() || (urgent && !work.queue.withholds_next())) continue;
                any = true;
                if (auto done = slice(work); !done) return fail(done.error());
                if (options_.progress)
                    options_.progress(work.queue.plan().municipality, work.queue.reached(), work.queue.size());
                if (options_.stop.stop_requested()) break;
            }
        }
        if (auto recorded = record_identities(); !recorded) return fail(recorded.error());
        std::vector<Applied> results;
        for (Work& work : works_) results.push_back(work.queue.finish());
        return results;
    }

  private:
    TimePoint now() const { return installation_.ports().clock->now(); }

    Result<void> connect() {
        directory_.reset();
        auto directory = installation_.ports().open_directory(installation_.config());
        if (!directory) return fail(directory.error());
        directory_ = std::move(*directory);
        // Sending needs it. A connection that goes before it has told is nobody's failed Change.
        const auto schema = directory_->schema();
        return schema ? Result<void>{} : fail(schema.error());
    }

    Result<void> slice(Work& work) {
        const TimePoint start = now();
        const Changes changes = work.queue.choose([this](const Change& change) { return obstacle(change); });
        if (changes.empty()) return {};
        ++work.batch;
        auto intents = record_intents(work, changes);
        if (!intents) return fail(intents.error());
        Sent sent = send(*directory_, changes);
        // If the directory cannot be reached again, what was answered is recorded before the run fails.
        const Result<void> again = sent.lost ? settle_unanswered(changes, sent.results) : Result<void>{};
        if (auto recorded = record_outcomes(work, changes, *intents, sent.results); !recorded) return recorded;
        work.queue.pace(changes.size(), now() - start);
        return again;
    }

    // What has come between the plan and now.
    const Message* obstacle(const Change& change) {
        if (undecided_.touches(change)) return &messages::ENTRY_UNDECIDED;
        return may_reserve(change) ? nullptr : &messages::NAME_TAKEN;
    }

    bool may_reserve(const Change& change) {
        return std::ranges::all_of(change.reservations, [&](const Reservation& each) {
            const auto owner = installation_.store().owner_of(each.purpose, each.name);
            return owner && (!*owner || **owner == each.subject);
        });
    }

    void add_identity(Work& work, const std::string& person, Drafts& drafts) {
        const auto found = work.identities.find(person);
        if (found == work.identities.end()) return;
        if (recorded_.insert(person).second) {
            const std::string& municipality = work.queue.plan().municipality;
            changelog::Draft identity = event_about(by_, event_kind::person, municipality, person);
            identity.content = content_of(*found->second);
            drafts.push_back(std::move(identity));
        }
        work.identities.erase(found);
    }

    void add_reservations(const Change& change, Drafts& drafts) {
        for (const Reservation& each : change.reservations) {
            const auto owner = installation_.store().owner_of(each.purpose, each.name);
            if (owner && *owner) continue;  // its own already: may_reserve() has seen to that
            changelog::Draft reserve = event_about(by_, event_kind::reserve, change.municipality, change.person);
            reserve.sealed_by = key_name::municipality(change.municipality);
            reserve.content = content_of(each);
            drafts.push_back(std::move(reserve));
        }
    }

    Result<std::vector<Event>> record(const Work& work, Drafts& drafts) {
        for (changelog::Draft& each : drafts) each.batch = work.batch;
        return installation_.record(drafts);
    }

    // Each Change's intent.
    Result<std::vector<OpenIntent>> record_intents(Work& work, const Changes& changes) {
        Drafts drafts;
        for (const Change* change : changes) {
            add_identity(work, change->person, drafts);
            add_reservations(*change, drafts);
            drafts.push_back(intent_event(by_, *change, installation_.keys()));
        }
        auto events = record(work, drafts);
        if (!events) return fail(events.error());
        std::vector<OpenIntent> intents;
        for (const Event& event : *events) {
            if (event.kind != event_kind::intent) continue;
            OpenIntent& intent = intents.emplace_back();
            intent.municipality = event.municipality;
            intent.seq = event.seq;
            intent.person = event.person;
            intent.subject = event.subject;
            intent.digest = event.change;
        }
        return intents;
    }

    // The answers were lost: the directory itself is asked, over a new connection.
    Result<void> settle_unanswered(const Changes& changes, std::vector<Sending>& results) {
        if (auto connected = connect(); !connected) return connected;
        asked_ = true;
        for (std::size_t i = 0; i < results.size(); ++i) {
            if (results[i].state == Sending::State::known) continue;
            const bool over = results[i].state == Sending::State::ended;
            const auto outcome = settle(*directory_, *changes[i], over ? Arrival::over : Arrival::possible);
            if (!outcome) return fail(outcome.error());
            if (*outcome) results[i] = {Sending::State::known, **outcome, reason_of(**outcome)};
        }
        return {};
    }

    Result<void> record_outcomes(Work& work, const Changes& changes, const std::vector<OpenIntent>& intents,
                                 std::vector<Sending>& results) {
        Drafts drafts;
        std::vector<std::uint64_t> open;
        for (std::size_t i = 0; i < changes.size(); ++i) {
            if (results[i].state != Sending::State::known) {
                open.push_back(intents[i].seq);
                continue;
            }
            drafts.push_back(outcome_event(by_, intents[i], results[i].outcome, results[i].reason));
            if (auto lifted = add_lifted(installation_, by_, *changes[i], results[i].outcome, drafts); !lifted)
                return lifted;
        }
        if (!open.empty() && std::exchange(asked_, false))
            drafts.push_back(undecided_event(by_, work.queue.plan().municipality, open));
        if (auto recorded = record(work, drafts); !recorded) return fail(recorded.error());
        for (std::size_t i = 0; i < changes.size(); ++i) note(work.queue, *changes[i], results[i]);
        return {};
    }

    void note(Queue& queue, const Change& change, const Sending& result) {
        if (result.state == Sending::State::known) return queue.settle(change, result.outcome, result.reason);
        undecided_.add(change);
        queue.settle(change, std::nullopt, finding(messages::CHANGE_UNDECIDED));
    }

    // People about whom something new is known though none of their entries changes.
    Result<void> record_identities() {
        for (Work& work : works_) {
            if (!work.queue.all_tried() && options_.stop.stop_requested()) continue;
            std::unordered_set<std::string> unborn;
            for (const Change& change : work.queue.plan().changes) {
                if (change.kind == ChangeKind::create && !work.queue.is_done(change)) unborn.insert(change.person);
            }
            Drafts drafts;
            if (auto known = forget_known(unborn); !known) return known;
            for (const Identity& identity : work.queue.plan().identities) {
                // A mark is remembered also of somebody who has no account: the register may drop her tomorrow.
                const bool is_marked = !identity.protected_by.empty();
                if (is_marked || !unborn.contains(identity.person)) add_identity(work, identity.person, drafts);
            }
            if (auto recorded = record(work, drafts); !recorded) return fail(recorded.error());
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

    Installation& installation_;
    const ApplyOptions& options_;
    const Writing by_;
    std::unique_ptr<directory::Directory> directory_;
    std::vector<Work> works_;
    engine::Undecided undecided_;
    std::unordered_set<std::string> recorded_;
    bool asked_ = false;  // the directory was asked about what was lost in the slice under way
};

}  // namespace

bool Applied::all_done() const {
    const auto count = [&](Outcome outcome) {
        const auto found = outcomes.find(outcome);
        return found == outcomes.end() ? std::size_t{0} : found->second;
    };
    return held == 0 && not_reached == 0 && undecided == 0 &&
           count(Outcome::failed) + count(Outcome::unknown) + count(Outcome::skipped_stale) +
                   count(Outcome::not_applied) ==
               0;
}

Result<std::vector<Applied>> apply(Installation& installation, std::span<const Plan* const> plans,
                                   const ApplyOptions& options) {
    return Application{installation, plans, options}.run();
}

}  // namespace samkat::run
