#include "daemon/cli/progress.hpp"

#include <chrono>
#include <ostream>

namespace samkat::cli {

Progress::Progress(std::ostream& err, bool terminal, std::string text) : err_(err), text_(std::move(text)) {
    if (!terminal) return;
    thread_ = std::jthread{[this](const std::stop_token& stop) {
        std::unique_lock lock{mutex_};
        changed_.wait_for(lock, stop, std::chrono::seconds{1}, [] { return false; });
        if (!stop.stop_requested()) show();
    }};
}

Progress::~Progress() {
    if (!thread_.joinable()) return;
    thread_.request_stop();
    thread_.join();
    // Carriage return and "erase to the end of the line" (ECMA-48 EL).
    if (shown_) err_ << "\r\x1b[K" << std::flush;
}

void Progress::say(std::string text) {
    const std::lock_guard lock{mutex_};
    text_ = std::move(text);
    if (shown_) show();
}

void Progress::show() {
    shown_ = true;
    err_ << "\r\x1b[K" << text_ << std::flush;
}

}  // namespace samkat::cli
