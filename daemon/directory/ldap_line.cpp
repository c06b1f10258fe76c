#include "daemon/directory/ldap_line.hpp"

#include <array>
#include <cerrno>

#include <fcntl.h>
#include <ldap.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace samkat::directory {

namespace {

using SteadyClock = std::chrono::steady_clock;

bool is_local(int descriptor) {
    int domain = 0;
    socklen_t size = sizeof domain;
    return getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 && domain == AF_UNIX;
}

// Waits until something can be read or `end` has passed.
bool readable(int descriptor, SteadyClock::time_point end) {
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - SteadyClock::now()).count();
        pollfd wait{descriptor, POLLIN, 0};
        const int ready = poll(&wait, 1, left > 0 ? static_cast<int>(left) : 0);
        if (ready > 0) return true;
        if (ready == 0 || errno != EINTR) return false;
    }
}

// Reads answers that nobody waits for any more, up to the end that the other side makes.
bool reads_the_end(int descriptor, SteadyClock::time_point end) {
    std::array<char, 65536> bytes;
    while (readable(descriptor, end)) {
        const ssize_t count = recv(descriptor, bytes.data(), bytes.size(), MSG_DONTWAIT);
        if (count == 0) return true;
        if (count < 0 && errno != EINTR && errno != EAGAIN) return errno == ECONNRESET;
    }
    return false;
}

}  // namespace

Line::Line(ldap* handle) {
    int descriptor = -1;
    ldap_get_option(handle, LDAP_OPT_DESC, &descriptor);
    if (descriptor < 0) return;
    descriptor_ = Fd{fcntl(descriptor, F_DUPFD_CLOEXEC, 0)};
    local_ = descriptor_ && is_local(descriptor_.get());
}

bool Line::end(std::chrono::milliseconds limit) {
    const Fd descriptor = std::move(descriptor_);
    if (!descriptor) return false;
    if (!local_) {
        // Closed with a reset: the kernel would go on for minutes to deliver what is waiting in its buffer.
        const linger now{1, 0};
        setsockopt(descriptor.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
        return false;
    }
    shutdown(descriptor.get(), SHUT_WR);
    return reads_the_end(descriptor.get(), SteadyClock::now() + limit);
}

}  // namespace samkat::directory
