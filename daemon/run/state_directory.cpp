#include "daemon/run/state_directory.hpp"

#include <array>
#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/run/messages.hpp"

namespace samkat::run {

namespace {

constexpr mode_t directory_mode = 0750;

tl::unexpected<Error> cannot_open(const std::filesystem::path& path, int error_number) {
    return fail(messages::STATE_OPEN, {}, {{"path", path.string()}, {"reason", reason_of(error_number)}});
}

Result<void> make(const std::filesystem::path& directory) {
    std::error_code ignored;
    std::filesystem::create_directories(directory.parent_path(), ignored);
    if (::mkdir(directory.c_str(), directory_mode) != 0)
        return errno == EEXIST ? Result<void>{} : cannot_open(directory, errno);
    // mkdir takes the umask's bits away.
    if (::chmod(directory.c_str(), directory_mode) != 0) return cannot_open(directory, errno);
    return sync_directory_of(directory);
}

}  // namespace

Result<void> check_state_directory(const std::filesystem::path& directory, bool for_writing) {
    struct stat status {};
    if (::stat(directory.c_str(), &status) != 0)
        return errno == ENOENT ? Result<void>{} : cannot_open(directory, errno);
    const bool ours = status.st_uid == ::geteuid() || (!for_writing && ::geteuid() == 0);
    if (S_ISDIR(status.st_mode) && ours && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0) return {};
    std::array<char, 8> mode{};
    std::snprintf(mode.data(), mode.size(), "%04o", status.st_mode & 07777u);
    return fail(messages::STATE_ACCESS, {},
                {{"path", directory.string()}, {"owner", std::to_string(status.st_uid)}, {"mode", mode.data()}});
}

Result<Fd> lock_state_directory(const std::filesystem::path& directory) {
    if (auto made = make(directory); !made) return fail(made.error());
    if (auto checked = check_state_directory(directory, true); !checked) return fail(checked.error());
    const std::filesystem::path path = directory / "lock";
    Fd lock{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)};
    if (!lock) return cannot_open(path, errno);
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0)
        return fail(messages::STATE_LOCKED, {}, {{"path", directory.string()}});
    return lock;
}

}  // namespace samkat::run
