// People who go from one municipality to the next in a register that they share. A family moves; a column of codes that
// has slipped, or codes that were exchanged, moves many, and each would lose one account and get another.
#include <algorithm>
#include <map>
#include <set>

#include "daemon/engine/guard/rules.hpp"

namespace samkat::engine::guard {

namespace {

using Names = std::set<std::string, std::less<>>;

// Where the registers describe somebody today, and which sources do.
struct Described {
    Names municipalities, sources;
};

// Everybody who leaves or is new.
std::map<std::string_view, Described> described(const Facts& facts) {
    std::map<std::string_view, Described> people;
    for (const Subject& each : facts.subjects) {
        if (each.act == Act::leave || each.act == Act::create) people[each.account->id.person.value];
    }
    if (people.empty()) return people;
    const Pool& pool = facts.in.world.pool;
    for (const Person& each : facts.in.world.persons) {
        const auto found = people.find(each.id.value);
        if (found == people.end()) continue;
        found->second.municipalities.emplace(pool.view(each.municipality));
        for (const Origin& origin : each.origins) found->second.sources.emplace(pool.view(origin.source));
    }
    return people;
}

Names municipalities_before(const KnownPerson& person) {
    Names codes;
    for (const std::string& name : person.places) codes.insert(parse_place(name).municipality);
    return codes;
}

template <class List>
bool shares(const List& a, const Names& b) {
    return std::ranges::any_of(a, [&](const std::string& each) { return b.contains(each); });
}

}  // namespace

Verdicts moved_people(const Facts& facts) {
    const auto people = described(facts);
    // By a source that serves this municipality too: who comes to one with a register of its own has moved.
    Names sources_here;
    for (const SourceCount& each : facts.in.sources) sources_here.insert(each.source);
    const auto moves_away = [&](const Subject& each) {
        return each.by_absence() && !each.takes_back() &&
               shares(people.at(each.account->id.person.value).sources, sources_here);
    };
    const auto moves_here = [&](const Subject& each) {
        if (each.act != Act::create || each.known == nullptr || !shares(each.known->sources, sources_here))
            return false;
        const Names before = municipalities_before(*each.known);
        return !before.empty() && !shares(before, people.at(each.account->id.person.value).municipalities);
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
