// Recovery: intents without an outcome, left by a run that was stopped or lost its connection, are closed by what the
// directory says, when that is certain.
#pragma once

#include "daemon/run/installation.hpp"

namespace samkat::run {

// Asks the directory about each open intent. Each that is decided gets its one outcome; one that is unknown is a
// finding. Those that may still be done stay open, and that they were asked about is noted; a later recover() closes
// them. Fails, and leaves all open, if the directory does not answer.
Result<Findings> recover(Installation& installation, const std::string& run, const std::string& actor);

}  // namespace samkat::run
