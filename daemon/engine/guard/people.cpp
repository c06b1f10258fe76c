// One by one: people whose Changes nobody may take for granted, and Changes that lie where they may not.
#include <algorithm>
#include <map>
#include <set>

#include "daemon/engine/guard/rules.hpp"

namespace samkat::engine::guard {

namespace {

template <class Test>
Verdicts changes_where(const Facts& facts, const Message& message, const Test& test) {
    Verdict verdict{&message, {}, {}, {}};
    for (std::size_t i = 0; i < facts.changes.size(); ++i) {
        if (!facts.changes[i].account.empty() && test(facts.changes[i])) verdict.changes.push_back(i);
    }
    return {std::move(verdict)};
}

}  // namespace

Verdicts protected_people(const Facts& facts) {
    return changes_where(facts, messages::GUARD_PROTECTED, [&](const Change& change) {
        return facts.in.world.guarded.contains(change.person) && !change.lifts;
    });
}

// A newcomer with all the names of a protected person of the municipality whom no record describes today: her row may
// stand there under another id and without the mark. The guess costs a namesake an account by hand.
Verdicts protected_newcomers(const Facts& facts) {
    std::map<std::string_view, const KnownPerson*> absent;
    for (const KnownPerson& each : facts.in.persons) {
        if (!each.protected_by.empty() && each.name_hashes.size() > 1) absent.emplace(each.id.value, &each);
    }
    if (absent.empty()) return {};
    for (const Person& each : facts.in.world.persons) absent.erase(each.id.value);
    std::map<std::vector<std::string>, std::vector<const KnownPerson*>> protected_by_names;
    for (const auto& [id, person] : absent) protected_by_names[person->name_hashes].push_back(person);
    std::set<std::string_view> alike;
    for (const Identity& each : facts.in.identities) {
        const auto found = protected_by_names.find(each.name_hashes);
        if (found == protected_by_names.end()) continue;
        const bool one_could_be = std::ranges::any_of(
            found->second, [&](const KnownPerson* other) { return can_be_one(each.birth_hash, other->birth_hash); });
        if (one_could_be) alike.insert(each.person);
    }
    return changes_where(facts, messages::GUARD_PROTECTED, [&](const Change& change) {
        return change.kind == ChangeKind::create && alike.contains(change.person);
    });
}

Verdicts unprotected_people(const Facts& facts) {
    return changes_where(facts, messages::GUARD_UNPROTECTED, [](const Change& change) { return change.lifts; });
}

Verdicts duplicate_keys(const Facts& facts) {
    return changes_where(facts, messages::GUARD_DUPLICATE_KEY,
                         [&](const Change& change) { return facts.in.world.duplicated.contains(change.person); });
}

Verdicts out_of_scope(const Facts& facts) {
    const Dn& base = facts.policy().base;
    return changes_where(facts, messages::GUARD_OUT_OF_SCOPE, [&](const Change& change) {
        return !change.dn.is_within(base) || (!change.new_dn.empty() && !change.new_dn.is_within(base));
    });
}

}  // namespace samkat::engine::guard
