// Shift: the daemon's work under one configuration, from its reading to the next.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

#include "daemon/service/daemon.hpp"
#include "daemon/service/runner.hpp"
#include "daemon/service/schedule.hpp"
#include "daemon/service/signals.hpp"
#include "daemon/service/watcher.hpp"

namespace samkat::service {

class Shift {
  public:
    enum class End : std::uint8_t { stop, reload };

    // `options`, `log` and `signals` must outlive it.
    static Result<std::unique_ptr<Shift>> start(config::Config config, const DaemonOptions& options, Log& log);
    ~Shift();  // everything under way has ended after its slice

    // Works until a signal says what to do next.
    Result<End> work(Signals& signals);

  private:
    Shift(config::Config config, const DaemonOptions& options, Log& log);
    Result<void> open();
    void post_reading(std::size_t source, run::Reading reading);
    void post_wake(const std::string& municipality, std::chrono::milliseconds delay);
    void take_posts();
    void begin_readings();
    void look_at_files(bool look);
    void tell(const run::Reading& reading);
    bool wait(Signals& signals);
    int timeout() const;

    config::Config config_;
    const DaemonOptions& options_;
    Log& log_;
    run::Ports ports_;
    Schedule schedule_;
    Date day_;
    TimePoint looked_;
    std::optional<Watcher> watcher_;
    Fd wake_;  // an event: something was posted

    std::mutex mutex_;
    std::map<std::size_t, run::Reading> posted_readings_;
    std::map<std::string, std::chrono::milliseconds> posted_wakes_;  // by municipality: after how long

    std::unique_ptr<Runner> runner_;
    std::unique_ptr<ControlServer> control_;
    std::map<std::size_t, std::jthread> readers_;  // last: they post
};

}  // namespace samkat::service
