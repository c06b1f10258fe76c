// What `check --online` looks at: the directory and every source.
#pragma once

#include "daemon/cli/context.hpp"

namespace samkat::cli {

// Adds what is wrong to `findings`, and prints what answers where text is wanted. The context's configuration is
// loaded.
void check_online(Context& context, Findings& findings);

}  // namespace samkat::cli
