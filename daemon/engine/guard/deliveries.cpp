// Deliveries that cannot be believed for what they are: empty, smaller by too much, other people's, or older than the
// one before.
#include <algorithm>
#include <set>

#include "daemon/engine/guard/rules.hpp"

namespace samkat::engine::guard {

namespace {

// Accounts of the source's people that the plan changes; and where a source goes to and fro between two contents, that
// were changed since its content was current before.
std::size_t touched_since(const Facts& facts, const SourceCount& source, std::span<const Subject* const> people) {
    std::set<std::string_view> accounts;
    for (const Subject* each : people) accounts.insert(facts.account_of(*each));
    if (!source.to_and_fro) return accounts.size();
    const std::string week = since(facts.in.now, a_week);
    for (const PastChange* each : facts.past) {
        if (each->time <= week || each->time <= source.older_than) continue;
        if (each->effect == Effect::modify && !is_any(facts.touches_of(*each))) continue;
        const KnownPerson* person = facts.person_of(each->account);
        if (person != nullptr && std::ranges::find(person->sources, source.source) != person->sources.end())
            accounts.insert(each->account);
    }
    return accounts.size();
}

}  // namespace

Verdicts left_out(const Facts& facts) {
    Verdicts verdicts;
    for (const SourceCount& source : facts.in.sources) {
        if (!is_empty(source) && !has_shrunk(source, facts.limits())) continue;
        // Who came only lately may be what the delivery was too large by.
        const auto leavers = subjects_if(facts, [&](const Subject& each) {
            return each.act == Act::leave && (is_empty(source) || !each.takes_back()) &&
                   (each.known == nullptr || each.sources.contains(source.source));
        });
        verdicts.push_back({is_empty(source) ? &messages::GUARD_EMPTY_SOURCE : &messages::GUARD_SHRUNKEN_SOURCE,
                            changes_of(leavers),
                            {{"source", source.source},
                             {"before", std::to_string(source.records_before)},
                             {"now", std::to_string(source.records)}},
                            {source.source}});
    }
    return verdicts;
}

Verdicts strangers(const Facts& facts) {
    Verdicts verdicts;
    const GuardPolicy& limits = facts.limits();
    for (const SourceCount& source : facts.in.sources) {
        const auto found = facts.in.world.strangers.find(source.source);
        // Those who stood there when the source was believed last wait, and are told one by one.
        const std::uint64_t most =
            source.strangers_before +
            std::max<std::uint64_t>(limits.period_floor, source.records * limits.strangers / 1000);
        if (found == facts.in.world.strangers.end() || found->second <= most) continue;
        // Who is new in such a file is as likely somebody else as those who are known are.
        const auto people = subjects_if(facts, [&](const Subject& each) {
            return each.sources.contains(source.source) && facts.is_open(each) &&
                   (each.act == Act::create || each.act == Act::leave || each.changes_anew());
        });
        verdicts.push_back({&messages::GUARD_STRANGERS,
                            changes_of(people),
                            {{"source", source.source}, {"people", std::to_string(found->second)}},
                            {source.source}});
    }
    return verdicts;
}

Verdicts old_contents(const Facts& facts) {
    Verdicts verdicts;
    for (const SourceCount& source : facts.in.sources) {
        if (source.older_than.empty()) continue;
        const auto people = subjects_if(facts, [&](const Subject& each) {
            return each.sources.contains(source.source) && facts.is_open(each) && (each.is_seen() || !source.repeats);
        });
        // A change or two that are taken back give the content of last week, and are ordinary. So does a register that
        // has been wrong for a week: what the limits let it do, they let it take back.
        const GuardPolicy& limits = facts.limits();
        if (source.repeats &&
            touched_since(facts, source, people) <= facts.share(limits.period_floor + 1, limits.leavers.week))
            continue;
        verdicts.push_back({source.repeats ? &messages::GUARD_REPEATED : &messages::GUARD_BACKWARDS,
                            changes_of(people),
                            {{"source", source.source}, {"time", source.older_than}},
                            {source.source}});
    }
    return verdicts;
}

}  // namespace samkat::engine::guard
