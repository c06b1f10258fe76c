#include "daemon/federation/profile.hpp"

#include <algorithm>
#include <variant>

#include "daemon/base/date.hpp"
#include "daemon/base/text.hpp"
#include "daemon/federation/messages.hpp"
#include "daemon/model/civic_number.hpp"
#include "daemon/model/entry.hpp"
#include "daemon/model/unit_code.hpp"

namespace samkat::federation {

namespace {

constexpr auto one = Cardinality::one;
constexpr auto many = Cardinality::many;
constexpr auto unsaid = Cardinality::unsaid;

// sisOrgDepartment is in the profile too, but published maps give it different identifiers: left out until that is
// settled.
constexpr ProfileAttribute table[] = {
    {"eduPersonPrincipalName", "urn:oid:1.3.6.1.4.1.5923.1.1.1.6", one, true, Syntax::eppn, Standing::in_profile},
    {"eduPersonScopedAffiliation", "urn:oid:1.3.6.1.4.1.5923.1.1.1.9", many, true, Syntax::scoped_affiliation,
     Standing::in_profile},
    {"givenName", "urn:oid:2.5.4.42", one, false, Syntax::text, Standing::in_profile},
    {"sn", "urn:oid:2.5.4.4", one, false, Syntax::text, Standing::in_profile},
    {"displayName", "urn:oid:2.16.840.1.113730.3.1.241", one, false, Syntax::text, Standing::in_profile},
    {"mail", "urn:oid:0.9.2342.19200300.100.1.3", one, false, Syntax::mail, Standing::in_profile},
    {"norEduPersonNIN", "urn:oid:1.3.6.1.4.1.2428.90.1.5", one, false, Syntax::civic_number, Standing::in_profile},
    {"sisSchoolUnitCode", "urn:oid:1.2.752.194.10.2.4", many, false, Syntax::unit_code, Standing::in_profile},
    {"sisSchoolGrade", "urn:oid:1.2.752.194.10.2.2", unsaid, false, Syntax::text, Standing::in_profile},
    {"sisSchoolCourseStudent", "urn:oid:1.2.752.194.10.2.5", many, false, Syntax::text, Standing::in_profile},
    {"sisSchoolCourseTeacher", "urn:oid:1.2.752.194.10.2.6", many, false, Syntax::text, Standing::in_profile},
    {"sisLegalGuardianFor", "urn:oid:1.2.752.194.10.2.1", many, false, Syntax::text, Standing::in_profile},
    {"schacGender", "urn:oid:1.3.6.1.4.1.25178.1.2.2", one, false, Syntax::text, Standing::in_profile},
    {"o", "urn:oid:2.5.4.10", unsaid, false, Syntax::text, Standing::in_profile},
    {"street", "urn:oid:2.5.4.9", unsaid, false, Syntax::text, Standing::in_profile},
    {"postOfficeBox", "urn:oid:2.5.4.18", unsaid, false, Syntax::text, Standing::in_profile},
    {"postalCode", "urn:oid:2.5.4.17", unsaid, false, Syntax::text, Standing::in_profile},
    {"l", "urn:oid:2.5.4.7", unsaid, false, Syntax::text, Standing::in_profile},
    {"c", "urn:oid:2.5.4.6", one, false, Syntax::country, Standing::in_profile},
    {"telephoneNumber", "urn:oid:2.5.4.20", unsaid, false, Syntax::text, Standing::in_profile},
    {"mobile", "urn:oid:0.9.2342.19200300.100.1.41", unsaid, false, Syntax::text, Standing::in_profile},

    {"norEduPersonBirthDate", "urn:oid:1.3.6.1.4.1.2428.90.1.3", one, false, Syntax::birth_date, Standing::used},
    {"eduPersonEntitlement", "urn:oid:1.3.6.1.4.1.5923.1.1.1.7", many, false, Syntax::uri, Standing::used},
    {"eduPersonAssurance", "urn:oid:1.3.6.1.4.1.5923.1.1.1.11", many, false, Syntax::uri, Standing::used},

    {"eduPersonAffiliation", "urn:oid:1.3.6.1.4.1.5923.1.1.1.1", many, false, Syntax::affiliation, Standing::legacy},
    {"norEduOrgUnitUniqueIdentifier", "urn:oid:1.3.6.1.4.1.2428.90.1.8", one, false, Syntax::text, Standing::legacy},
    {"ou", "urn:oid:2.5.4.11", unsaid, false, Syntax::text, Standing::legacy},

    {"eduPersonUniqueId", "urn:oid:1.3.6.1.4.1.5923.1.1.1.13", one, true, Syntax::unique_id, Standing::unconfirmed},
    {"personalIdentityNumber", "urn:oid:1.2.752.29.4.13", one, false, Syntax::civic_number, Standing::unconfirmed},
    {"employeeNumber", "urn:oid:2.16.840.1.113730.3.1.3", one, false, Syntax::text, Standing::unconfirmed},
};

// eduPerson 202208, section 2.2.1.
constexpr std::string_view roles[] = {"faculty", "student",   "staff",    "alum",
                                      "member",  "affiliate", "employee", "library-walk-in"};

constexpr std::size_t longest_value = 4096;
constexpr std::size_t longest_scoped = 256;  // eduPerson 202208, eduPersonUniqueId; taken for all that is scoped

bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// No white space (ASCII), no control characters, not empty.
bool is_solid(std::string_view text) {
    return !text.empty() &&
           std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) > ' ' && c != '\x7f'; });
}

