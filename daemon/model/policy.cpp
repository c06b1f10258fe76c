// The closed lists of what a mapping can set and what an attribute rule can read.
#include "daemon/model/policy.hpp"

#include <array>

namespace samkat {

namespace {

constexpr std::array<TargetInfo, 21> target_table = {{
    {Target::register_id, "register_id", false, true, "Personens id i registret; ändras aldrig.",
     "The person's id in the register; it never changes."},
    {Target::civic_number, "civic_number", false, false, "Personnummer, samordningsnummer eller TF-nummer.",
     "Personnummer, samordningsnummer or TF number."},
    {Target::given_name, "given_name", false, true, "Förnamn, helst tilltalsnamnet.",
     "Given name, preferably the one used."},
    {Target::middle_name, "middle_name", false, false, "Mellannamn.", "Middle name."},
    {Target::family_name, "family_name", false, true, "Efternamn.", "Family name."},
    {Target::display_name, "display_name", false, false, "Visningsnamn; annars förnamn och efternamn.",
     "Display name; otherwise given name and family name."},
    {Target::email, "email", false, false, "E-postadress.", "E-mail address."},
    {Target::phone, "phone", false, false, "Telefonnummer.", "Phone number."},
    {Target::birth_date, "birth_date", false, false, "Födelsedatum; annars det i personnumret.",
     "Birth date; otherwise that of the civic number."},
    {Target::protection, "protection", false, false,
     "Skyddsmarkering enligt SS 12000 (Ingen, Sekretessmarkering, Skyddad folkbokföring); J, Ja, 1 och true är "
     "sekretessmarkering, N, Nej, 0 och false ingen.",
     "Security marking as in SS 12000 (Ingen, Sekretessmarkering, Skyddad folkbokföring); J, Ja, 1 and true are a "
     "secrecy "
     "marking, N, Nej, 0 and false none."},
    {Target::unit, "unit", true, false, "Skolenhetskod, åtta siffror.", "School unit code, eight digits."},
    {Target::unit_name, "unit_name", true, false, "Skolenhetens namn, i samma ordning som unit.",
     "Name of the school unit, in the order of unit."},
    {Target::school_type, "school_type", false, false, "Skolform, SS 12000:s koder (FKLASS, GR, GY …).",
     "School type, the codes of SS 12000 (FKLASS, GR, GY …)."},
    {Target::school_year, "school_year", false, false, "Årskurs.", "School year."},
    {Target::class_id, "class_id", true, false, "Klassens id, unikt inom skolenheten; annars class_name.",
     "Id of the class, unique in the school unit; otherwise class_name."},
    {Target::class_name, "class_name", true, false, "Klassens namn, i samma ordning som class_id.",
     "Name of the class, in the order of class_id."},
    {Target::group_id, "group_id", true, false, "Undervisningsgruppens id, unikt inom skolenheten.",
     "Id of the teaching group, unique in the school unit."},
    {Target::group_name, "group_name", true, false, "Undervisningsgruppens namn, i samma ordning som group_id.",
     "Name of the teaching group, in the order of group_id."},
    {Target::duty_role, "duty_role", true, false, "Befattning, helst SS 12000:s värden (Lärare, Rektor …).",
     "Duty role, preferably the values of SS 12000 (Lärare, Rektor …)."},
    {Target::start_date, "start_date", false, false, "Första dagen i skolan eller tjänsten.",
     "First day at the school or in the duty."},
    {Target::end_date, "end_date", false, false, "Sista dagen, den dagen räknas med.", "Last day, that day included."},
}};

constexpr FieldContext account{.account = true};
constexpr FieldContext account_and_name{.account = true, .name = true};
constexpr FieldContext everywhere{.account = true, .name = true, .group_entry = true, .unit_entry = true};
constexpr FieldContext enrolment{.enrolment = true};
constexpr FieldContext duty{.duty = true};
constexpr FieldContext group{.group = true, .group_entry = true};
constexpr FieldContext unit{.unit_entry = true};

constexpr std::array<ContextFieldInfo, 36> field_table = {{
    {ContextField::person_id, "person_id", account_and_name, false, "Samkats id för personen.",
     "samkat's id of the person."},
    {ContextField::account_id, "account_id", account, false, "Samkats id för kontot.", "samkat's id of the account."},
    {ContextField::username, "username", account, false, "Användarnamn.", "Username."},
    {ContextField::eppn, "eppn", account, false, "EPPN, med scope.", "EPPN, with its scope."},
    {ContextField::scope, "scope", everywhere, false, "Kommunens scope.", "The municipality's scope."},
    {ContextField::municipality, "municipality", everywhere, false, "Kommunkod.", "Municipality code."},
    {ContextField::municipality_name, "municipality_name", everywhere, false, "Kommunens namn.",
     "Name of the municipality."},
    {ContextField::role, "role", account_and_name, false, "pupil eller staff.", "pupil or staff."},
    {ContextField::given_name, "given_name", account_and_name, false, "Förnamn.", "Given name."},
    {ContextField::middle_name, "middle_name", account_and_name, false, "Mellannamn.", "Middle name."},
    {ContextField::family_name, "family_name", account_and_name, false, "Efternamn.", "Family name."},
    {ContextField::display_name, "display_name", account_and_name, false, "Visningsnamn, annars förnamn och efternamn.",
     "Display name, otherwise given name and family name."},
    {ContextField::civic_number, "civic_number", account, false,
     "Personnummer, tolv tecken. Regler som läser det gäller bara i kommuner med civic_number = true.",
     "Civic number, twelve characters. Rules that read it are in force only in municipalities with civic_number = "
     "true."},
    {ContextField::birth_date, "birth_date", account, false, "Födelsedatum, ÅÅÅÅ-MM-DD.", "Birth date, YYYY-MM-DD."},
    {ContextField::email, "email", account_and_name, false, "E-postadress.", "E-mail address."},
    {ContextField::phone, "phone", account, false, "Telefonnummer.", "Phone number."},
    {ContextField::units, "units", account, true, "Skolenhetskoder.", "School unit codes."},
    {ContextField::school_years, "school_years", account, true, "Årskurser.", "School years."},
    {ContextField::school_types, "school_types", account, true, "Skolformer.", "School types."},
    {ContextField::class_names, "class_names", account, true, "Klassernas namn.", "Names of the classes."},
    {ContextField::duty_roles, "duty_roles", account, true, "Befattningar.", "Duty roles."},
    {ContextField::status, "status", account, false, "active, grace eller disabled.", "active, grace or disabled."},
    {ContextField::enrolment_unit, "enrolment.unit", enrolment, false, "Skolenhetskod.", "School unit code."},
    {ContextField::enrolment_unit_name, "enrolment.unit_name", enrolment, false, "Skolenhetens namn.",
     "Name of the school unit."},
    {ContextField::enrolment_school_type, "enrolment.school_type", enrolment, false, "Skolform.", "School type."},
    {ContextField::enrolment_school_year, "enrolment.school_year", enrolment, false, "Årskurs.", "School year."},
    {ContextField::duty_unit, "duty.unit", duty, false, "Skolenhetskod.", "School unit code."},
    {ContextField::duty_unit_name, "duty.unit_name", duty, false, "Skolenhetens namn.", "Name of the school unit."},
    {ContextField::duty_role, "duty.role", duty, false, "Befattning.", "Duty role."},
    {ContextField::group_unit, "group.unit", group, false, "Skolenhetskod.", "School unit code."},
    {ContextField::group_unit_name, "group.unit_name", group, false, "Skolenhetens namn.", "Name of the school unit."},
    {ContextField::group_id, "group.id", group, false, "Gruppens id.", "Id of the group."},
    {ContextField::group_name, "group.name", group, false, "Gruppens namn, annars dess id.",
     "Name of the group, otherwise its id."},
    {ContextField::group_type, "group.type", group, false, "Klass eller Undervisning.", "Klass or Undervisning."},
    {ContextField::unit_code, "unit.code", unit, false, "Skolenhetskod.", "School unit code."},
    {ContextField::unit_name, "unit.name", unit, false, "Skolenhetens namn.", "Name of the school unit."},
}};

constexpr std::array<std::string_view, 10> own_attribute_table = {
    "samkatAccountId", "samkatPersonId",     "samkatAccountStatus", "samkatGraceUntil", "samkatMunicipality",
    "samkatRole",      "samkatRegisterHash", "samkatCivicHash",     "samkatGroupId",    "member"};

}  // namespace

std::span<const TargetInfo> targets() {
    return target_table;
}
std::span<const ContextFieldInfo> context_fields() {
    return field_table;
}

std::span<const std::string_view> own_attributes() {
    return own_attribute_table;
}

}  // namespace samkat
