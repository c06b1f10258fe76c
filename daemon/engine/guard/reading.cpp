// What was not seen in the directory, and would be made again: the reason is the reading and not the number.
#include "daemon/engine/guard/rules.hpp"
#include "daemon/engine/guard/structure.hpp"

namespace samkat::engine::guard {

Verdicts unseen_entries(const Facts& facts) {
    Sighting* sighting = facts.in.sighting;
    if (sighting == nullptr) return {};
    auto creates = sighting->doubtful_creates(facts.changes);
    if (creates.empty()) return {};
    if (sighting->is_whole()) return {{&messages::GUARD_OTHER_PLACE, std::move(creates), {}, {}}};
    return {{&messages::GUARD_UNSEEN,
             std::move(creates),
             {{"unseen", std::to_string(sighting->lost())}, {"limit", std::to_string(sighting->limit())}},
             {}}};
}

}  // namespace samkat::engine::guard