// RFC 1123 section 2.1: letters, digits and inner hyphens, at most 63 in a label.
bool is_label(std::string_view label) {
    return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
           std::ranges::all_of(label, [](char c) { return is_letter_or_digit(c) || c == '-'; });
}

bool is_scope(std::string_view scope) {
    const auto labels = text::split(scope, ".");
    return labels.size() >= 2 && std::ranges::all_of(labels, is_label);
}

struct Scoped {
    std::string_view user;
    std::string_view scope;
};

// Both parts empty if there is not exactly one @.
Scoped split_scoped(std::string_view value) {
    const std::size_t at = value.find('@');
    if (at == std::string_view::npos || value.find('@', at + 1) != std::string_view::npos) return {};
    return {value.substr(0, at), value.substr(at + 1)};
}

bool is_scoped(std::string_view value, bool (*user_is_right)(std::string_view)) {
    const Scoped parts = split_scoped(value);
    return value.size() <= longest_scoped && user_is_right(parts.user) && is_scope(parts.scope);
}

bool is_role(std::string_view value) {
    return std::ranges::find(roles, value) != std::end(roles);
}

bool is_unique_part(std::string_view value) {
    return !value.empty() && value.size() <= 64 && std::ranges::all_of(value, is_letter_or_digit);
}

bool is_civic_number(std::string_view value) {
    // A day that no number is later than: the value is judged by itself, not by when it is looked at.
    constexpr Date no_later{std::chrono::year{2999}, std::chrono::December, std::chrono::day{31}};
    const auto number = CivicNumber::parse(value, no_later);
    const auto* read = std::get_if<CivicNumber>(&number);
    return read != nullptr && read->text() == value;
}

bool is_birth_date(std::string_view value) {
    return value.size() == 8 && parse_date(value).has_value();
}

bool is_unit_code(std::string_view value) {
    return parse_unit_code(value) == value;
}

bool is_country(std::string_view value) {
    return value.size() == 2 && std::ranges::all_of(value, [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool is_mail(std::string_view value) {
    const Scoped parts = split_scoped(value);
    return is_solid(parts.user) && is_solid(parts.scope);
}

// RFC 3986 section 3.1.
bool is_uri(std::string_view value) {
    const std::size_t colon = value.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon + 1 == value.size() || !is_solid(value)) return false;
    const std::string_view scheme = value.substr(0, colon);
    const bool starts_with_letter =
        is_letter_or_digit(scheme.front()) && !(scheme.front() >= '0' && scheme.front() <= '9');
    return starts_with_letter && std::ranges::all_of(scheme, [](char c) {
               return is_letter_or_digit(c) || c == '+' || c == '-' || c == '.';
           });
}

bool is_text(std::string_view value) {
    return !value.empty() &&
           std::ranges::none_of(value, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
}

struct Form {
    Syntax syntax;
    bool (*is_right)(std::string_view);
    const Message* fault;
};

// In the order of Syntax.
constexpr Form forms[] = {
    {Syntax::text, is_text, &federation_messages::FORM_TEXT},
    {Syntax::eppn, [](std::string_view value) { return is_scoped(value, is_solid); }, &federation_messages::FORM_EPPN},
    {Syntax::scoped_affiliation, [](std::string_view value) { return is_scoped(value, is_role); },
     &federation_messages::FORM_SCOPED_AFFILIATION},
    {Syntax::affiliation, is_role, &federation_messages::FORM_AFFILIATION},
    {Syntax::unique_id, [](std::string_view value) { return is_scoped(value, is_unique_part); },
     &federation_messages::FORM_UNIQUE_ID},
    {Syntax::civic_number, is_civic_number, &federation_messages::FORM_CIVIC_NUMBER},
    {Syntax::birth_date, is_birth_date, &federation_messages::FORM_BIRTH_DATE},
    {Syntax::unit_code, is_unit_code, &federation_messages::FORM_UNIT_CODE},
    {Syntax::country, is_country, &federation_messages::FORM_COUNTRY},
    {Syntax::mail, is_mail, &federation_messages::FORM_MAIL},
    {Syntax::uri, is_uri, &federation_messages::FORM_URI},
};

constexpr std::string_view standing_names[] = {"in-profile", "used", "legacy", "unconfirmed"};

const Form& form_of(Syntax syntax) {
    return forms[static_cast<std::size_t>(syntax)];
}

}  // namespace

std::string_view name_of(Standing standing) {
    return standing_names[static_cast<std::size_t>(standing)];
}

const Message& fault_of(Syntax syntax) {
    return *form_of(syntax).fault;
}

bool has_form(Syntax syntax, std::string_view value) {
    return value.size() <= longest_value && text::is_utf8(value) && form_of(syntax).is_right(value);
}

std::span<const ProfileAttribute> profile() {
    return table;
}

const ProfileAttribute* find_attribute(std::string_view name) {
    const auto found =
        std::ranges::find_if(table, [&](const ProfileAttribute& each) { return same_name(each.name, name); });
    return found == std::end(table) ? nullptr : &*found;
}

}  // namespace samkat::federation
