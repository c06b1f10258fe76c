#include "daemon/service/peer.hpp"

#include <array>
#include <charconv>
#include <sstream>

#include <poll.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace samkat::service {

namespace {

// loginuid of a process that nobody logged in for (proc(5)).
constexpr uid_t no_login = 4294967295U;
constexpr int peer_pidfd = 77;  // SO_PEERPIDFD, since Linux 6.5; Debian 12's headers do not have it
constexpr int most_parents = 100;
constexpr std::string_view keeper = "samkat-cage";

std::string user_name(uid_t uid) {
    std::array<char, 16 * 1024> buffer;
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) return found->pw_name;
    return "uid:" + std::to_string(uid);
}

std::optional<uid_t> login_uid(pid_t process) {
    const auto text = read_file("/proc/" + std::to_string(process) + "/loginuid", 32);
    if (!text) return std::nullopt;
    uid_t uid = no_login;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), uid);
    if (error != std::errc{} || uid == no_login) return std::nullopt;
    return uid;
}

struct ProcessStatus {
    std::string name;
    pid_t parent = 0;
    int namespaces = 0;  // that it has an id in, counted from the one that /proc shows
};

std::optional<ProcessStatus> status_of(pid_t process) {
    const auto text = read_file("/proc/" + std::to_string(process) + "/status", 64 * 1024);
    if (!text) return std::nullopt;
    ProcessStatus status;
    std::istringstream lines{*text};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words{line};
        std::string key;
        words >> key;
        if (key == "Name:") words >> status.name;
        if (key == "PPid:") words >> status.parent;
        if (key == "NSpid:") {
            for (pid_t each = 0; words >> each;) ++status.namespaces;
        }
    }
    return status;
}

// Nothing: it has ended.
std::optional<bool> is_caged(pid_t process) {
    const pid_t own = ::getpid();
    for (int i = 0; i < most_parents && process > 1 && process != own; ++i) {
        const auto status = status_of(process);
        if (!status) return std::nullopt;
        if (status->namespaces > 1 || status->name == keeper || status->parent == own) return true;
        process = status->parent;
    }
    return false;
}

bool has_ended(const Fd& handle) {
    pollfd ended{handle.get(), POLLIN, 0};
    return !handle || ::poll(&ended, 1, 0) != 0;
}

}  // namespace

std::string actor_of(pid_t process, uid_t uid) {
    return user_name(login_uid(process).value_or(uid));
}
std::string own_actor() {
    return actor_of(::getpid(), ::getuid());
}

std::optional<Peer> peer_of(int connection) {
    ucred credentials{};
    socklen_t size = sizeof credentials;
    if (::getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return std::nullopt;
    int handle = -1;
    size = sizeof handle;
    // By number it could be another's by now; the kernel's own handle cannot.
    if (::getsockopt(connection, SOL_SOCKET, peer_pidfd, &handle, &size) != 0)
        handle = static_cast<int>(::syscall(SYS_pidfd_open, credentials.pid, 0));
    return Peer{credentials.pid, credentials.uid, Fd{handle}};
}

Admission admission_of(const Peer& peer) {
    if (peer.user != 0 && peer.user != ::geteuid()) return Admission::other_user;
    // No connector of ours is root where we are not; and where /proc is mounted with hidepid root's processes cannot be
    // asked about.
    if (peer.user == 0 && ::geteuid() != 0) return Admission::admitted;
    const auto caged = is_caged(peer.process);
    // What was read was of this process if it lived all the while.
    if (!caged || has_ended(peer.handle)) return Admission::gone;
    return *caged ? Admission::caged : Admission::admitted;
}

}  // namespace samkat::service
