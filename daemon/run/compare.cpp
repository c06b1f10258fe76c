#include "daemon/run/compare.hpp"

#include <algorithm>

namespace samkat::run {

namespace {

bool holds(const Entry& entry, const Change& change, const Values AttributeChange::*side) {
    return std::ranges::all_of(change.attributes, [&](const AttributeChange& attribute) {
        Values expected = attribute.*side;
        std::ranges::sort(expected);
        return entry.values(attribute.name) == expected;
    });
}

std::vector<std::string> attributes_of(const Change& change) {
    std::vector<std::string> names{"samkatAccountId"};
    for (const AttributeChange& attribute : change.attributes) names.push_back(attribute.name);
    return names;
}

Outcome compared(const Change& change, const std::optional<Entry>& entry) {
    const bool creates = change.kind == ChangeKind::create;
    const bool removes = change.kind == ChangeKind::remove;
    if (!entry) return creates ? Outcome::not_applied : removes ? Outcome::found_applied : Outcome::unknown;
    if (!change.link.empty() && entry->value("samkatAccountId") != change.link) return Outcome::unknown;
    if (removes) return Outcome::not_applied;
    if (holds(*entry, change, &AttributeChange::after)) return Outcome::found_applied;
    if (!creates && holds(*entry, change, &AttributeChange::before)) return Outcome::not_applied;
    return Outcome::unknown;
}

Result<Outcome> moved(directory::Directory& directory, const Change& change) {
    const auto there = directory.read(change.new_dn, {"samkatAccountId"});
    if (!there) return fail(there.error());
    if (*there) return (*there)->value("samkatAccountId") == change.link ? Outcome::found_applied : Outcome::unknown;
    const auto here = directory.read(change.dn, {"samkatAccountId"});
    if (!here) return fail(here.error());
    return *here && (*here)->value("samkatAccountId") == change.link ? Outcome::not_applied : Outcome::unknown;
}

}  // namespace

Result<Outcome> outcome_in_directory(directory::Directory& directory, const Change& change) {
    if (change.kind == ChangeKind::move) return moved(directory, change);
    const auto entry = directory.read(change.dn, attributes_of(change));
    if (!entry) return fail(entry.error());
    return compared(change, *entry);
}

}  // namespace samkat::run
