// The tables of config/schema, for comparing with a server.
#include <array>

#include "daemon/directory/schema_check.hpp"

namespace samkat::directory {

namespace {

constexpr std::string_view directory_string = "1.3.6.1.4.1.1466.115.121.1.15";
constexpr std::string_view integer = "1.3.6.1.4.1.1466.115.121.1.27";
constexpr std::string_view numeric_string = "1.3.6.1.4.1.1466.115.121.1.36";

constexpr NeededType types[] = {
    {"eduPersonAffiliation", "1.3.6.1.4.1.5923.1.1.1.1", directory_string, false, "eduperson.schema"},
    {"eduPersonPrincipalName", "1.3.6.1.4.1.5923.1.1.1.6", directory_string, true, "eduperson.schema"},
    {"eduPersonEntitlement", "1.3.6.1.4.1.5923.1.1.1.7", directory_string, false, "eduperson.schema"},
    {"eduPersonScopedAffiliation", "1.3.6.1.4.1.5923.1.1.1.9", directory_string, false, "eduperson.schema"},
    {"eduPersonAssurance", "1.3.6.1.4.1.5923.1.1.1.11", directory_string, false, "eduperson.schema"},
    {"eduPersonUniqueId", "1.3.6.1.4.1.5923.1.1.1.13", directory_string, false, "eduperson.schema"},
    {"norEduPersonBirthDate", "1.3.6.1.4.1.2428.90.1.3", numeric_string, true, "noredu.schema"},
    {"norEduPersonNIN", "1.3.6.1.4.1.2428.90.1.5", directory_string, true, "noredu.schema"},
    {"schacGender", "1.3.6.1.4.1.25178.1.2.2", integer, true, "noredu.schema"},
    {"sisLegalGuardianFor", "1.2.752.194.10.2.1", directory_string, false, "sis.schema"},
    {"sisSchoolGrade", "1.2.752.194.10.2.2", directory_string, false, "sis.schema"},
    {"sisSchoolUnitCode", "1.2.752.194.10.2.4", directory_string, false, "sis.schema"},
    {"sisSchoolCourseStudent", "1.2.752.194.10.2.5", directory_string, false, "sis.schema"},
    {"sisSchoolCourseTeacher", "1.2.752.194.10.2.6", directory_string, false, "sis.schema"},
    {"samkatPersonId", "2.25.175260219116012735553742843272514857812.1.1", directory_string, true, "samkat.schema"},
    {"samkatAccountId", "2.25.175260219116012735553742843272514857812.1.2", directory_string, true, "samkat.schema"},
    {"samkatMunicipality", "2.25.175260219116012735553742843272514857812.1.3", directory_string, true, "samkat.schema"},
    {"samkatRole", "2.25.175260219116012735553742843272514857812.1.4", directory_string, true, "samkat.schema"},
    {"samkatAccountStatus", "2.25.175260219116012735553742843272514857812.1.5", directory_string, true,
     "samkat.schema"},
    {"samkatGraceUntil", "2.25.175260219116012735553742843272514857812.1.6", directory_string, true, "samkat.schema"},
    {"samkatRegisterHash", "2.25.175260219116012735553742843272514857812.1.7", directory_string, false,
     "samkat.schema"},
    {"samkatCivicHash", "2.25.175260219116012735553742843272514857812.1.8", directory_string, true, "samkat.schema"},
    {"samkatGroupType", "2.25.175260219116012735553742843272514857812.1.9", directory_string, true, "samkat.schema"},
    {"samkatGroupId", "2.25.175260219116012735553742843272514857812.1.10", directory_string, true, "samkat.schema"},
};

constexpr auto account_attributes = std::to_array<std::string_view>(
    {"samkatAccountId", "samkatAccountStatus", "samkatMunicipality", "samkatRole", "samkatPersonId",
     "samkatRegisterHash", "samkatCivicHash", "samkatGraceUntil", "displayName"});
constexpr auto school_person_attributes = std::to_array<std::string_view>(
    {"eduPersonAffiliation", "eduPersonPrincipalName", "eduPersonEntitlement", "eduPersonScopedAffiliation",
     "eduPersonAssurance", "eduPersonUniqueId", "norEduPersonBirthDate", "norEduPersonNIN", "schacGender",
     "sisLegalGuardianFor", "sisSchoolGrade", "sisSchoolUnitCode", "sisSchoolCourseStudent", "sisSchoolCourseTeacher",
     "givenName", "displayName", "mail"});
constexpr auto group_attributes = std::to_array<std::string_view>(
    {"samkatAccountId", "samkatGroupType", "samkatGroupId", "sisSchoolUnitCode", "displayName", "samkatMunicipality"});
constexpr auto unit_attributes =
    std::to_array<std::string_view>({"samkatAccountId", "sisSchoolUnitCode", "displayName", "samkatMunicipality"});
constexpr auto container_attributes = std::to_array<std::string_view>({"samkatAccountId", "samkatMunicipality"});

constexpr NeededClass classes[] = {
    {"samkatAccount", "2.25.175260219116012735553742843272514857812.2.1", "samkat.schema", account_attributes},
    {"samkatSchoolPerson", "2.25.175260219116012735553742843272514857812.2.2", "samkat.schema",
     school_person_attributes},
    {"samkatGroup", "2.25.175260219116012735553742843272514857812.2.3", "samkat.schema", group_attributes},
    {"samkatUnit", "2.25.175260219116012735553742843272514857812.2.4", "samkat.schema", unit_attributes},
    {"samkatContainer", "2.25.175260219116012735553742843272514857812.2.5", "samkat.schema", container_attributes},
};

}  // namespace

std::span<const NeededType> needed_types() {
    return types;
}
std::span<const NeededClass> needed_classes() {
    return classes;
}

}  // namespace samkat::directory
