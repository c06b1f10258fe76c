#include "daemon/engine/guard/mended.hpp"

#include <algorithm>
#include <map>
#include <vector>

namespace samkat::engine::guard {

namespace {

bool takes_back(const Facts& facts, const Lately& before, const PastChange& change) {
    switch (change.effect) {
        case Effect::create:
            return false;
        case Effect::leave:
            return before.came;
        case Effect::comeback:
            return before.left;
        case Effect::modify:
            break;
    }
    return std::ranges::all_of(change.values, [&](const PastValue& value) {
        return !is_any(facts.kinds_of(value.attribute)) || before.had(value.attribute, value.after);
    });
}

void note(Lately& lately, const PastChange& change) {
    lately.left = lately.left || change.effect == Effect::leave;
    lately.came = lately.came || change.effect == Effect::create || change.effect == Effect::comeback;
    for (const PastValue& value : change.values) lately.former[value.attribute].insert(value.before);
}

}  // namespace

Mended::Mended(const Facts& facts) {
    std::vector<const PastChange*> past;
    for (const PastChange& each : facts.in.past) past.push_back(&each);
    std::ranges::stable_sort(past, {}, &PastChange::time);
    std::map<std::string_view, Lately> before;
    const auto note_last = [&](std::string_view account, bool back) {
        if (back)
            accounts_.insert(account);
        else
            accounts_.erase(account);
    };
    for (const PastChange* each : past) {
        if (each->effect == Effect::modify && !is_any(facts.touches_of(*each))) continue;
        const bool back = takes_back(facts, before[each->account], *each);
        if (back) backs_.insert(each);
        note_last(each->account, back);
        note(before[each->account], *each);
    }
    for (const Subject& each : facts.subjects) {
        if (!each.is_seen() || each.act == Act::close) continue;
        note_last(facts.changes[each.changes.front()].account, each.act != Act::create && !each.changes_anew());
    }
}

std::size_t Mended::count(const std::set<std::string_view>& accounts) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(accounts, [&](std::string_view each) { return accounts_.contains(each); }));
}

}  // namespace samkat::engine::guard
