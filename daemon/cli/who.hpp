// WHO on the command line.
#pragma once

#include "daemon/cli/context.hpp"
#include "daemon/run/who.hpp"

namespace samkat::cli {

// Reads `-` from standard input; refuses a civic number that stands on the command line. Nothing, and the reason was
// shown (exit_usage), if it will not do.
std::optional<run::Who> who_of(const Context& context, const std::string& text);

// The registers, read with progress shown; null, and the reason was shown, if that failed.
std::unique_ptr<run::Registers> registers_of(Context& context, run::Installation& installation);

}  // namespace samkat::cli
