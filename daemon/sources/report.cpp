#include "daemon/sources/report.hpp"

#include <array>
#include <cerrno>
#include <charconv>

#include <poll.h>
#include <unistd.h>

#include "daemon/cage/order.hpp"

namespace samkat::sources {

namespace {

using Clock = std::chrono::steady_clock;

// The number after `head`, if the line begins so.
std::optional<int> number_after(std::string_view line, std::string_view head) {
    if (!line.starts_with(head)) return std::nullopt;
    line.remove_prefix(head.size());
    int number = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), number);
    return error == std::errc{} ? std::optional{number} : std::nullopt;
}

}  // namespace

// False at the end of the pipe or of the time.
bool Report::take(std::chrono::milliseconds limit) {
    pollfd ready{pipe_.get(), POLLIN, 0};
    if (::poll(&ready, 1, static_cast<int>(limit.count())) <= 0) return errno == EINTR && limit.count() > 0;
    std::array<char, 4096> buffer;
    const ssize_t got = ::read(pipe_.get(), buffer.data(), buffer.size());
    if (got > 0) pending_.append(buffer.data(), static_cast<std::size_t>(got));
    return got > 0 || (got < 0 && errno == EINTR);
}

std::optional<std::string> Report::next_line(std::chrono::milliseconds limit) {
    const auto end = Clock::now() + limit;
    std::size_t newline = 0;
    while ((newline = pending_.find('\n')) == std::string::npos) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
        errno = 0;
        if (!take(std::max(left, std::chrono::milliseconds{0}))) return std::nullopt;
    }
    std::string line = pending_.substr(0, newline);
    pending_.erase(0, newline + 1);
    return line;
}

Report::Start Report::wait_for_start(std::chrono::milliseconds limit) {
    const auto end = Clock::now() + limit;
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
        const auto line = next_line(std::max(left, std::chrono::milliseconds{0}));
        if (!line) return Start::lost;
        if (*line == cage::report::started) return Start::started;
        if (*line == cage::report::refused) return Start::refused;
        if (const auto reason = number_after(*line, cage::report::failed)) {
            reason_ = *reason;
            return Start::failed;
        }
        if (!line->starts_with(cage::report::layer)) continue;
        if (auto layer = cage::read_layer_line(std::string_view{*line}.substr(cage::report::layer.size())))
            layers_.push_back(std::move(*layer));
    }
}

std::optional<int> Report::status() {
    while (const auto line = next_line(std::chrono::milliseconds{0})) {
        if (const auto status = number_after(*line, cage::report::ended)) return status;
    }
    return std::nullopt;
}

}  // namespace samkat::sources
