#include "daemon/engine/project.hpp"

#include <algorithm>

#include "daemon/engine/evaluate.hpp"
#include "daemon/engine/options.hpp"

namespace samkat::engine {

namespace {

// objectClass grows but never loses a class that somebody else added.
void merge_values(Values& into, const Values& other) {
    into.insert(into.end(), other.begin(), other.end());
}

// What others wrote under the attribute's name with an option goes and stays with it.
void keep_with_options(Entry& entry, const Entry& actual, std::string_view attribute) {
    for (const std::string& name : names_with_option(actual, attribute)) entry.set(name, actual.values(name));
}
void remove_with_options(Entry& entry, std::string_view attribute) {
    entry.remove(attribute);
    for (const std::string& name : names_with_option(entry, attribute)) entry.remove(name);
}

template <class Relation>
const Origin* relation_origin(const std::vector<Relation>& relations, const Person& person) {
    return relations.empty() ? nullptr : &person.origins[relations.front().origin];
}

}  // namespace

std::string username_of(const Entry& actual) {
    if (same_name(actual.dn().rdn_attribute(), "uid")) return actual.dn().rdn_value();
    return std::string{actual.value("uid")};
}

Dn Projector::account_dn(std::string_view username, AccountStatus status) const {
    const bool moved = status == AccountStatus::disabled && !policy_.disabled_ou.empty();
    return container(moved ? policy_.disabled_ou : policy_.people_ou).child("uid", username);
}

Dn Projector::group_dn(const GroupKey& key) const {
    const std::string kind = key.type == GroupType::klass ? "klass" : "grupp";
    return container(policy_.groups_ou).child("cn", key.unit + "-" + kind + "-" + key.id);
}

Dn Projector::unit_dn(std::string_view code) const {
    return container(policy_.units_ou).child("ou", code);
}

std::string Projector::group_link(const GroupKey& key) const {
    return "group." + policy_.code + "." + key.unit + "." + std::string{name_of(key.type)} + "." + key.id;
}

std::string Projector::unit_link(std::string_view code) const {
    return "unit." + policy_.code + "." + std::string{code};
}

AccountContext Projector::context_of(const DesiredAccount& account, const Names& names) const {
    AccountContext context;
    context.set_municipality(policy_, account.id.role);
    if (account.person != nullptr) {
        context.set_person(*account.person, world_.pool);
        context.set_relations(*account.person, world_.pool, policy_, account.id.role, as_of_);
    }
    context.set(ContextField::account_id, context.own(account.id.text()));
    context.set(ContextField::username, context.own(names.username));
    context.set(ContextField::eppn, context.own(names.eppn));
    context.set(ContextField::status, name_of(account.status));
    return context;
}

Entry Projector::active_account(const DesiredAccount& account, const Names& names, const Entry& actual) const {
    Entry entry{account_dn(names.username, AccountStatus::active)};
    AccountContext context = context_of(account, names);
    apply_rules(EntryClass::account, context, account.person, actual, entry);
    entry.set("uid", {names.username});
    entry.set("samkatAccountId", {account.id.text()});
    entry.set("samkatPersonId", {account.id.person.value});
    entry.set("samkatMunicipality", {policy_.code});
    entry.set("samkatRole", {std::string{name_of(account.id.role)}});
    entry.set("samkatAccountStatus", {std::string{name_of(AccountStatus::active)}});
    set_hashes(*account.person, entry);
    // Only the lock that samkat set: one that an administrator or a failed login set is theirs.
    const Values& lock = actual.values("pwdAccountLockedTime");
    if (!actual.has("pwdAccountLockedTime", locked_forever)) entry.set("pwdAccountLockedTime", lock);
    return entry;
}

void Projector::set_hashes(const Person& person, Entry& entry) const {
    Values hashes;
    for (const RegisterKey& key : person.keys) {
        hashes.push_back(
            hash_.hash("register", joined_for_digest({world_.pool.view(key.register_name), world_.pool.view(key.id)})));
    }
    entry.set("samkatRegisterHash", std::move(hashes));
    // A TF number is not the country's: hashed with its register, as identification does.
    if (!person.civic_number) return;
    std::string value{person.civic_number->text()};
    if (!person.civic_number->nationwide()) value += world_.pool.view(person.keys.front().register_name);
    entry.set("samkatCivicHash", {hash_.hash("civic", value)});
}

Entry Projector::grace_account(const DesiredAccount& account, const Entry& actual) const {
    Entry entry = actual;
    entry.set_dn(account_dn(username_of(actual), AccountStatus::grace));
    entry.set("samkatAccountStatus", {std::string{name_of(AccountStatus::grace)}});
    entry.set("samkatGraceUntil", {format_date(account.grace_until)});
    return entry;
}

Entry Projector::disabled_account(const Entry& actual) const {
    Entry entry = actual;
    const std::string username = username_of(actual);
    entry.set_dn(account_dn(username, AccountStatus::disabled));
    for (const AttributeRule& rule : policy_.attributes) {
        const bool goes = rule.entry_class == EntryClass::account && !rule.kept_when_disabled &&
                          !same_name(rule.name, "objectClass") && !same_name(rule.name, "uid");
        if (goes) remove_with_options(entry, rule.name);
    }
    // Demanded by the class person (RFC 4519 section 3.12): the name that tells nothing.
    entry.set("cn", {username});
    entry.set("sn", {username});
    entry.set("samkatAccountStatus", {std::string{name_of(AccountStatus::disabled)}});
    entry.remove("samkatGraceUntil");
    if (policy_.lock_disabled) entry.set("pwdAccountLockedTime", {std::string{locked_forever}});
    return entry;
}

void Projector::evaluate_rule(const AttributeRule& rule, AccountContext& context, const Person* person,
                              Values& into) const {
    const auto once = [&] {
        if (!holds(rule.when, context)) return;
        for (const Expression& value : rule.values) merge_values(into, evaluate(value, context));
    };
    if (rule.each == Each::nothing) return once();
    if (person == nullptr) return;
    const bool pupil = context.field(static_cast<std::uint32_t>(ContextField::role)).front() == name_of(Role::pupil);
    const auto for_current = [&](const auto& relations, const auto& act) {
        for (const auto& each : relations) {
            const bool ours = world_.pool.view(each.municipality) == policy_.code;
            if (ours && is_current(each, as_of_, policy_.lead_days)) act(each);
        }
    };
    const auto per_group = [&](const auto& relation) {
        for (const GroupRef& group : relation.groups) {
            context.set_group(group, world_.pool);
            once();
        }
    };
    if (rule.each == Each::group && pupil) for_current(person->enrolments, per_group);
    if (rule.each == Each::group && !pupil) for_current(person->duties, per_group);
    const auto per_enrolment = [&](const Enrolment& each) {
        context.set_enrolment(each, world_.pool);
        once();
    };
    if (rule.each == Each::enrolment && pupil) for_current(person->enrolments, per_enrolment);
    const auto per_duty = [&](const Duty& each) {
        context.set_duty(each, world_.pool);
        once();
    };
    if (rule.each == Each::duty && !pupil) for_current(person->duties, per_duty);
}

void Projector::apply_rules(EntryClass entry_class, AccountContext& context, const Person* person, const Entry& actual,
                            Entry& entry) const {
    for (const AttributeRule& rule : policy_.attributes) {
        if (rule.entry_class != entry_class) continue;
        const Values& there = actual.values(rule.name);
        if (rule.policy != AttributePolicy::force) keep_with_options(entry, actual, rule.name);
        if (rule.policy == AttributePolicy::keep && !there.empty()) {
            entry.set(rule.name, there);
            continue;
        }
        Values values = entry.values(rule.name);  // several rules may give one attribute
        evaluate_rule(rule, context, person, values);
        const bool merges = rule.policy == AttributePolicy::merge || same_name(rule.name, "objectClass");
        if (merges) merge_values(values, there);
        entry.set(rule.name, std::move(values));
    }
}

Entry Projector::group(const GroupKey& key, std::string_view name, const Entry& actual) const {
    Entry entry{group_dn(key)};
    AccountContext context;
    context.set(ContextField::scope, policy_.scope);
    context.set(ContextField::municipality, policy_.code);
    context.set(ContextField::municipality_name, policy_.name);
    context.set(ContextField::group_unit, key.unit);
    context.set(ContextField::group_id, key.id);
    context.set(ContextField::group_name, name);
    context.set(ContextField::group_type, name_of(key.type));
    apply_rules(EntryClass::group, context, nullptr, actual, entry);
    entry.set("cn", {entry.dn().rdn_value()});
    entry.set("samkatAccountId", {group_link(key)});
    entry.set("samkatGroupId", {key.id});
    entry.set("samkatMunicipality", {policy_.code});
    return entry;
}

Entry Projector::unit(std::string_view code, std::string_view name, const Entry& actual) const {
    Entry entry{unit_dn(code)};
    AccountContext context;
    context.set(ContextField::scope, policy_.scope);
    context.set(ContextField::municipality, policy_.code);
    context.set(ContextField::municipality_name, policy_.name);
    context.set(ContextField::unit_code, code);
    context.set(ContextField::unit_name, name);
    apply_rules(EntryClass::unit, context, nullptr, actual, entry);
    entry.set("ou", {std::string{code}});
    entry.set("samkatAccountId", {unit_link(code)});
    entry.set("samkatMunicipality", {policy_.code});
    return entry;
}

Entry Projector::container_entry(const Dn& dn, std::string_view link) const {
    Entry entry{dn};
    entry.set("objectClass", {"top", "organizationalUnit", "samkatContainer"});
    entry.set("ou", {dn.rdn_value()});
    entry.set("samkatAccountId", {std::string{link}});
    entry.set("samkatMunicipality", {policy_.code});
    return entry;
}

std::vector<std::string> Projector::managed(EntryClass entry_class) const {
    std::vector<std::string> names;
    for (const AttributeRule& rule : policy_.attributes) {
        if (rule.entry_class == entry_class) names.push_back(rule.name);
    }
    for (const std::string_view own : own_attributes) names.emplace_back(own);
    return names;
}

const AttributeRule* Projector::rule_of(EntryClass entry_class, std::string_view attribute) const {
    const AttributeRule* found = nullptr;
    for (const AttributeRule& rule : policy_.attributes) {
        if (rule.entry_class == entry_class && same_name(rule.name, attribute)) found = &rule;
    }
    return found;
}

const Origin* Projector::origin_of(const AttributeRule& rule, const Person& person) const {
    const auto at = [&](const Field& field) { return &person.origins[field.origin]; };
    for (const Expression& value : rule.values) {
        for (const Node& node : value.nodes) {
            if (node.kind != NodeKind::field) continue;
            switch (static_cast<ContextField>(node.slot)) {
                case ContextField::given_name:
                    return at(person.given_name);
                case ContextField::middle_name:
                    return at(person.middle_name);
                case ContextField::family_name:
                    return at(person.family_name);
                case ContextField::display_name:
                    return at(person.display_name.empty() ? person.family_name : person.display_name);
                case ContextField::email:
                    return at(person.email);
                case ContextField::phone:
                    return at(person.phone);
                case ContextField::civic_number:
                    return &person.origins[person.civic_origin];
                case ContextField::units:
                case ContextField::school_years:
                case ContextField::school_types:
                case ContextField::class_names:
                case ContextField::enrolment_unit:
                case ContextField::enrolment_school_year:
                    if (const Origin* origin = relation_origin(person.enrolments, person)) return origin;
                    return relation_origin(person.duties, person);
                case ContextField::duty_roles:
                case ContextField::duty_unit:
                case ContextField::duty_role:
                    return relation_origin(person.duties, person);
                default:
                    break;
            }
        }
    }
    return nullptr;
}

}  // namespace samkat::engine
