// Which system calls a process may make (seccomp(2)), for it and all it starts. A refused call answers EPERM; those of
// another architecture end the process.
#pragma once

#include <optional>

#include <sys/types.h>

namespace samkat::cage {

// Stage one, for any program: everything but what reaches other processes, the kernel or a network. `alone` is set
// where it can name other processes: then it is the only one that it can send signals or do anything else to. False if
// it cannot be had; errno says why. No new privileges must be set.
bool refuse_dangerous_calls(std::optional<pid_t> alone);

// Stage two, for a program of ours that has read its settings: reading files, memory, and standard output and error. It
// starts no program, no process and no thread.
bool allow_only_reading();

}  // namespace samkat::cage
