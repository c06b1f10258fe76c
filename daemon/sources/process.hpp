// Process: a program running in its cage.
//
// What every such program gets: its arguments; an environment of PATH, LANG=C.UTF-8 and TZ; descriptors 0 (the input
// given here, a sealed memory file), 1 and 2 (pipes) and no others; the working directory /; umask 077; default signal
// handling; a session and process group of its own; no new privileges; limits on memory, processor time, open files, no
// core files, no file growth; and SIGKILL should the thread that started it end.
//
// One thread owns a Process. Destroying it kills the whole group and reaps the program.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <sys/types.h>

#include "daemon/base/file.hpp"
#include "daemon/base/result.hpp"
#include "daemon/sources/cage.hpp"

namespace samkat::sources {

class Process {
  public:
    // Starts `program argument`. Fails if it cannot be started, for want of the program included.
    static Result<Process> start(const std::filesystem::path& program, const std::string& argument,
                                 std::string_view input, const Cage& cage);
    Process(Process&& other) noexcept;
    Process& operator=(Process&&) = delete;
    ~Process();

    // Non-blocking ends of the program's standard output and standard error.
    int output() const { return output_.get(); }
    int errors() const { return errors_.get(); }
    // Becomes readable when the program has ended.
    int handle() const { return handle_.get(); }

    // Sends a signal to the program's process group.
    void signal(int number) const;
    // Kills what is left of the group and reaps the program, waiting if it has not ended. The answer is that of
    // waitpid().
    int reap();

  private:
    Process(pid_t id, Fd handle, Fd output, Fd errors)
        : id_(id), handle_(std::move(handle)), output_(std::move(output)), errors_(std::move(errors)) {}

    pid_t id_;  // 0: reaped
    Fd handle_, output_, errors_;
};

}  // namespace samkat::sources
