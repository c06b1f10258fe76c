#include "daemon/run/compare.hpp"

#include <algorithm>

#include "daemon/directory/operation.hpp"

namespace samkat::run {

namespace {

using Side = Values AttributeChange::*;

bool has_all(const Values& there, const Values& wanted) {
    return std::ranges::all_of(wanted,
                               [&](const std::string& each) { return std::ranges::find(there, each) != there.end(); });
}

bool has_none(const Values& there, const Values& unwanted, const Values& but) {
    return std::ranges::none_of(unwanted, [&](const std::string& each) {
        return std::ranges::find(but, each) == but.end() && std::ranges::find(there, each) != there.end();
    });
}

// Of a large attribute only the difference is written, and others may have added to it.
bool holds(const Entry& entry, const AttributeChange& attribute, Side side, Side other) {
    const Values& there = entry.values(attribute.name);
    if (std::max(attribute.before.size(), attribute.after.size()) > directory::replace_limit)
        return has_all(there, attribute.*side) && has_none(there, attribute.*other, attribute.*side);
    Values expected = attribute.*side;
    std::ranges::sort(expected);
    return there == expected;
}

bool holds(const Entry& entry, const Change& change, Side side, Side other) {
    return std::ranges::all_of(change.attributes,
                               [&](const AttributeChange& attribute) { return holds(entry, attribute, side, other); });
}

std::vector<std::string> attributes_of(const Change& change) {
    std::vector<std::string> names{"samkatAccountId"};
    for (const AttributeChange& attribute : change.attributes) names.push_back(attribute.name);
    return names;
}

bool has_link(const Entry& entry, const Change& change) {
    return change.link.empty() || entry.value("samkatAccountId") == change.link;
}

// An entry with the link was made by samkat, whatever somebody has done to it since.
Outcome created(const Change& change, const std::optional<Entry>& entry) {
    if (!entry) return Outcome::not_applied;
    const bool is_ours = change.link.empty() ? holds(*entry, change, &AttributeChange::after, &AttributeChange::before)
                                             : has_link(*entry, change);
    return is_ours ? Outcome::found_applied : Outcome::unknown;
}

Outcome modified(const Change& change, const std::optional<Entry>& entry) {
    if (!entry || !has_link(*entry, change)) return Outcome::unknown;
    if (holds(*entry, change, &AttributeChange::after, &AttributeChange::before)) return Outcome::found_applied;
    if (holds(*entry, change, &AttributeChange::before, &AttributeChange::after)) return Outcome::not_applied;
    return Outcome::unknown;
}

Outcome compared(const Change& change, const std::optional<Entry>& entry) {
    if (change.kind == ChangeKind::create) return created(change, entry);
    if (change.kind != ChangeKind::remove) return modified(change, entry);
    if (!entry) return Outcome::found_applied;
    return has_link(*entry, change) ? Outcome::not_applied : Outcome::unknown;
}

Result<Outcome> moved(directory::Directory& directory, const Change& change) {
    const auto there = directory.read(change.new_dn, {"samkatAccountId"});
    if (!there) return fail(there.error());
    if (*there) return has_link(**there, change) ? Outcome::found_applied : Outcome::unknown;
    const auto here = directory.read(change.dn, {"samkatAccountId"});
    if (!here) return fail(here.error());
    return *here && has_link(**here, change) ? Outcome::not_applied : Outcome::unknown;
}

}  // namespace

Result<Outcome> outcome_in_directory(directory::Directory& directory, const Change& change) {
    if (change.kind == ChangeKind::move) return moved(directory, change);
    const auto entry = directory.read(change.dn, attributes_of(change));
    if (!entry) return fail(entry.error());
    return compared(change, *entry);
}

}  // namespace samkat::run
