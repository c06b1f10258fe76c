#include "daemon/engine/guard/mended.hpp"

#include <algorithm>
#include <map>
#include <vector>

namespace samkat::engine::guard {

namespace {

bool takes_back(const Lately& before, Effect effect, const Touches& touches) {
    switch (effect) {
        case Effect::create:
            return false;
        case Effect::leave:
            return before.came;
        case Effect::comeback:
            return before.left;
        case Effect::modify:
            break;
    }
    return is_within(touches, before.touched);
}

void note(Lately& lately, Effect effect, const Touches& touches) {
    lately.left = lately.left || effect == Effect::leave;
    lately.came = lately.came || effect == Effect::create || effect == Effect::comeback;
    for (std::size_t i = 0; i < kinds; ++i) lately.touched[i] = lately.touched[i] || touches[i];
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
        const Touches touches = each->effect == Effect::modify ? facts.touches_of(*each) : Touches{};
        if (each->effect == Effect::modify && touches == Touches{}) continue;
        const bool back = takes_back(before[each->account], each->effect, touches);
        if (back) backs_.insert(each);
        note_last(each->account, back);
        note(before[each->account], each->effect, touches);
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
