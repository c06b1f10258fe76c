#include "daemon/cage/namespaces.hpp"

#include <cerrno>
#include <string>

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include "daemon/base/file.hpp"

namespace samkat::cage {

namespace {

int take(int space) {
    return ::unshare(space) == 0 ? 0 : errno;
}

bool write_once(const char* path, const std::string& text) {
    const Fd file{::open(path, O_WRONLY | O_CLOEXEC)};
    return file && ::write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

// Inside it is who it was outside, and nobody else is there (user_namespaces(7)).
int take_user() {
    const std::string user = std::to_string(::geteuid());
    const std::string group = std::to_string(::getegid());
    if (const int reason = take(CLONE_NEWUSER); reason != 0) return reason;
    const bool mapped = write_once("/proc/self/setgroups", "deny") &&
                        write_once("/proc/self/uid_map", user + " " + user + " 1") &&
                        write_once("/proc/self/gid_map", group + " " + group + " 1");
    return mapped ? 0 : errno;
}

}  // namespace

Namespaces enter_namespaces() {
    Namespaces taken;
    taken.is_root = ::geteuid() == 0;
    if (!taken.is_root) taken.user = take_user();
    taken.processes = take(CLONE_NEWPID);
    taken.network = take(CLONE_NEWNET);
    take(CLONE_NEWIPC);  // nothing hangs on it: the calls that it would matter for are refused
    return taken;
}

Namespaces no_namespaces() {
    return {ENOSYS, ENOSYS, ENOSYS, ::geteuid() == 0};
}

}  // namespace samkat::cage
