// Waiting for a Process: takes its output as it comes, keeps its time, stops it when asked. One thread, which waits in
// poll(2) only.
#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <stop_token>
#include <string>

#include "daemon/sources/process.hpp"

namespace samkat::sources {

// Takes what the program prints.
class Intake {
  public:
    virtual ~Intake() = default;
    // Where the next bytes go; never empty.
    virtual std::span<char> space() = 0;
    // `count` bytes were put there. False: no more is wanted, the program is to be killed.
    virtual bool take(std::size_t count) = 0;
};

struct Ending {
    enum class Why { ended, time_limit, stopped, refused };
    Why why = Why::ended;
    int status = 0;      // as waitpid() gives it; meaningful if the program ended by itself
    std::string errors;  // the first 16 KiB of standard error
};

// Returns when the program has ended and was reaped, in every case. At the end of `time_limit` and when `stop` is asked
// for, the program's group gets SIGTERM and, `grace` later, all that it started is killed with it.
Ending supervise(Process process, std::chrono::milliseconds time_limit, std::chrono::milliseconds grace,
                 const std::stop_token& stop, Intake& intake);

}  // namespace samkat::sources
