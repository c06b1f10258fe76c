#include "tests/property/lies/truth.hpp"

#include "tests/property/lies/configuration.hpp"

namespace samkat::lies {

bool gives_away(std::string_view attribute) {
    return attribute == "mail" || attribute == "norEduPersonNIN" || attribute == "displayName" || attribute == "cn";
}

TrueValues true_values(const Town& town, const Place& place) {
    const Human& human = town.human_of(place);
    const std::string scope = scope_of(town.municipalities()[place.municipality]);
    const std::string name = human.given + " " + human.family;
    TrueValues values = {{"cn", {name}},
                         {"sn", {human.family}},
                         {"givenName", {human.given}},
                         {"displayName", {name}},
                         {"mail", {place.mail}},
                         {"norEduPersonNIN", {human.civic}},
                         {"sisSchoolUnitCode", {place.units.begin(), place.units.end()}},
                         {"eduPersonScopedAffiliation", {"member@" + scope}}};
    auto& roles = values["eduPersonScopedAffiliation"];
    roles.insert((place.work == Work::pupil ? "student@" : "employee@") + scope);
    if (place.duty == "Lärare") roles.insert("faculty@" + scope);
    if (place.work == Work::staff) return values;
    values["sisSchoolGrade"] = {std::to_string(place.year)};
    const std::string at = "http://" + scope + "/" + place.units.front() + "/";
    values["sisSchoolCourseStudent"].insert(at + place.klass);
    for (const std::string& group : place.groups) values["sisSchoolCourseStudent"].insert(at + group);
    return values;
}

std::set<std::string> true_groups(const Place& place) {
    std::set<std::string> groups;
    if (place.work == Work::staff) return groups;
    groups.insert(place.units.front() + "-klass-" + place.klass);
    for (const std::string& group : place.groups) groups.insert(place.units.front() + "-grupp-" + group);
    return groups;
}

}  // namespace samkat::lies
