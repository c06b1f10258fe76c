#include "daemon/sources/supervise.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace samkat::sources {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t max_errors = 16 * 1024;

// Milliseconds for poll(2), at least 0, rounded up so that the deadline has passed when it returns.
int poll_time(Clock::time_point deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000));
}

class Supervisor {
  public:
    Supervisor(Process process, const std::stop_token& stop, Intake& intake)
        : process_(std::move(process)), stop_(stop), intake_(intake), wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

    Ending run(std::chrono::milliseconds time_limit, std::chrono::milliseconds grace) {
        deadline_ = Clock::now() + time_limit;
        const std::stop_callback waker{stop_, [this] { ::eventfd_write(wake_.get(), 1); }};
        ending_.why = watch();
        if (ending_.why == Ending::Why::time_limit || ending_.why == Ending::Why::stopped) ask_to_end(grace);
        ending_.status = process_.reap();
        return std::move(ending_);
    }

  private:
    enum Slot { output, errors, handle, wake, slots };

    Ending::Why watch() {
        for (;;) {
            if (stop_.stop_requested()) return Ending::Why::stopped;
            if (Clock::now() >= deadline_) return Ending::Why::time_limit;
            std::array<pollfd, slots> waits = {pollfd{output_open_ ? process_.output() : -1, POLLIN, 0},
                                               pollfd{errors_open_ ? process_.errors() : -1, POLLIN, 0},
                                               pollfd{process_.handle(), POLLIN, 0}, pollfd{wake_.get(), POLLIN, 0}};
            if (::poll(waits.data(), waits.size(), poll_time(deadline_)) < 0 && errno != EINTR)
                return Ending::Why::stopped;
            if (waits[errors].revents != 0) take_errors();
            if (waits[output].revents != 0 && !take_output()) return Ending::Why::refused;
            if (waits[handle].revents != 0) return drain();
        }
    }

    // The program has ended: what it wrote is in the pipes. A descendant that left the group could hold them open for
    // ever, so it is not their end that is waited for.
    Ending::Why drain() {
        while (output_open_ && !output_empty_ && Clock::now() < deadline_) {
            if (!take_output()) return Ending::Why::refused;
        }
        for (std::size_t before = max_errors + 1; errors_open_ && before != ending_.errors.size();) {
            before = ending_.errors.size();
            take_errors();
        }
        return Ending::Why::ended;
    }

    // One read. False if the intake wants no more.
    bool take_output() {
        const std::span<char> space = intake_.space();
        const ssize_t got = ::read(process_.output(), space.data(), space.size());
        output_empty_ = got < 0 && errno == EAGAIN;
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) return true;
        if (got > 0) return intake_.take(static_cast<std::size_t>(got));
        output_open_ = false;
        return true;
    }

    void take_errors() {
        std::array<char, 4096> buffer;
        const ssize_t got = ::read(process_.errors(), buffer.data(), buffer.size());
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (got <= 0) {
            errors_open_ = false;
            return;
        }
        const std::size_t room = max_errors - std::min(max_errors, ending_.errors.size());
        ending_.errors.append(buffer.data(), std::min(room, static_cast<std::size_t>(got)));
    }

    void ask_to_end(std::chrono::milliseconds grace) {
        process_.ask_to_end();
        const auto until = Clock::now() + grace;
        pollfd ended{process_.handle(), POLLIN, 0};
        while (Clock::now() < until && ::poll(&ended, 1, poll_time(until)) <= 0) {
        }
    }

    Process process_;
    const std::stop_token& stop_;
    Intake& intake_;
    Fd wake_;
    Clock::time_point deadline_;
    bool output_open_ = true, output_empty_ = false, errors_open_ = true;
    Ending ending_;
};

}  // namespace

Ending supervise(Process process, std::chrono::milliseconds time_limit, std::chrono::milliseconds grace,
                 const std::stop_token& stop, Intake& intake) {
    return Supervisor{std::move(process), stop, intake}.run(time_limit, grace);
}

}  // namespace samkat::sources
