#include "daemon/engine/learn.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>
#include <unordered_map>

namespace samkat::engine {

namespace {

// As known, with the marks of both. Of a protected person the ids as well: tomorrow's record may have nothing else that
// says who it is.
Identity with_marks(const KnownPerson& known, const Identity& found) {
    Identity identity = identity_of(known);
    identity.protected_by.clear();
    std::ranges::set_union(known.protected_by, found.protected_by, std::back_inserter(identity.protected_by));
    if (!identity.protected_by.empty()) {
        identity.register_keys.clear();
        std::ranges::set_union(known.register_keys, found.register_keys, std::back_inserter(identity.register_keys));
    }
    return identity;
}

}  // namespace

std::vector<Identity> learnt(std::span<const Identity> identities, std::span<const KnownPerson> known,
                             std::span<const Change> changes, std::span<const Hold> holds,
                             const std::set<std::string_view>& described) {
    std::set<std::string_view> waiting, questioned;
    for (const Change& each : changes) {
        if (!each.held.empty() && !each.approved) waiting.insert(each.person);
    }
    for (const Hold& each : holds) questioned.insert(each.sources.begin(), each.sources.end());
    std::vector<Identity> result;
    std::unordered_map<std::string_view, const KnownPerson*> persons;
    for (const KnownPerson& each : known) persons.emplace(each.id.value, &each);
    const auto is_doubted = [&](const Identity& each) {
        const auto is_questioned = [&](const std::string& source) { return questioned.contains(source); };
        return waiting.contains(each.person) || !described.contains(each.person) ||
               std::ranges::any_of(each.sources, is_questioned);
    };
    for (const Identity& each : identities) {
        const auto before = persons.find(each.person);
        if (before == persons.end() || !is_doubted(each)) {
            result.push_back(each);
            continue;
        }
        Identity kept = with_marks(*before->second, each);
        if (kept.protected_by != before->second->protected_by || kept.register_keys != before->second->register_keys)
            result.push_back(std::move(kept));
    }
    return result;
}

}  // namespace samkat::engine
