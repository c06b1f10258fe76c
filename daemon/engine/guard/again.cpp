// What was done for a night, was taken back by the next, and is done again: a wrong or an old file that comes every
// other time. Each time it does no more than the limits let through, and together, in a week, more than that.
#include "daemon/engine/guard/rules.hpp"

namespace samkat::engine::guard {

namespace {
// Accounts that have been changed in the last week or would be now, and not back.
std::size_t changed_in_a_week(const Facts& facts) {
    auto accounts = lately(facts, a_week, [&](const PastChange& each) {
        return facts.is_seen(each) && each.effect != Effect::create && facts.back_of(each) == Back::no;
    });
    for (const Subject& each : facts.subjects) {
        if (!each.approved && each.changes_anew() && each.back() == Back::no) accounts.insert(facts.account_of(each));
    }
    return accounts.size();
}
}  // namespace

Verdicts done_again(const Facts& facts) {
    const auto again =
        subjects_if(facts, [&](const Subject& each) { return each.again && !each.approved && facts.is_open(each); });
    const std::size_t ordinary = facts.limits().again;
    if (again.empty() || again.size() < ordinary) return {};
    // They may be the first of many: beside them no more is let through than may be wrong in a week.
    const std::size_t most = facts.share(facts.limits().period_floor + 1, harmed_per_mille);
    if (again.size() == ordinary && changed_in_a_week(facts) <= most) return {};
    return {{&messages::GUARD_AGAIN, changes_of(again), {{"people", std::to_string(again.size())}}, sources_of(again)}};
}

}  // namespace samkat::engine::guard
