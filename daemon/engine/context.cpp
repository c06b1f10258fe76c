#include "daemon/engine/context.hpp"

#include <algorithm>

#include "daemon/engine/lifecycle.hpp"

namespace samkat::engine {

std::span<const std::string_view> AccountContext::field(std::uint32_t slot) const {
    if (slot >= values_.size()) return {};
    return values_[slot];
}

void AccountContext::set(ContextField field, std::string_view value) {
    clear(field);
    add(field, value);
}

void AccountContext::add(ContextField field, std::string_view value) {
    auto& values = values_[index(field)];
    if (!value.empty() && std::ranges::find(values, value) == values.end()) values.push_back(value);
}

std::string_view AccountContext::own(std::string value) {
    return owned_.emplace_back(std::move(value));
}

void AccountContext::set_person(const Person& person, const Pool& pool) {
    const auto text = [&](const Field& field) { return pool.view(field.value); };
    set(ContextField::person_id, person.id.value);
    set(ContextField::given_name, text(person.given_name));
    set(ContextField::middle_name, text(person.middle_name));
    set(ContextField::family_name, text(person.family_name));
    set(ContextField::email, text(person.email));
    set(ContextField::phone, text(person.phone));
    if (person.birth_date.ok())
        set(ContextField::birth_date, own(format_date(person.birth_date)));
    else
        clear(ContextField::birth_date);
    set(ContextField::civic_number, person.civic_number ? person.civic_number->text() : std::string_view{});
    if (!person.display_name.empty()) return set(ContextField::display_name, text(person.display_name));
    const std::string_view given = text(person.given_name);
    set(ContextField::display_name, given.empty()
                                        ? text(person.family_name)
                                        : own(std::string{given} + " " + std::string{text(person.family_name)}));
}

void AccountContext::set_municipality(const MunicipalityPolicy& policy, Role role) {
    set(ContextField::scope, policy.scope);
    set(ContextField::municipality, policy.code);
    set(ContextField::municipality_name, policy.name);
    set(ContextField::role, name_of(role));
}

void AccountContext::set_relations(const Person& person, const Pool& pool, const MunicipalityPolicy& policy, Role role,
                                   Date as_of) {
    for (const ContextField field : {ContextField::units, ContextField::school_years, ContextField::school_types,
                                     ContextField::class_names, ContextField::duty_roles}) {
        clear(field);
    }
    const auto counts = [&](const auto& each) {
        return pool.view(each.municipality) == policy.code && is_current(each, as_of, policy.lead_days);
    };
    if (role == Role::pupil) {
        for (const Enrolment& each : person.enrolments) {
            if (!counts(each)) continue;
            add(ContextField::units, pool.view(each.unit));
            add(ContextField::school_years, pool.view(each.school_year));
            add(ContextField::school_types, pool.view(each.school_type));
            for (const GroupRef& group : each.groups) {
                if (group.type == GroupType::klass) add(ContextField::class_names, pool.view(group.name));
            }
        }
        return;
    }
    for (const Duty& each : person.duties) {
        if (!counts(each)) continue;
        add(ContextField::units, pool.view(each.unit));
        add(ContextField::duty_roles, pool.view(each.role));
    }
}

void AccountContext::set_enrolment(const Enrolment& enrolment, const Pool& pool) {
    set(ContextField::enrolment_unit, pool.view(enrolment.unit));
    set(ContextField::enrolment_unit_name, pool.view(enrolment.unit_name));
    set(ContextField::enrolment_school_type, pool.view(enrolment.school_type));
    set(ContextField::enrolment_school_year, pool.view(enrolment.school_year));
}

void AccountContext::set_duty(const Duty& duty, const Pool& pool) {
    set(ContextField::duty_unit, pool.view(duty.unit));
    set(ContextField::duty_unit_name, pool.view(duty.unit_name));
    set(ContextField::duty_role, pool.view(duty.role));
}

void AccountContext::set_group(const GroupRef& group, const Pool& pool) {
    set(ContextField::group_unit, pool.view(group.unit));
    set(ContextField::group_id, pool.view(group.id));
    set(ContextField::group_name, pool.view(group.name));
    set(ContextField::group_type, name_of(group.type));
}

}  // namespace samkat::engine
