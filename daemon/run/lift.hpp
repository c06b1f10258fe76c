// Lifting a protection: a Change that shows again what was withheld (Change::lifts) is a person's decision, and only
// its being done is.
#pragma once

#include <vector>

#include "daemon/base/result.hpp"
#include "daemon/changelog/log.hpp"
#include "daemon/run/installation.hpp"
#include "daemon/run/intents.hpp"

namespace samkat::run {

// Appends to `drafts` the event that says that the Change's person is no longer protected, if the Change lifts and its
// outcome says that it is done. What a source says the next night counts anew.
Result<void> add_lifted(Installation& installation, const Writing& by, const Change& change, Outcome outcome,
                        std::vector<changelog::Draft>& drafts);

}  // namespace samkat::run
