#include "daemon/service/socket.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace samkat::service {

namespace {

using Steady = std::chrono::steady_clock;

std::optional<sockaddr_un> address_of(const std::filesystem::path& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string& text = path.native();
    if (text.size() >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return std::nullopt;
    }
    std::memcpy(address.sun_path, text.c_str(), text.size() + 1);
    return address;
}

// The sockets API takes its addresses so.
const sockaddr* generic(const sockaddr_un& address) {
    return reinterpret_cast<const sockaddr*>(&address);
}

bool wait_for(int descriptor, short events, std::chrono::milliseconds limit) {
    const auto end = Steady::now() + limit;
    for (;;) {
        pollfd each{descriptor, events, 0};
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Steady::now()).count();
        const int timeout = limit.count() < 0 ? -1 : static_cast<int>(std::max<std::int64_t>(0, left));
        const int got = ::poll(&each, 1, timeout);
        if (got > 0) return true;
        if (got == 0) {
            errno = ETIMEDOUT;
            return false;
        }
        if (errno != EINTR) return false;
    }
}

}  // namespace

Fd connect_to(const std::filesystem::path& path) {
    const auto address = address_of(path);
    if (!address) return {};
    Fd connection{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    if (!connection || ::connect(connection.get(), generic(*address), sizeof *address) != 0) return {};
    return connection;
}

Fd listen_at(const std::filesystem::path& path) {
    const auto address = address_of(path);
    if (!address) return {};
    Fd listening{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    // unix(7): on Linux the mode of the descriptor, less the umask, becomes that of the file: there is no moment when
    // others could connect.
    if (!listening || ::fchmod(listening.get(), 0600) != 0) return {};
    if (::bind(listening.get(), generic(*address), sizeof *address) != 0) return {};
    if (::chmod(path.c_str(), 0600) != 0 || ::listen(listening.get(), 16) != 0) return {};
    return listening;
}

bool wait_readable(int descriptor, std::chrono::milliseconds limit) {
    return wait_for(descriptor, POLLIN, limit);
}

bool read_line(int descriptor, std::string& line, std::string& rest, std::size_t longest,
               std::chrono::milliseconds limit) {
    const auto end = Steady::now() + limit;
    std::size_t searched = 0;
    std::array<char, 64 * 1024> buffer;
    for (;;) {
        const std::size_t newline = rest.find('\n', searched);
        if (newline != std::string::npos) {
            line = rest.substr(0, newline);
            rest.erase(0, newline + 1);
            return true;
        }
        searched = rest.size();
        if (rest.size() > longest) {
            errno = EMSGSIZE;
            return false;
        }
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Steady::now());
        if (!wait_readable(descriptor, limit.count() < 0 ? limit : std::max(left, std::chrono::milliseconds{0})))
            return false;
        const ssize_t got = ::recv(descriptor, buffer.data(), buffer.size(), 0);
        if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (got == 0) errno = ECONNRESET;
        if (got <= 0) return false;
        rest.append(buffer.data(), static_cast<std::size_t>(got));
    }
}

bool send_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        if (!wait_for(descriptor, POLLOUT, std::chrono::seconds{30})) return false;
        const ssize_t sent = ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (sent < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

}  // namespace samkat::service
