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
void add(Verdicts& verdicts, const Facts& facts, const Message& message, std::size_t floor, const RollingLimit& limit,
         const Now& now, const Past& past) {
    const auto open =
        subjects_if(facts, [&](const Subject& each) { return now(each) && !each.approved && facts.is_open(each); });
    if (open.empty()) return;
    for (const Period& period : periods) {
        auto accounts = lately(facts, period.days, past);
        const std::size_t before = accounts.size();
        for (const Subject* each : open) accounts.insert(facts.changes[each->changes.front()].account);
        const std::size_t most = facts.share(floor, limit.*period.per_mille);
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
        verdicts, facts, message, facts.limits().period_floor, limit,
        [&](const Subject& each) { return each.has(kind) && !each.was_touched(kind); },
        [&](const PastChange& each) {
            return each.effect == Effect::modify && std::ranges::any_of(each.attributes, [&](const std::string& name) {
                       return facts.kind_of(name, kind);
                   });
        });
}

// Accounts that have left again, or do now: that they came before is not counted any more.
std::set<std::string_view> gone_again(const Facts& facts) {
    auto gone = lately(facts, past_days, [](const PastChange& each) { return each.effect == Effect::leave; });
    for (const Subject& each : facts.subjects) {
        if (each.act == Act::leave) gone.insert(facts.changes[each.changes.front()].account);
    }
    return gone;
}

void add_act(Verdicts& verdicts, const Facts& facts, const Message& message, const RollingLimit& limit, Act act,
             Effect effect) {
    const bool creates = act == Act::create;
    const auto gone = creates ? gone_again(facts) : std::set<std::string_view>{};
    add(
        verdicts, facts, message, facts.limits().period_floor, limit,
        [&](const Subject& each) { return each.act == act && !each.takes_back(); },
        [&](const PastChange& each) { return each.effect == effect && !(creates && gone.contains(each.account)); });
}

constexpr Kind all_kinds[] = {Kind::names, Kind::numbers, Kind::mails, Kind::places};

// Of all that can be done to an account that was there, together: a little of each is much.
void add_all(Verdicts& verdicts, const Facts& facts) {
    const auto changes = [&](const Subject& each) {
        if (each.act == Act::leave || each.act == Act::comeback) return !each.takes_back();
        return std::ranges::any_of(all_kinds, [&](Kind kind) { return each.has(kind) && !each.was_touched(kind); });
    };
    const auto changed = [&](const PastChange& each) {
        if (each.effect == Effect::leave || each.effect == Effect::comeback) return true;
        const auto is_said = [&](const std::string& name) {
            return std::ranges::any_of(all_kinds, [&](Kind kind) { return facts.kind_of(name, kind); });
        };
        return each.effect == Effect::modify && std::ranges::any_of(each.attributes, is_said);
    };
    add(verdicts, facts, messages::GUARD_CHANGES_LATELY, facts.limits().period_floor + 1, facts.limits().changes,
        changes, changed);
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
    add_all(verdicts, facts);
    return verdicts;
}

}  // namespace samkat::engine::guard
