// What entries should say, as the truth has it: by attribute, for each Place. Says the same as samkat's profile for
// Skolfederation, and shares no code with it. Pure.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "tests/property/lies/town.hpp"

namespace samkat::lies {

// The attributes that tell something of a person, in three sorts.
enum class Sort : std::uint8_t {
    identity,   // who it is: names, mail, civic number
    placement,  // where: units, years, classes, groups
    role        // what as: affiliation
};
struct Judged {
    std::string_view attribute;
    Sort sort;
};
inline constexpr Judged judged[] = {
    {"cn", Sort::identity},
    {"sn", Sort::identity},
    {"givenName", Sort::identity},
    {"displayName", Sort::identity},
    {"mail", Sort::identity},
    {"norEduPersonNIN", Sort::identity},
    {"sisSchoolUnitCode", Sort::placement},
    {"sisSchoolGrade", Sort::placement},
    {"sisSchoolCourseStudent", Sort::placement},
    {"eduPersonScopedAffiliation", Sort::role},
};
// Attributes of which one value is one person's, or nearly: they give somebody away.
bool gives_away(std::string_view attribute);

using TrueValues = std::map<std::string, std::set<std::string>, std::less<>>;  // by attribute
TrueValues true_values(const Town& town, const Place& place);
// Names (cn) of the groups that the place is in.
std::set<std::string> true_groups(const Place& place);

}  // namespace samkat::lies
