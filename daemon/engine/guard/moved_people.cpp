// People who go from one municipality to the next in a register that they share. A family moves; a column of codes that
// has slipped, or codes that were exchanged, moves many, and each would lose one account and get another.
#include <algorithm>
#include <map>
#include <set>

#include "daemon/engine/guard/rules.hpp"

namespace samkat::engine::guard {

namespace {

using Municipalities = std::set<std::string, std::less<>>;  // codes

// Of everybody who leaves or is new: where the registers describe them today.
std::map<std::string_view, Municipalities> described(const Facts& facts) {
    std::map<std::string_view, Municipalities> where;
    for (const Subject& each : facts.subjects) {
        if (each.act == Act::leave || each.act == Act::create) where[each.account->id.person.value];
    }
    if (where.empty()) return where;
    for (const Person& each : facts.in.world.persons) {
        const auto found = where.find(each.id.value);
        if (found != where.end()) found->second.emplace(facts.in.world.pool.view(each.municipality));
    }
    return where;
}

Municipalities described_before(const KnownPerson& person) {
    Municipalities codes;
    for (const std::string& name : person.places) codes.insert(parse_place(name).municipality);
    return codes;
}

bool shares(const Municipalities& a, const Municipalities& b) {
    return std::ranges::any_of(a, [&](const std::string& each) { return b.contains(each); });
}

}  // namespace

Verdicts moved_people(const Facts& facts) {
    const auto where = described(facts);
    const auto moves_away = [&](const Subject& each) {
        return each.by_absence() && !each.takes_back() && !where.at(each.account->id.person.value).empty();
    };
    const auto moves_here = [&](const Subject& each) {
        if (each.act != Act::create || each.known == nullptr) return false;
        const Municipalities before = described_before(*each.known);
        return !before.empty() && !shares(before, where.at(each.account->id.person.value));
    };
    std::vector<const Subject*> held;
    for (const auto& part : {subjects_if(facts, moves_away), subjects_if(facts, moves_here)}) {
        if (part.size() > facts.limits().moved_people) held.insert(held.end(), part.begin(), part.end());
    }
    if (held.empty()) return {};
    return {
        {&messages::GUARD_MOVED_PEOPLE, changes_of(held), {{"people", std::to_string(held.size())}}, sources_of(held)}};
}

}  // namespace samkat::engine::guard
