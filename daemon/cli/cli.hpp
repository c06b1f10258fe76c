// The command line: from arguments to an exit status.
#pragma once

#include <span>
#include <string>

#include "daemon/cli/environment.hpp"

namespace samkat::cli {

// 0 done; 1 failed; 3 done, but something waits for a person; 64 the command was written wrong (EX_USAGE, sysexits.h).
// `plan --detailed-exit-code`: 0 nothing to do, 2 changes, 3 something is held, 1 failed.
enum ExitStatus : int { exit_done = 0, exit_failed = 1, exit_changes = 2, exit_waiting = 3, exit_usage = 64 };

// Does one command, without the program's name in `args`.
int run(std::span<const std::string> args, const Environment& environment);

// The program: argv, the process's streams, signals and environment. Started as samkatd it is `serve`. A test program
// gives other ports; an empty factory means the real ones.
int samkat_main(int argc, char** argv, const PortsFactory& ports);

}  // namespace samkat::cli
