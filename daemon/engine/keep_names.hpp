// What a group or unit is called where no believed record says so: what the directory has. Pure.
#pragma once

#include "daemon/model/entry.hpp"
#include "daemon/model/policy.hpp"

namespace samkat::engine {

// Gives `desired` the values that `actual` has of attributes whose rules read the name of the group or unit: the code
// is no name for what has had one. Attributes that `actual` lacks stay as they are.
void keep_names(const MunicipalityPolicy& policy, EntryClass entry_class, const Entry& actual, Entry& desired);

}  // namespace samkat::engine
