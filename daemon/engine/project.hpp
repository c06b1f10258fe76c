// project: an Account, group or unit → the Entry it should be. Pure.
//
// samkat's own attributes (the link, the state, the hashes, group members) are set here; everything else comes from the
// attribute rules of the municipality.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "daemon/engine/context.hpp"
#include "daemon/engine/keyed_hash.hpp"
#include "daemon/engine/lifecycle.hpp"
#include "daemon/engine/names.hpp"
#include "daemon/model/entry.hpp"

namespace samkat::engine {

// A group of one municipality: everybody whose records name it.
struct GroupKey {
    std::string unit;
    GroupType type = GroupType::klass;
    std::string id;
    auto operator<=>(const GroupKey&) const = default;
};

// Attributes that samkat itself sets and no rule may set.
inline constexpr std::string_view own_attributes[] = {
    "samkatAccountId", "samkatPersonId",      "samkatAccountStatus", "samkatGraceUntil", "samkatMunicipality",
    "samkatRole",      "samkatRegisterHash",  "samkatCivicHash",     "samkatGroupId",    "member",
    "owner",           "pwdAccountLockedTime"};

// ppolicy: locked until an administrator unlocks it (draft-behera-ldap-password-policy section 5.3.3).
inline constexpr std::string_view locked_forever = "000001010000Z";

// The username of an account's entry: the uid that its DN names it by. Others may have given it more.
std::string username_of(const Entry& actual);

class Projector {
  public:
    // Everything must outlive the projector.
    Projector(const MunicipalityPolicy& policy, const World& world, const KeyedHash& hash, Date as_of)
        : policy_(policy), world_(world), hash_(hash), as_of_(as_of) {}

    Dn container(std::string_view ou) const { return ou.empty() ? policy_.base : policy_.base.child("ou", ou); }
    Dn account_dn(std::string_view username, AccountStatus status) const;
    Dn group_dn(const GroupKey& key) const;
    Dn unit_dn(std::string_view code) const;

    // The whole entry of an account that somebody in the registers stands behind. `actual` (empty for one to be
    // created) decides for rules with policy keep and merge.
    Entry active_account(const DesiredAccount& account, const Names& names, const Entry& actual) const;
    // In grace the entry keeps all it has; only the state changes.
    Entry grace_account(const DesiredAccount& account, const Entry& actual) const;
    // Disabled: what can be released goes, except EPPN and the link.
    Entry disabled_account(const Entry& actual) const;

    // Without members; `name` as the registers say.
    Entry group(const GroupKey& key, std::string_view name, const Entry& actual) const;
    Entry unit(std::string_view code, std::string_view name, const Entry& actual) const;
    Entry container_entry(const Dn& dn, std::string_view link) const;

    std::string group_link(const GroupKey& key) const;
    std::string unit_link(std::string_view code) const;

    // Names of the attributes samkat manages on entries of the class: those the rules and samkat itself set.
    std::vector<std::string> managed(EntryClass entry_class) const;
    // The rule that set the attribute, or null. With several, the last.
    const AttributeRule* rule_of(EntryClass entry_class, std::string_view attribute) const;
    // Where what the rule reads was read.
    const Origin* origin_of(const AttributeRule& rule, const Person& person) const;

    AccountContext context_of(const DesiredAccount& account, const Names& names) const;
    void evaluate_rule(const AttributeRule& rule, AccountContext& context, const Person* person, Values& into) const;

  private:
    void apply_rules(EntryClass entry_class, AccountContext& context, const Person* person, const Entry& actual,
                     Entry& entry) const;
    void set_hashes(const Person& person, Entry& entry) const;

    const MunicipalityPolicy& policy_;
    const World& world_;
    const KeyedHash& hash_;
    Date as_of_;
};

}  // namespace samkat::engine
