#include "daemon/engine/kept_back.hpp"

#include <algorithm>
#include <map>

#include "daemon/engine/guard.hpp"
#include "daemon/engine/messages.hpp"
#include "daemon/engine/withhold.hpp"

namespace samkat::engine {

namespace {

Hold hold_of(const Message& message, const Arguments& arguments, const std::string& about) {
    return {std::string{message.id}, about, finding(message, {}, arguments).text};
}

std::size_t hold_undecided(std::span<const OpenIntent> open, std::vector<Change>& changes) {
    const Undecided undecided{open};
    std::size_t count = 0;
    for (Change& change : changes) {
        // Also where something else holds it that could be approved.
        if (change.held == guard_id::protected_person || !undecided.touches(change)) continue;
        change.held = guard_id::undecided;
        ++count;
    }
    return count;
}

void hold_failing(std::span<const Failure> failures, std::vector<Change>& changes, std::vector<Hold>& holds) {
    std::map<std::string_view, const Failure*, std::less<>> stopped;  // by digest
    for (const Failure& failure : failures) {
        if (failure.times >= failures_in_a_row) stopped.emplace(failure.digest, &failure);
    }
    if (stopped.empty()) return;
    for (Change& change : changes) {
        // What only withholds is tried again every time: to stop trying would be to go on showing.
        if (only_withholds(change) || (!change.held.empty() && change.held != guard_id::failing)) continue;
        const auto found = stopped.find(change.digest());
        if (found == stopped.end() || found->second->municipality != change.municipality) continue;
        change.held = guard_id::failing;
        Hold hold =
            hold_of(messages::GUARD_FAILING, {{"times", std::to_string(found->second->times)}}, change.dn.text());
        hold.detail.sv = fill(hold.detail.sv, {{"reason", found->second->reason.sv}});
        hold.detail.en = fill(hold.detail.en, {{"reason", found->second->reason.en}});
        holds.push_back(std::move(hold));
    }
}

}  // namespace

Undecided::Undecided(std::span<const OpenIntent> intents) {
    for (const OpenIntent& intent : intents) {
        if (intent.change) add(*intent.change);
    }
}

void Undecided::add(const Change& change) {
    about_.insert(change.dn.key());
    if (!change.new_dn.empty()) about_.insert(change.new_dn.key());
    if (!change.account.empty()) about_.insert(change.account);
}

bool Undecided::touches(const Change& change) const {
    if (about_.empty()) return false;
    return about_.contains(change.dn.key()) || (!change.new_dn.empty() && about_.contains(change.new_dn.key())) ||
           (!change.account.empty() && about_.contains(change.account));
}

std::vector<Hold> keep_back(std::span<const OpenIntent> open, std::span<const Failure> failures,
                            std::vector<Change>& changes) {
    std::vector<Hold> holds;
    if (const std::size_t count = hold_undecided(open, changes); count > 0)
        holds.push_back(hold_of(messages::GUARD_UNDECIDED, {{"count", std::to_string(count)}}, ""));
    hold_failing(failures, changes, holds);
    return holds;
}

}  // namespace samkat::engine
