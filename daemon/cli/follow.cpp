#include "daemon/cli/follow.hpp"

#include <array>
#include <cerrno>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "daemon/base/file.hpp"
#include "daemon/service/messages.hpp"

namespace samkat::cli {

Result<void> follow(const std::filesystem::path& directory, std::stop_token stop,
                    const std::function<Result<void>()>& act) {
    const auto broken = [](const char* operation) {
        return fail(service::messages::SYSTEM_CALL, {}, {{"operation", operation}, {"reason", reason_of(errno)}});
    };
    const Fd events{::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)};
    const Fd wake{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    if (!events || !wake) return broken("inotify_init1");
    if (::inotify_add_watch(events.get(), directory.c_str(), IN_MODIFY | IN_CREATE | IN_MOVED_TO) < 0)
        return broken("inotify_add_watch");
    const std::stop_callback on_stop{stop, [&] { ::eventfd_write(wake.get(), 1); }};
    std::array<char, 16 * 1024> buffer;
    for (;;) {
        // Once more before waiting: what was written before the watch was there.
        if (auto done = act(); !done) return done;
        std::array<pollfd, 2> waiting{{{events.get(), POLLIN, 0}, {wake.get(), POLLIN, 0}}};
        if (::poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) return broken("poll");
        if (stop.stop_requested()) return {};
        while (::read(events.get(), buffer.data(), buffer.size()) > 0) continue;
    }
}

}  // namespace samkat::cli
