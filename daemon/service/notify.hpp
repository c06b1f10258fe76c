// Telling systemd how the service is (sd_notify(3)). Does nothing without systemd, or in a build without libsystemd.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace samkat::service {

void notify_ready();
void notify_reloading();
void notify_stopping();
void notify_watchdog();
// How often notify_watchdog() is expected, if it is: half the time that systemd waits.
std::optional<std::chrono::milliseconds> watchdog_interval();

}  // namespace samkat::service
