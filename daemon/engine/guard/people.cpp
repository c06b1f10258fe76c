// One by one: people whose Changes nobody may take for granted, and Changes that lie where they may not.
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
