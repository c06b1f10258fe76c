// A class, a school, or all that one source says of a role, vanishing whole: whatever the percentages of the rest.
#include <algorithm>
#include <map>
#include <unordered_map>

#include "daemon/engine/guard/rules.hpp"

namespace samkat::engine::guard {

namespace {

enum class PartKind : std::uint8_t { group, unit, source };
struct PartKey {
    PartKind kind = PartKind::group;
    std::string name;   // of the class or the source
    std::string owner;  // the class's unit, the unit, the source's role
    auto operator<=>(const PartKey&) const = default;
};
struct Part {
    std::size_t before = 0;               // accounts that are active, or left lately
    std::size_t gone = 0;                 // of them by absence, now or lately
    std::vector<const Subject*> leaving;  // now
};

// As the person was described last: who is absent now counts where she was.
std::vector<PartKey> keys_of(const Facts& facts, const DesiredAccount& account, const KnownPerson& person) {
    std::vector<PartKey> keys;
    const std::string role{name_of(account.id.role)};
    for (const SourceCount& source : facts.in.sources) {
        if (std::ranges::find(person.sources, source.source) != person.sources.end())
            keys.push_back({PartKind::source, source.source, role});
    }
    for (const std::string& name : person.places) {
        Place place = parse_place(name);
        if (place.municipality != facts.policy().code || place.unit.empty()) continue;
        if (!place.group.empty() && account.id.role == Role::pupil)
            keys.push_back({PartKind::group, place.group, place.unit});
        PartKey unit{PartKind::unit, "", place.unit};
        if (std::ranges::find(keys, unit) == keys.end()) keys.push_back(std::move(unit));
    }
    return keys;
}

std::map<PartKey, Part> parts_of(const Facts& facts) {
    std::unordered_map<const DesiredAccount*, const Subject*> leaving;
    for (const Subject& each : facts.subjects) {
        // Who came only lately may never have been there.
        if (each.by_absence() && !each.takes_back() && facts.is_open(each)) leaving.emplace(each.account, &each);
    }
    std::map<PartKey, Part> parts;
    if (leaving.empty()) return parts;
    // A class can go a few at a time.
    const auto left = lately(facts, a_week, [](const PastChange& each) { return each.effect == Effect::leave; });
    std::unordered_map<std::string_view, const KnownPerson*> persons;
    for (const KnownPerson& each : facts.in.persons) persons.emplace(each.id.value, &each);
    for (const DesiredAccount& account : facts.in.accounts) {
        const auto person = persons.find(account.id.person.value);
        if (account.known == nullptr || person == persons.end()) continue;
        const bool active = account.known->status == AccountStatus::active;
        if (!active && !left.contains(account.id.text())) continue;
        const auto now = leaving.find(&account);
        for (const PartKey& key : keys_of(facts, account, *person->second)) {
            Part& part = parts[key];
            ++part.before;
            if (!active || now != leaving.end()) ++part.gone;
            if (now != leaving.end()) part.leaving.push_back(now->second);
        }
    }
    return parts;
}

const Message& message_of(PartKind kind) {
    switch (kind) {
        case PartKind::group:
            return messages::GUARD_CLASS_GONE;
        case PartKind::unit:
            return messages::GUARD_UNIT_GONE;
        case PartKind::source:
            break;
    }
    return messages::GUARD_SHARE_GONE;
}

bool has_vanished(const Part& part, const GuardPolicy& limits) {
    return part.before >= limits.part_floor && !part.leaving.empty() &&
           part.gone * 1000 >= part.before * limits.part_per_mille;
}

}  // namespace

Verdicts vanished_parts(const Facts& facts) {
    Verdicts verdicts;
    for (const auto& [key, part] : parts_of(facts)) {
        if (!has_vanished(part, facts.limits())) continue;
        verdicts.push_back({&message_of(key.kind),
                            changes_of(part.leaving),
                            {{"name", key.name},
                             {"owner", key.owner},
                             {"gone", std::to_string(part.gone)},
                             {"before", std::to_string(part.before)}},
                            sources_of(part.leaving)});
    }
    return verdicts;
}

}  // namespace samkat::engine::guard
