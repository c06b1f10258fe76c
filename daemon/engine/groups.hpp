// Groups and school units of a municipality, as the current enrolments and duties of its accounts describe them. Pure.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "daemon/engine/lifecycle.hpp"
#include "daemon/engine/project.hpp"

namespace samkat::engine {

struct DesiredGroup {
    std::string name;               // empty: no believed record says
    std::set<std::string> members;  // account id texts of pupils
    std::set<std::string> owners;   // account id texts of those who teach it
    Cause cause;
};

struct DesiredUnit {
    std::string name;  // as a group's
    Cause cause;
};

struct Structure {
    std::map<GroupKey, DesiredGroup> groups;
    std::map<std::string, DesiredUnit> units;  // by school unit code
};

// A teacher's record names groups but often not the unit of each. Where one of the teacher's units has pupils in a
// group of that id, the reference is kept for that unit alone.
void settle_teaching_groups(World& world);

// Of the accounts that are active and whose person is not protected (a class or unit that only protected people are in
// would tell of them), without those of `unborn` (account id texts): what only they need is not made before they are.
// Ids of one unit and type that differ in case only are one group, as cn is compared (RFC 4519 section 2.3); its id is
// the commonest spelling. Where records give a unit or group different names, the commonest wins, then the
// first in order.
Structure structure_of(std::span<const DesiredAccount> accounts, const World& world, const MunicipalityPolicy& policy,
                       Date as_of, const std::unordered_set<std::string>& unborn);

}  // namespace samkat::engine
