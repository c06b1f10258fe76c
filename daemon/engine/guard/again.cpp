// What was done for a night, was taken back by the next, and is done again: a wrong or an old file that comes every
// other time. Each time it does no more than the limits let through, and together, in a week, more than that.
#include "daemon/engine/guard/rules.hpp"

namespace samkat::engine::guard {

namespace {
// Two registers that disagree about somebody give now the one's values and now the other's.
constexpr std::size_t ordinary = 1;
}  // namespace

Verdicts done_again(const Facts& facts) {
    const auto again =
        subjects_if(facts, [&](const Subject& each) { return each.again && !each.approved && facts.is_open(each); });
    if (again.size() <= ordinary) return {};
    return {{&messages::GUARD_AGAIN, changes_of(again), {{"people", std::to_string(again.size())}}, sources_of(again)}};
}

}  // namespace samkat::engine::guard
