// Stopper: makes SIGINT and SIGTERM ask a command to stop, after the slice under way. A second signal ends the program
// at once.
#pragma once

#include <stop_token>
#include <thread>

#include "daemon/base/file.hpp"

namespace samkat::service {

class Stopper {
  public:
    // Blocks the signals for this thread and those it starts; to be made before any other thread runs.
    Stopper();
    ~Stopper();
    Stopper(const Stopper&) = delete;
    Stopper& operator=(const Stopper&) = delete;

    std::stop_token token() const { return source_.get_token(); }

  private:
    void wait();
    std::stop_source source_;
    Fd end_;
    std::thread thread_;
};

}  // namespace samkat::service
