// Process: a program running in its cage, with its keeper (daemon/cage/keeper.hpp).
//
// What every such program gets: its arguments; an environment of PATH, LANG=C.UTF-8 and TZ; descriptors 0 (the input
// given here, a sealed memory file), 1 and 2 (pipes) and no others; the working directory /; umask 077; default signal
// handling; a session and process group of its own; and the layers of daemon/cage/layers.hpp. All that it starts ends
// with it, and with the thread that started it.
//
// One thread owns a Process. Destroying it ends and reaps everything.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <sys/types.h>

#include "daemon/base/file.hpp"
#include "daemon/base/result.hpp"
#include "daemon/cage/layers.hpp"
#include "daemon/cage/order.hpp"
#include "daemon/sources/cage.hpp"
#include "daemon/sources/report.hpp"

namespace samkat::sources {

class Process {
  public:
    // Starts `program argument`. Fails if it cannot be started, for want of the program included, or if its cage would
    // lack a mandatory layer. An empty program: the cage is built for nobody, to see what layers there are.
    static Result<Process> start(const std::filesystem::path& program, const std::string& argument,
                                 std::string_view input, const Cage& cage);
    Process(Process&& other) noexcept;
    Process& operator=(Process&&) = delete;
    ~Process();

    // Non-blocking ends of the program's standard output and standard error.
    int output() const { return output_.get(); }
    int errors() const { return errors_.get(); }
    // Becomes readable when the program and all that it started has ended.
    int handle() const { return handle_.get(); }
    // Of its cage, in force or not.
    const cage::Layers& layers() const { return report_.layers(); }

    // Asks the program's process group to end.
    void ask_to_end() const;
    // Ends what is left and reaps it. The answer is how the program ended, as of waitpid(); killed, where it had not.
    int reap();

  private:
    Process(pid_t keeper, Fd handle, Fd output, Fd errors, Report report)
        : keeper_(keeper),
          handle_(std::move(handle)),
          output_(std::move(output)),
          errors_(std::move(errors)),
          report_(std::move(report)) {}

    pid_t keeper_;  // 0: reaped
    Fd handle_, output_, errors_;
    Report report_;
};

}  // namespace samkat::sources
