// A register that numbers people anew: known ids go, and as many new ones come, of the same people. They are neither
// leavers nor newcomers.
#include <map>
#include <unordered_map>

#include "daemon/engine/guard/rules.hpp"

namespace samkat::engine::guard {

namespace {

// What tells a human being in the hashes: all names and the birth date. Empty where there is too little.
std::string features(const std::vector<std::string>& names, const std::string& birth) {
    if (names.size() < 2) return {};
    std::string text = birth;
    for (const std::string& each : names) text += '/' + each;
    return text;
}

struct Pairs {
    std::vector<const Subject*> subjects;
    std::size_t count = 0;
};

// Newcomers who are what somebody was who is not described any more.
Pairs pairs_of(const Facts& facts) {
    std::unordered_map<std::string_view, const Identity*> identities;
    for (const Identity& each : facts.in.identities) identities.emplace(each.person, &each);
    std::multimap<std::string, const Subject*> gone;
    for (const Subject& each : facts.subjects) {
        if (!each.by_absence() || each.known == nullptr) continue;
        const std::string key = features(each.known->name_hashes, each.known->birth_hash);
        if (!key.empty()) gone.emplace(key, &each);
    }
    Pairs pairs;
    for (const Subject& each : facts.subjects) {
        if (each.act != Act::create) continue;
        const auto identity = identities.find(each.account->id.person.value);
        if (identity == identities.end()) continue;
        const auto found = gone.find(features(identity->second->name_hashes, identity->second->birth_hash));
        if (found == gone.end()) continue;
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
