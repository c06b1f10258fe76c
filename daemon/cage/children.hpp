// Children of this process: those that it started, and the orphans that came to it (PR_SET_CHILD_SUBREAPER).
#pragma once

#include <optional>
#include <vector>

#include <sys/types.h>

namespace samkat::cage {

// From proc(5). Nothing where that cannot be known, because /proc is not there or another process namespace's; errno
// says why.
std::optional<std::vector<pid_t>> children();

}  // namespace samkat::cage
