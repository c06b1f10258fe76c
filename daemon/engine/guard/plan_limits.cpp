// So many, and no more, in one plan, by role.
#include <algorithm>

#include "daemon/engine/guard/rules.hpp"

namespace samkat::engine::guard {

namespace {

// Of a small staff, two who go the same night are no wrong file.
constexpr std::size_t fewest = 2;

std::size_t leaver_limit(const Facts& facts, Role role) {
    const std::size_t total = facts.accounts_in(role);
    const std::size_t absolute = facts.limits().max_leavers;
    if (total < facts.limits().small_floor) return absolute;
    return std::min<std::size_t>(absolute,
                                 std::max<std::size_t>(fewest, total * facts.limits().max_leavers_per_mille / 1000));
}

// Never less than small_floor: in a small school two new pupils are many per mille.
std::size_t relative(const Facts& facts, Role role, std::uint32_t per_mille) {
    return std::max<std::size_t>(facts.limits().small_floor, facts.accounts_in(role) * per_mille / 1000);
}

void add(Verdicts& verdicts, const Facts& facts, Role role, Act act, const Message& message, std::size_t limit) {
    const auto counted = subjects_if(facts, [&](const Subject& each) {
        return each.act == act && each.account->id.role == role && facts.is_open(each) && !each.takes_back() &&
               (act != Act::modify || !each.lately.changed || each.changes_anew());
    });
    if (counted.size() <= limit) return;
    verdicts.push_back({&message,
                        changes_of(counted),
                        {{"role", std::string{name_of(role)}},
                         {"limit", std::to_string(limit)},
                         {"accounts", std::to_string(facts.accounts_in(role))}},
                        sources_of(counted)});
}

}  // namespace

Verdicts too_many_at_once(const Facts& facts) {
    Verdicts verdicts;
    for (const Role role : {Role::pupil, Role::staff}) {
        add(verdicts, facts, role, Act::leave, messages::GUARD_LEAVERS, leaver_limit(facts, role));
        if (facts.in.first_run) continue;
        add(verdicts, facts, role, Act::create, messages::GUARD_CREATES,
            relative(facts, role, facts.limits().max_creates_per_mille));
        add(verdicts, facts, role, Act::modify, messages::GUARD_MODIFIES,
            relative(facts, role, facts.limits().max_modifies_per_mille));
    }
    return verdicts;
}

}  // namespace samkat::engine::guard
