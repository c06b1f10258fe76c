// A day that cannot follow the last one: then nothing follows from dates, or from who is there and who is not.
#include "daemon/engine/guard/rules.hpp"

namespace samkat::engine::guard {

Verdicts clock_moved(const Facts& facts) {
    if (!facts.in.clock_doubted) return {};
    const auto by_date = subjects_if(facts, [](const Subject& each) { return each.act != Act::modify; });
    return {{&messages::GUARD_CLOCK,
             changes_of(by_date),
             {{"last", format_date(facts.in.last_as_of)}, {"today", format_date(facts.in.as_of)}},
             {}}};
}

}  // namespace samkat::engine::guard
