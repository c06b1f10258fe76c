// So many in a rolling day and a rolling week, whatever the number of runs: what nobody approved counts, this plan's
// and what was done before.
#include <algorithm>

#include "daemon/engine/guard/rules.hpp"

namespace samkat::engine::guard {

namespace {

struct Period {
    int days;
    std::uint32_t RollingLimit::*per_mille;
};
constexpr Period periods[] = {{1, &RollingLimit::day}, {7, &RollingLimit::week}};

template <class Now, class Past>
void add(Verdicts& verdicts, const Facts& facts, const Message& message, const RollingLimit& limit, const Now& now,
         const Past& past) {
    const auto open = subjects_if(facts, [&](const Subject& each) { return now(each) && facts.is_open(each); });
    if (open.empty()) return;
    for (const Period& period : periods) {
        auto accounts = lately(facts, period.days, past);
        const std::size_t before = accounts.size();
        for (const Subject* each : open) accounts.insert(facts.changes[each->changes.front()].account);
        const std::size_t most = facts.share(facts.limits().period_floor, limit.*period.per_mille);
        if (accounts.size() <= most) continue;
        verdicts.push_back({&message,
                            changes_of(open),
                            {{"people", std::to_string(open.size())},
                             {"before", std::to_string(before)},
                             {"days", std::to_string(period.days)},
                             {"limit", std::to_string(most)}},
                            {}});
        return;
    }
}

void add_kind(Verdicts& verdicts, const Facts& facts, const Message& message, const RollingLimit& limit, Kind kind) {
    add(
        verdicts, facts, message, limit, [&](const Subject& each) { return each.has(kind) && !each.was_touched(kind); },
        [&](const PastChange& each) {
            return each.effect == Effect::modify && std::ranges::any_of(each.attributes, [&](const std::string& name) {
                       return facts.kind_of(name, kind);
                   });
        });
}

void add_act(Verdicts& verdicts, const Facts& facts, const Message& message, const RollingLimit& limit, Act act,
             Effect effect) {
    add(
        verdicts, facts, message, limit,
        [&](const Subject& each) { return each.act == act && !(act == Act::comeback && each.left_lately); },
        [&](const PastChange& each) { return each.effect == effect; });
}

}  // namespace

Verdicts too_many_lately(const Facts& facts) {
    Verdicts verdicts;
    const GuardPolicy& limits = facts.limits();
    add_act(verdicts, facts, messages::GUARD_LEAVERS_LATELY, limits.leavers, Act::leave, Effect::leave);
    add_act(verdicts, facts, messages::GUARD_COMEBACKS_LATELY, limits.comebacks, Act::comeback, Effect::comeback);
    if (!facts.in.first_run)
        add_act(verdicts, facts, messages::GUARD_CREATES_LATELY, limits.creates, Act::create, Effect::create);
    add_kind(verdicts, facts, messages::GUARD_NAMES_LATELY, limits.names, Kind::names);
    add_kind(verdicts, facts, messages::GUARD_NUMBERS_LATELY, limits.numbers, Kind::numbers);
    add_kind(verdicts, facts, messages::GUARD_MAILS_LATELY, limits.mails, Kind::mails);
    add_kind(verdicts, facts, messages::GUARD_PLACES_LATELY, limits.places, Kind::places);
    return verdicts;
}

}  // namespace samkat::engine::guard
