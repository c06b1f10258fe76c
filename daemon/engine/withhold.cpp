#include "daemon/engine/withhold.hpp"

#include <algorithm>
#include <array>

#include "daemon/base/text.hpp"
#include "daemon/engine/diff.hpp"
#include "daemon/engine/guard.hpp"
#include "daemon/engine/messages.hpp"

namespace samkat::engine {

bool tells_nothing(ContextField field) {
    switch (field) {
        case ContextField::person_id:
        case ContextField::account_id:
        case ContextField::username:
        case ContextField::eppn:
        case ContextField::scope:
        case ContextField::municipality:
        case ContextField::municipality_name:
        case ContextField::role:
        case ContextField::status:
            return true;
        default:
            return false;
    }
}

namespace {

constexpr std::array<std::string_view, 3> name_attributes = {"cn", "sn", "displayName"};
// Tie the entry to its account, or are what the account is known by elsewhere.
constexpr std::array<std::string_view, 3> always_kept = {"objectClass", "uid", "eduPersonPrincipalName"};

bool is_one_of(std::span<const std::string_view> names, std::string_view name) {
    return std::ranges::any_of(names, [&](std::string_view each) { return same_name(each, name); });
}

bool tells_nothing(const Node& node) {
    // field(...) names what it reads in a text of its own.
    if (node.kind == NodeKind::call) return static_cast<FunctionId>(node.slot) != FunctionId::field;
    return node.kind != NodeKind::field || engine::tells_nothing(static_cast<ContextField>(node.slot));
}

bool tells_nothing(const Expression& expression) {
    return std::ranges::all_of(expression.nodes, [](const Node& node) { return tells_nothing(node); });
}

bool may_stay(const AttributeRule& rule) {
    return rule.kept_when_disabled && rule.each == Each::nothing && tells_nothing(rule.when) &&
           std::ranges::all_of(rule.values, [](const Expression& value) { return tells_nothing(value); });
}

// Several rules can give one attribute: it stays only if none of them tells anything.
bool may_stay(const MunicipalityPolicy& policy, std::string_view attribute) {
    return std::ranges::all_of(policy.attributes, [&](const AttributeRule& rule) {
        return rule.entry_class != EntryClass::account || !same_name(rule.name, attribute) || may_stay(rule);
    });
}

bool gives(const MunicipalityPolicy& policy, std::string_view attribute) {
    return std::ranges::any_of(policy.attributes, [&](const AttributeRule& rule) {
        return rule.entry_class == EntryClass::account && same_name(rule.name, attribute);
    });
}

// What stands in the entry that no rule of the municipality and not samkat gave.
std::vector<std::string> foreign_attributes(const MunicipalityPolicy& policy, const Entry& actual) {
    std::vector<std::string> names;
    for (const Attribute& each : actual.attributes()) {
        const bool is_known = gives(policy, each.name) || is_one_of(name_attributes, each.name) ||
                              is_one_of(always_kept, each.name) || is_one_of(own_attributes, each.name);
        if (!is_known) names.push_back(each.name);
    }
    return names;
}

// Names of the attributes that lose a value. Those of samkat's own say nothing of the person.
std::string taken_out(const Change& change) {
    std::string names;
    for (const AttributeChange& each : change.attributes) {
        if (each.before.empty() || is_one_of(own_attributes, each.name)) continue;
        names += (names.empty() ? "" : ", ") + each.name;
    }
    return names.empty() ? "–" : names;
}

}  // namespace

std::string pseudonym_of(const MunicipalityPolicy& policy, const Entry& actual) {
    const bool made_of_names = policy.username.policy == NamePolicy::from_template;
    return std::string{actual.value(made_of_names ? "samkatPersonId" : "uid")};
}

Entry withheld_account(const MunicipalityPolicy& policy, const Entry& actual) {
    Entry entry = actual;
    for (const AttributeRule& rule : policy.attributes) {
        const bool is_ours = rule.entry_class == EntryClass::account && !is_one_of(always_kept, rule.name);
        if (is_ours && !may_stay(policy, rule.name)) entry.remove(rule.name);
    }
    // cn and sn are demanded by the class person (RFC 4519 section 3.12).
    const std::string pseudonym = pseudonym_of(policy, actual);
    entry.set("cn", {pseudonym});
    entry.set("sn", {pseudonym});
    if (gives(policy, "displayName")) entry.set("displayName", {pseudonym});
    return entry;
}

bool is_withheld(const MunicipalityPolicy& policy, const Entry& actual) {
    const Values pseudonym{pseudonym_of(policy, actual)};
    return actual.value("samkatAccountStatus") == name_of(AccountStatus::active) && !pseudonym.front().empty() &&
           actual.values("cn") == pseudonym && actual.values("sn") == pseudonym;
}

std::vector<AttributeChange> withholding(const Entry& actual, const Entry& withheld) {
    std::vector<std::string> names{name_attributes.begin(), name_attributes.end()};
    for (const Attribute& each : actual.attributes()) {
        if (!is_one_of(name_attributes, each.name)) names.push_back(each.name);
    }
    return diff(actual, withheld, names);
}

std::vector<Finding> withheld_findings(const MunicipalityPolicy& policy, const Entry& actual, const Change& change) {
    std::vector<Finding> findings;
    const auto say = [&](const Message& message, std::string_view name, std::string value) {
        findings.push_back(finding(message, {}, {{"person", change.person}, {std::string{name}, std::move(value)}}));
    };
    say(change.cause.kind == CauseKind::protection ? messages::PROTECTED_WITHHELD : messages::PROTECTION_POSSIBLE,
        "attributes", taken_out(change));
    if (const auto foreign = foreign_attributes(policy, actual); !foreign.empty())
        say(messages::PROTECTED_FOREIGN, "attributes", text::join(foreign, ", "));
    if (policy.username.policy == NamePolicy::from_template) say(messages::PROTECTED_NAMES, "attribute", "uid");
    if (policy.eppn.policy == NamePolicy::from_template)
        say(messages::PROTECTED_NAMES, "attribute", "eduPersonPrincipalName");
    return findings;
}

std::vector<Finding> vanished_marks(const MunicipalityPolicy& policy, const World& world) {
    std::vector<Finding> findings;
    for (const MarkCount& each : world.marks) {
        const bool many = each.gone > 0 && (each.gone == each.before || each.gone * 5 > each.before);
        if (!many || std::ranges::find(policy.sources, each.source, &SourcePolicy::name) == policy.sources.end())
            continue;
        findings.push_back(finding(
            messages::PROTECTION_MARKS_GONE, {each.source, 0, 0, ""},
            {{"source", each.source}, {"gone", std::to_string(each.gone)}, {"before", std::to_string(each.before)}}));
    }
    return findings;
}

Entry settled_account(const Projector& projector, const DesiredAccount& account, const Entry& withheld) {
    if (account.status == AccountStatus::grace) return projector.grace_account(account, withheld);
    if (account.status == AccountStatus::disabled) return projector.disabled_account(withheld);
    Entry entry = withheld;
    entry.set_dn(projector.account_dn(withheld.value("uid"), AccountStatus::active));
    entry.set("samkatAccountStatus", {std::string{name_of(AccountStatus::active)}});
    entry.remove("samkatGraceUntil");
    if (entry.has("pwdAccountLockedTime", locked_forever)) entry.remove("pwdAccountLockedTime");
    return entry;
}

Entry withheld_group(const Entry& actual, const std::function<bool(const Dn&)>& is_withheld, const Dn& nobody) {
    Entry entry = actual;
    for (const std::string_view name : {"member", "owner"}) {
        Values values = actual.values(name);
        const std::size_t there = values.size();
        std::erase_if(values, [&](const std::string& value) {
            const auto dn = Dn::parse(value);
            return dn && is_withheld(*dn);
        });
        if (values.size() == there) continue;
        // groupOfNames demands a member (RFC 4519 section 3.5).
        if (values.empty() && name == "member") values.push_back(nobody.text());
        entry.set(name, std::move(values));
    }
    return entry;
}

bool only_withholds(const Change& change) {
    return change.kind == ChangeKind::modify && change.cause.kind == CauseKind::protection;
}

bool concerns_protected(const Change& change) {
    return change.lifts || change.held == guard_id::protected_person || change.cause.kind == CauseKind::protection ||
           change.cause.kind == CauseKind::possible_protection;
}

}  // namespace samkat::engine
