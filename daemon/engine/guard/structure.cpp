// Groups, classes and school units, after the accounts: what moves, empties or appears, and is not its members' doing.
#include "daemon/engine/guard/structure.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "daemon/engine/guard/rules.hpp"

namespace samkat::engine::guard {

namespace {

struct Members {
    std::set<std::string_view> added, removed, before;
    bool some_explained = false;  // of those who are in it before or after
    bool emptied() const { return !before.empty() && removed.size() == before.size(); }
    bool all_explained() const { return some_explained && added.empty() && removed.empty(); }
};

bool is_class(const Change& change) {
    const std::string middle = "." + std::string{name_of(GroupType::klass)} + ".";
    return change.entry_class == EntryClass::group && change.link.find(middle) != std::string::npos;
}

// Accounts with a Change that somebody approved, and that was done a short while ago: a plan file has no groups that
// follow from what was held in it.
std::set<std::string_view> answered_lately(const Facts& facts) {
    std::set<std::string_view> accounts;
    const std::string begin = since(facts.in.now, std::chrono::hours{48});
    if (begin.empty()) return accounts;
    for (const PastChange& each : facts.in.answered) {
        if (each.time > begin) accounts.insert(each.account);
    }
    return accounts;
}

// Entries of accounts that go out of their groups or into them for a reason of their own: the plan closes them or lets
// them leave, brings them back to where they were before something that nobody approved, or does with them what
// somebody has approved, if the last plan has not done it.
std::set<std::string> explained_entries(const Facts& facts) {
    std::set<std::string> dns;
    for (const Subject& each : facts.subjects) {
        const bool leaves = each.act == Act::leave || each.act == Act::close;
        if (!leaves && !each.goes_back(Kind::places) && !(each.approved && each.is_seen())) continue;
        for (const std::size_t i : each.changes) dns.insert(facts.changes[i].dn.text());
    }
    const auto answered = answered_lately(facts);
    for (const DesiredAccount& each : facts.in.accounts) {
        if (each.known != nullptr && answered.contains(each.id.text())) dns.insert(each.known->dn);
    }
    return dns;
}

// Not the container that stands in a group without members.
bool is_member(const Facts& facts, const std::string& dn) {
    const MunicipalityPolicy& policy = facts.policy();
    return dn != (policy.groups_ou.empty() ? policy.base : policy.base.child("ou", policy.groups_ou)).text();
}

Members members_of(const Facts& facts, const Change& change, const std::set<std::string>& explained) {
    Members members;
    for (const AttributeChange& attribute : change.attributes) {
        if (!same_name(attribute.name, "member")) continue;
        const auto fill = [&](const Values& values, const Values& other, std::set<std::string_view>& into) {
            for (const std::string& dn : values) {
                if (!is_member(facts, dn)) continue;
                if (explained.contains(dn)) {
                    members.some_explained = true;
                    continue;
                }
                if (std::ranges::find(other, dn) == other.end()) into.insert(dn);
            }
        };
        fill(attribute.before, {}, members.before);
        fill(attribute.before, attribute.after, members.removed);
        fill(attribute.after, attribute.before, members.added);
    }
    return members;
}

bool shares(const std::set<std::string_view>& a, const std::set<std::string_view>& b) {
    return std::ranges::any_of(a, [&](std::string_view each) { return b.contains(each); });
}

Verdict verdict_of(const Message& message, std::vector<std::size_t> changes, std::size_t number, std::size_t limit) {
    return {&message, std::move(changes), {{"number", std::to_string(number)}, {"limit", std::to_string(limit)}}, {}};
}

// Pupils who stay, and lose the class they were in.
Verdicts class_moves(const Facts& facts) {
    const auto explained = explained_entries(facts);
    std::set<std::string_view> moved;
    std::vector<std::pair<std::size_t, Members>> classes;
    for (std::size_t i = 0; i < facts.changes.size(); ++i) {
        if (!is_class(facts.changes[i])) continue;
        classes.emplace_back(i, members_of(facts, facts.changes[i], explained));
        moved.insert(classes.back().second.removed.begin(), classes.back().second.removed.end());
    }
    const std::size_t limit = facts.share(facts.limits().period_floor, facts.limits().class_moves_per_mille);
    std::set<std::string_view> held;
    if (moved.size() > limit) held = moved;
    // A class that empties whole while its pupils stay has got another name, or its column has slipped.
    for (const auto& [i, members] : classes) {
        if (members.emptied() && members.before.size() >= facts.limits().part_floor)
            held.insert(members.removed.begin(), members.removed.end());
    }
    std::vector<std::size_t> changes;
    for (const auto& [i, members] : classes) {
        if (shares(members.removed, held) || shares(members.added, held)) changes.push_back(i);
    }
    if (changes.empty()) return {};
    return {verdict_of(messages::GUARD_CLASS_MOVES, std::move(changes), moved.size(), limit)};
}

// By a delivery in question nobody who is there is changed (same_delivery.cpp), and so nothing of groups either, but
// that members come.
Verdicts groups_of_same_delivery(const Facts& facts) {
    if (facts.questioned.empty() || facts.in.first_run) return {};
    const auto explained = explained_entries(facts);
    std::vector<std::size_t> changes;
    for (std::size_t i = 0; i < facts.changes.size(); ++i) {
        const Change& change = facts.changes[i];
        const bool is_group = change.entry_class == EntryClass::group;
        if (!is_group && change.entry_class != EntryClass::unit) continue;
        const Members members = members_of(facts, change, explained);
        const bool comes_or_goes = change.kind != ChangeKind::modify && !members.all_explained();
        if (comes_or_goes || !is_group || !members.removed.empty()) changes.push_back(i);
    }
    return {{&messages::GUARD_SAME_DELIVERY_GROUPS, std::move(changes), {}, {}}};
}

// Groups that are made or lose their last member, and units that are made: a few pupils of another school bring as many
// of both as they are in.
Verdicts group_churn(const Facts& facts) {
    if (facts.in.first_run) return {};
    const auto explained = explained_entries(facts);
    std::vector<std::size_t> changes;
    for (std::size_t i = 0; i < facts.changes.size(); ++i) {
        const Change& change = facts.changes[i];
        const bool is_group = change.entry_class == EntryClass::group;
        if (!is_group && change.entry_class != EntryClass::unit) continue;
        const Members members = members_of(facts, change, explained);
        const bool is_made = change.kind == ChangeKind::create && !members.all_explained();
        if (is_made || (is_group && members.emptied())) changes.push_back(i);
    }
    const std::size_t limit = facts.share(facts.limits().period_floor, facts.limits().groups_per_mille);
    if (changes.size() <= limit) return {};
    const std::size_t number = changes.size();
    return {verdict_of(messages::GUARD_GROUPS, std::move(changes), number, limit)};
}

// School units that are made or get another name: seldom, and one at a time.
Verdicts unit_churn(const Facts& facts) {
    if (facts.in.first_run) return {};
    std::vector<std::size_t> changes;
    for (std::size_t i = 0; i < facts.changes.size(); ++i) {
        if (facts.changes[i].entry_class == EntryClass::unit) changes.push_back(i);
    }
    if (changes.size() <= facts.limits().unit_changes) return {};
    const std::size_t number = changes.size();
    return {verdict_of(messages::GUARD_UNITS, std::move(changes), number, facts.limits().unit_changes)};
}

}  // namespace

std::span<const Rule> structure_rules() {
    static constexpr std::array<Rule, 5> list = {unseen_entries, class_moves, group_churn, unit_churn,
                                                 groups_of_same_delivery};
    return list;
}

}  // namespace samkat::engine::guard
