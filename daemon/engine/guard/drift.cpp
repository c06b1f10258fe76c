// Known ids that become other human beings: all names new, or another birth date. One with the same civic number is
// somebody who has changed names; several at once are rows that have slipped.
#include <algorithm>
#include <unordered_map>

#include "daemon/engine/guard/rules.hpp"

namespace samkat::engine::guard {

namespace {

bool all_new(const std::vector<std::string>& before, const std::vector<std::string>& now) {
    return !before.empty() && !now.empty() && std::ranges::none_of(now, [&](const std::string& each) {
        return std::ranges::find(before, each) != before.end();
    });
}

struct Drift {
    bool all_new_names = false;
    bool other_birth = false;
    bool has_number = false;  // the same as before
};

Drift drift_of(const KnownPerson& before, const Identity& now) {
    const bool other_birth =
        !before.birth_hash.empty() && !now.birth_hash.empty() && before.birth_hash != now.birth_hash;
    return {all_new(before.name_hashes, now.name_hashes), other_birth,
            !other_birth && !now.civic_hash.empty() && now.civic_hash == before.civic_hash};
}

}  // namespace

Verdicts drifting(const Facts& facts) {
    std::unordered_map<std::string_view, const Identity*> identities;
    for (const Identity& each : facts.in.identities) identities.emplace(each.person, &each);
    std::vector<const Subject*> all, unproved;
    for (const Subject& each : facts.subjects) {
        const auto now = identities.find(each.account->id.person.value);
        if (each.known == nullptr || now == identities.end() || each.account->person == nullptr) continue;
        const Drift drift = drift_of(*each.known, *now->second);
        // What a wrong delivery changed goes back, and the number of a newcomer is mended soon after she came. But
        // names that follow a number, or a number that follows names, are another human being in two steps.
        const bool names_lately = each.was_touched(Kind::names), number_lately = each.was_touched(Kind::numbers);
        const bool new_names = drift.all_new_names && (number_lately || !gets_only_back(facts, each, Kind::names));
        const bool new_birth =
            drift.other_birth && (names_lately || !(each.goes_back(Kind::numbers) ||
                                                    each.lately.has_come() != Back::no || each.known->newcomer));
        if (!new_names && !new_birth) continue;
        all.push_back(&each);
        if (!drift.has_number || number_lately) unproved.push_back(&each);
    }
    const bool many = all.size() > facts.limits().total_renames;
    const auto& held = many ? all : unproved;
    if (held.empty()) return {};
    return {{&messages::GUARD_DRIFT,
             changes_of(held),
             {{"people", std::to_string(held.size())}},
             many ? sources_of(held) : std::vector<std::string>{}}};
}

}  // namespace samkat::engine::guard
