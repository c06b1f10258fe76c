// What the configuration says, as values that the pure rooms use. Made by config; immutable during a run; any thread.
// Every member's unit, default and bounds stand in the table of settings (config/settings.cpp), from which
// config/reference.toml is generated.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/json.hpp"
#include "daemon/model/change.hpp"
#include "daemon/model/dn.hpp"
#include "daemon/model/ids.hpp"
#include "daemon/model/rule.hpp"

namespace samkat {

// The person fields a mapping can set. One list: parser, manual and engine use it (rule.cpp).
enum class Target : std::uint8_t {
    register_id,
    civic_number,
    given_name,
    middle_name,
    family_name,
    display_name,
    email,
    phone,
    birth_date,
    protection,
    unit,
    unit_name,
    school_type,
    school_year,
    class_id,
    class_name,
    group_id,
    group_name,
    duty_role,
    start_date,
    end_date
};
struct TargetInfo {
    Target target;
    std::string_view name;  // as in the config
    bool many;              // may have several values
    bool required;
    std::string_view help_sv;
    std::string_view help_en;
};
std::span<const TargetInfo> targets();

struct MapRule {
    Target target = Target::register_id;
    Expression value;
};

// The fields that attribute rules and name patterns can read. One list: parser, manual and engine use it. In a compiled
// rule the slot of a field node is the ContextField.
enum class ContextField : std::uint8_t {
    person_id,
    account_id,
    username,
    eppn,
    scope,
    municipality,
    municipality_name,
    role,
    given_name,
    middle_name,
    family_name,
    display_name,
    civic_number,
    birth_date,
    email,
    phone,
    units,
    school_years,
    school_types,
    class_names,
    duty_roles,
    status,
    enrolment_unit,
    enrolment_unit_name,
    enrolment_school_type,
    enrolment_school_year,
    duty_unit,
    duty_unit_name,
    duty_role,
    group_unit,
    group_unit_name,
    group_id,
    group_name,
    group_type,
    unit_code,
    unit_name
};

// Where a rule stands: what it can read.
struct FieldContext {
    bool account = false;    // rules of account entries
    bool name = false;       // patterns of usernames and EPPNs: no names already given, nothing of the civic number
    bool enrolment = false;  // account rules with each = "enrolment", on top of what account rules read
    bool duty = false;       // each = "duty"
    bool group = false;      // each = "group", and rules of group entries
    bool group_entry = false;
    bool unit_entry = false;
    bool overlaps(const FieldContext& other) const {
        return (account && other.account) || (name && other.name) || (enrolment && other.enrolment) ||
               (duty && other.duty) || (group && other.group) || (group_entry && other.group_entry) ||
               (unit_entry && other.unit_entry);
    }
};

struct ContextFieldInfo {
    ContextField field;
    std::string_view name;  // as in the config
    FieldContext where;
    bool many;  // may have several values
    std::string_view help_sv;
    std::string_view help_en;
};
std::span<const ContextFieldInfo> context_fields();

// How records of one kind become persons.
struct KindMapping {
    std::string kind;
    Role role = Role::pupil;
    Expression only;            // condition: other records are passed over. Empty: all
    bool several_rows = false;  // a person may stand on several rows, as with one for each employment
    std::vector<MapRule> rules;
};

struct SourcePolicy {
    std::string name;
    std::string register_name;
    std::string connector;            // "csv", "xml", or the path of a program of one's own
    std::vector<std::string> serves;  // municipality codes
    Expression municipality;          // which of them a record belongs to; empty: serves has one
    std::vector<KindMapping> kinds;
    std::chrono::milliseconds interval{};        // how often the daemon reads it; 0: only when its file changes
    std::chrono::milliseconds expected_every{};  // a new export is expected this often; 0: not watched
    std::chrono::milliseconds max_age{};         // older: nothing is removed or disabled by absence; 0: no limit
    std::chrono::milliseconds time_limit{};      // for one reading
    std::uint32_t max_records = 0;               // of one reading; 0: as the cage says
    std::uint32_t max_kept = 0;                  // MiB that one reading may take to keep; 0: as the cage says
    Json settings;                               // the connector's own, checked against its describe
    bool omits_protected = false;                // it leaves out whom it protects, instead of marking them
    std::vector<std::string> watch;              // files that wake the daemon when they change
    std::string place;                           // file:line of its table in the config
};

enum class AttributePolicy : std::uint8_t { force, keep, merge };
enum class Each : std::uint8_t { nothing, enrolment, duty, group };

// One rule that gives an attribute of account, group or unit entries its values.
struct AttributeRule {
    std::string id;
    std::string name;  // LDAP attribute
    EntryClass entry_class = EntryClass::account;
    std::vector<Expression> values;
    Expression when;            // condition; empty: always
    Each each = Each::nothing;  // evaluate once per enrolment, duty or group of the account
    AttributePolicy policy = AttributePolicy::force;
    bool kept_when_disabled = false;
};

// The attributes that samkat sets itself and no rule may: they tie an entry to its account, unit or group.
std::span<const std::string_view> own_attributes();

enum class NamePolicy : std::uint8_t { pronounceable, opaque, from_template };
struct NameRule {
    NamePolicy policy = NamePolicy::opaque;
    std::uint32_t length = 12;    // opaque: characters
    std::uint32_t syllables = 3;  // pronounceable: syllables, then digits
    std::uint32_t digits = 2;
    Expression pattern;  // from_template
};

// Per mille.
struct RollingLimit {
    std::uint32_t day = 0;
    std::uint32_t week = 0;
};

struct GuardPolicy {
    // Disables (of active or grace accounts, entering grace included) that are let through in one plan: the lesser of
    // the two. The relative one is a per mille of the municipality's accounts in the role; below small_floor accounts
    // only the absolute one counts.
    std::uint32_t max_leavers = 50;
    std::uint32_t max_leavers_per_mille = 50;
    std::uint32_t small_floor = 20;
    std::uint32_t max_creates_per_mille = 200;  // of a municipality that has been run before
    std::uint32_t max_modifies_per_mille = 500;
    std::uint32_t shrink_per_mille = 200;  // a source that delivers this much less than last time holds its leavers
    // Accounts that should have an entry of which none is seen: beyond the greater of the two the reading of the
    // directory is not believed. The relative one is a per mille of the municipality's accounts.
    std::uint32_t max_unseen = 3;
    std::uint32_t max_unseen_per_mille = 5;
    // Over a rolling day and week, of what nobody approved: per mille of the municipality's accounts, at least
    // period_floor.
    std::uint32_t period_floor = 4;
    RollingLimit leavers{9, 10};
    RollingLimit comebacks{5, 5};
    RollingLimit creates{10, 10};
    RollingLimit names{5, 5};
    RollingLimit numbers{3, 3};  // civic numbers and birth dates
    RollingLimit mails{5, 5};
    RollingLimit places{10, 10};
    RollingLimit changes{20, 20};     // all of these, of people who were known, at least period_floor + 1
    RollingLimit taken_back{10, 10};  // what goes back to what was there before, at least period_floor + 1
    // A class, a unit, or what a source says of a role: of at least so many accounts, this part gone by absence.
    std::uint32_t part_floor = 4;
    std::uint32_t part_per_mille = 750;
    std::uint32_t renumbered = 1;     // more who go and come again under other ids hold all who go and come
    std::uint32_t total_renames = 1;  // more who get all names or birth dates new hold each other
    std::uint32_t moved_names = 1;    // more who get the names that others had hold each other
    std::uint32_t moved_people = 2;   // more who leave for another municipality of a register, or come, hold each other
    // More for whom is done again what was taken back in the last week hold each other: two registers that disagree
    // about somebody, or about two siblings, give now the one's values and now the other's.
    std::uint32_t again = 2;
    std::uint32_t strangers = 10;  // per mille of a source's records: more whose register ids are others' question it
    std::uint32_t garbled_names = 2;  // so many who get wrongly decoded names question their source
    std::uint32_t class_moves_per_mille = 10;
    std::uint32_t groups_per_mille = 9;  // of the accounts: groups made or emptied, and units made
    std::uint32_t unit_changes = 1;      // units made or renamed
    std::chrono::milliseconds old_delivery =
        std::chrono::hours{60};           // content last read longer ago than this, and another since, is old
    std::uint32_t clock_ahead_days = 30;  // a day this far after the last run's cannot be believed
    bool first_run = true;                // hold a municipality's first plan
    bool config_change = true;            // hold what a changed config or mapping alone causes
};

struct MunicipalityPolicy {
    std::string code;
    std::string name;
    Dn base;                                     // everything of the municipality lies below; created if it is missing
    std::string scope;                           // of EPPN and eduPersonScopedAffiliation
    std::string people_ou, groups_ou, units_ou;  // names of containers below base
    std::string disabled_ou;                     // where disabled accounts are moved, or empty: they stay
    std::uint32_t lead_days = 10;
    std::uint32_t grace_days = 30;
    bool civic_number = false;   // release norEduPersonNIN
    bool lock_disabled = false;  // set pwdAccountLockedTime (ppolicy) on disabled accounts
    NameRule username;
    NameRule eppn;
    std::vector<AttributeRule> attributes;
    std::vector<SourcePolicy> sources;  // those that serve it
    GuardPolicy guard;
};

}  // namespace samkat
