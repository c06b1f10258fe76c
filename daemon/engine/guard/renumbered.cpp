// A register that numbers people anew: known ids go, and as many new ones come, of the same people. They are neither
// leavers nor newcomers.
#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "daemon/engine/guard/rules.hpp"

namespace samkat::engine::guard {

namespace {

struct Pairs {
    std::vector<const Subject*> subjects;
    std::size_t count = 0;
};

// Newcomers who are what somebody was who is not described any more.
Pairs pairs_of(const Facts& facts) {
    std::unordered_map<std::string_view, const Identity*> identities;
    for (const Identity& each : facts.in.identities) identities.emplace(each.person, &each);
    std::multimap<std::vector<std::string>, const Subject*> gone;  // by all names
    for (const Subject& each : facts.subjects) {
        if (!each.by_absence() || each.known == nullptr) continue;
        if (each.known->name_hashes.size() > 1) gone.emplace(each.known->name_hashes, &each);
    }
    Pairs pairs;
    for (const Subject& each : facts.subjects) {
        if (each.act != Act::create) continue;
        const auto identity = identities.find(each.account->id.person.value);
        if (identity == identities.end()) continue;
        const auto [first, last] = gone.equal_range(identity->second->name_hashes);
        // A record without a number often has no birth date.
        const auto found = std::find_if(first, last, [&](const auto& other) {
            return can_be_one(other.second->known->birth_hash, identity->second->birth_hash);
        });
        if (found == last) continue;
        pairs.subjects.push_back(&each);
        pairs.subjects.push_back(found->second);
        gone.erase(found);
        ++pairs.count;
    }
    return pairs;
}

}  // namespace

Verdicts renumbered(const Facts& facts) {
    const Pairs pairs = pairs_of(facts);
    if (pairs.count < std::max<std::size_t>(1, facts.limits().renumbered)) return {};
    // Once a register numbers anew, those who go and come beside the pairs are of the same.
    auto subjects = pairs.subjects;
    if (pairs.count > facts.limits().renumbered) {
        subjects = subjects_if(facts, [](const Subject& each) { return each.by_absence() || each.act == Act::create; });
    }
    return {{&messages::GUARD_RENUMBERED,
             changes_of(subjects),
             {{"people", std::to_string(pairs.count)}},
             sources_of(pairs.subjects)}};
}

}  // namespace samkat::engine::guard
