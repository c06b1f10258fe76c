// Recovery: intents without an outcome, left by a run that was stopped, are closed by what the directory says.
#pragma once

#include "daemon/run/installation.hpp"

namespace samkat::run {

// Each open intent gets exactly one outcome. One that is unknown is a finding. Fails, and leaves them open, if the
// directory does not answer.
Result<Findings> recover(Installation& installation, const std::string& run, const std::string& actor);

}  // namespace samkat::run
