#include "daemon/service/notify.hpp"

#ifdef SAMKAT_SYSTEMD
#include <systemd/sd-daemon.h>
#include <time.h>
#endif

namespace samkat::service {

#ifdef SAMKAT_SYSTEMD

void notify_ready() {
    ::sd_notify(0, "READY=1");
}

void notify_reloading() {
    // sd_notify(3): RELOADING=1 goes with the monotonic time in microseconds.
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    const std::int64_t usec = std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1000;
    const std::string state = "RELOADING=1\nMONOTONIC_USEC=" + std::to_string(usec);
    ::sd_notify(0, state.c_str());
}

void notify_stopping() {
    ::sd_notify(0, "STOPPING=1");
}
void notify_watchdog() {
    ::sd_notify(0, "WATCHDOG=1");
}

std::optional<std::chrono::milliseconds> watchdog_interval() {
    std::uint64_t usec = 0;
    if (::sd_watchdog_enabled(0, &usec) <= 0) return std::nullopt;
    return std::chrono::milliseconds{static_cast<std::int64_t>(usec / 2000)};
}

#else

void notify_ready() {}
void notify_reloading() {}
void notify_stopping() {}
void notify_watchdog() {}
std::optional<std::chrono::milliseconds> watchdog_interval() {
    return std::nullopt;
}

#endif

}  // namespace samkat::service
