#include "daemon/service/schedule.hpp"

#include <algorithm>

namespace samkat::service {

namespace {
constexpr TimePoint never = TimePoint::max();
}

Schedule::Schedule(std::span<const SourcePolicy> sources, TimePoint now, Limits limits)
    : sources_(sources), limits_(limits), states_(sources.size()) {
    for (std::size_t i = 0; i < sources.size(); ++i) {
        states_[i].due = now;
        states_[i].first_wish = never;
        states_[i].trigger = "start";
        for (const std::string& code : sources[i].serves) by_municipality_[code].push_back(i);
    }
}

void Schedule::want(std::size_t source, const std::string& trigger, TimePoint now, std::chrono::milliseconds delay) {
    State& state = states_[source];
    if (state.reading) {
        state.again = true;
        state.trigger = trigger;
        return;
    }
    if (state.due <= now) return;
    if (delay.count() == 0) {
        state.due = now;
    } else {
        if (state.first_wish == never) state.first_wish = now;
        state.due = std::min(now + delay, state.first_wish + longest_settle);
    }
    state.trigger = trigger;
}

void Schedule::want_all(const std::string& trigger, TimePoint now) {
    for (std::size_t i = 0; i < states_.size(); ++i) want(i, trigger, now);
}

void Schedule::want_run(const std::string& municipality, const std::string& trigger, TimePoint due) {
    const auto wish = wanted_runs_.find(municipality);
    if (wish == wanted_runs_.end() || due <= wish->second.due)
        wanted_runs_.insert_or_assign(municipality, Wish{due, trigger});
}

std::size_t Schedule::counted(TimePoint now) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        states_, [&](const State& state) { return state.reading && now - state.since < limits_.slow; }));
}

std::vector<std::size_t> Schedule::begin(TimePoint now) {
    std::vector<std::size_t> begun;
    std::size_t room = limits_.side_by_side - std::min(limits_.side_by_side, counted(now));
    for (std::size_t i = 0; i < states_.size() && room > 0; ++i) {
        State& state = states_[i];
        if (state.reading || state.due > now) continue;
        state.reading = true;
        state.since = now;
        state.due = never;
        state.first_wish = never;
        begun.push_back(i);
        --room;
    }
    return begun;
}

void Schedule::finished(std::size_t source, TimePoint now) {
    State& state = states_[source];
    for (const std::string& code : sources_[source].serves) want_run(code, state.trigger);
    state.reading = false;
    state.ever = true;
    const auto interval = sources_[source].interval;
    if (std::exchange(state.again, false)) {
        state.due = now;
        return;
    }
    state.due = interval.count() == 0 ? never : std::max(state.since + interval, now);
    state.trigger = "timer";
}

bool Schedule::busy(const std::string& municipality, TimePoint now) const {
    const auto found = by_municipality_.find(municipality);
    if (found == by_municipality_.end()) return false;
    return std::ranges::any_of(found->second, [&](std::size_t i) {
        const State& state = states_[i];
        return state.reading || !state.ever || state.due <= now;
    });
}

std::map<std::string, std::string> Schedule::runs(TimePoint now) {
    std::map<std::string, std::string> due;
    for (auto each = wanted_runs_.begin(); each != wanted_runs_.end();) {
        if (each->second.due > now || busy(each->first, now)) {
            ++each;
        } else {
            due.emplace(each->first, each->second.trigger);
            each = wanted_runs_.erase(each);
        }
    }
    return due;
}

TimePoint Schedule::next(TimePoint now) const {
    TimePoint next = never;
    bool waiting = false;
    for (const State& state : states_) {
        if (state.reading) continue;
        waiting = waiting || state.due <= now;
        if (state.due > now) next = std::min(next, state.due);
    }
    for (const auto& [municipality, wish] : wanted_runs_) {
        if (wish.due > now) next = std::min(next, wish.due);
    }
    if (!waiting) return next;
    // Every place is taken: the next one is free when a reading becomes slow, or ends.
    for (const State& state : states_) {
        if (state.reading && now - state.since < limits_.slow) next = std::min(next, state.since + limits_.slow);
    }
    return next;
}

}  // namespace samkat::service
