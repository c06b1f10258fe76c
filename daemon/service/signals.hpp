// Signals as something to wait for: blocked for the thread that made it and those it starts, and read from a
// descriptor.
#pragma once

#include <optional>

#include <signal.h>

#include "daemon/base/file.hpp"
#include "daemon/base/result.hpp"

namespace samkat::service {

class Signals {
  public:
    // SIGTERM, SIGINT and SIGHUP.
    static Result<Signals> block();
    Signals(Signals&& other) noexcept : descriptor_(std::move(other.descriptor_)), before_(other.before_) {}
    Signals& operator=(Signals&&) = delete;
    ~Signals();  // lets them through again

    int descriptor() const { return descriptor_.get(); }
    // The next that has arrived, if any.
    std::optional<int> next();

  private:
    Signals(Fd descriptor, const sigset_t& before) : descriptor_(std::move(descriptor)), before_(before) {}
    Fd descriptor_;
    sigset_t before_;
};

}  // namespace samkat::service
