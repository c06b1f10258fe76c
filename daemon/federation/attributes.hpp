// What an identity provider can release of an Entry as it stands in the directory. Pure, any thread.
#pragma once

#include <string>
#include <vector>

#include "daemon/base/finding.hpp"
#include "daemon/federation/profile.hpp"
#include "daemon/model/entry.hpp"

namespace samkat::federation {

struct ReleasedValue {
    std::string text;
    bool right = true;  // has the form that the profile wants
};

struct ReleasedAttribute {
    const ProfileAttribute* attribute = nullptr;  // a row of profile(); its NameFormat is name_format
    std::vector<ReleasedValue> values;            // never empty
    // Values of the wrong form, and several where services expect one; the place is the entry's DN. They tell which
    // value by its number, never what it is.
    std::vector<Finding> findings;
};

// In the order of profile(). Only what the profile knows is included: not samkat's own attributes, not a password,
// nothing else the directory has. A disabled account has its EPPN alone, whatever the entry still holds.
std::vector<ReleasedAttribute> attributes_of(const Entry& entry);

}  // namespace samkat::federation
