#include "daemon/engine/guard/mended.hpp"

#include <algorithm>

namespace samkat::engine::guard {

Mended::Mended(const Facts& facts) {
    const auto note_last = [&](std::string_view account, std::string_view time, bool back) {
        if (back)
            accounts_.insert_or_assign(account, time);
        else
            accounts_.erase(account);
    };
    for (const PastChange* each : facts.past) {
        if (!facts.is_seen(*each)) continue;
        note_last(each->account, each->time, facts.back_of(*each) != Back::no);
    }
    for (const Subject& each : facts.subjects) {
        if (!each.is_seen() || each.act == Act::close) continue;
        note_last(facts.account_of(each), facts.in.now, each.back() != Back::no);
    }
}

std::size_t Mended::count(const std::set<std::string_view>& accounts) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(accounts, [&](std::string_view each) { return accounts_.contains(each); }));
}

std::size_t Mended::at_once(const std::set<std::string_view>& accounts) const {
    std::vector<std::string_view> times;
    for (const std::string_view each : accounts) {
        if (const auto found = accounts_.find(each); found != accounts_.end()) times.push_back(found->second);
    }
    return most_at_once(std::move(times));
}

}  // namespace samkat::engine::guard
