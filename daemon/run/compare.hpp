// What the directory says about a Change whose answer is not known.
#pragma once

#include "daemon/directory/directory.hpp"
#include "daemon/model/change.hpp"
#include "daemon/model/event.hpp"

namespace samkat::run {

// Reads the entry and compares: found_applied if it equals the Change's after (of a create: if it is there with the
// link), not_applied if it equals its before, unknown if it equals neither. Only what the Change touches is compared;
// of an attribute that is changed by its difference, only the difference. Fails if the directory does not answer.
Result<Outcome> outcome_in_directory(directory::Directory& directory, const Change& change);

}  // namespace samkat::run
