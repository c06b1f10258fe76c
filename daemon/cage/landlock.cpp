#include "daemon/cage/landlock.hpp"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <glob.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace samkat::cage {

namespace {

// include/uapi/linux/landlock.h of Linux 6.12.
constexpr std::uint64_t run_file = 1U << 0, write_file_bit = 1U << 1, read_file_bit = 1U << 2, read_folder = 1U << 3;
constexpr unsigned ask_version = 1U << 0;
constexpr int rule_path_beneath = 1;
constexpr std::uint64_t tcp = (1U << 0) | (1U << 1);        // bind, connect: ABI 4
constexpr std::uint64_t scopes = (1U << 0) | (1U << 1);     // abstract sockets, signals: ABI 6
constexpr std::uint64_t every_file_right = (1U << 16) - 1;  // ABI 5
constexpr int newest = 6;                                   // of what is used here

struct RulesetAttributes {
    std::uint64_t files;
    std::uint64_t network;
    std::uint64_t scoped;
};
struct [[gnu::packed]] PathRule {
    std::uint64_t allowed;
    std::int32_t parent;
};

std::uint64_t files_of(int abi) {
    if (abi >= 5) return every_file_right;
    const int bits = abi >= 3 ? 15 : abi == 2 ? 14 : 13;
    return (std::uint64_t{1} << bits) - 1;
}

// An older kernel takes a shorter structure.
std::size_t size_of(int abi) {
    return abi >= 6 ? sizeof(RulesetAttributes) : (abi >= 4 ? 2 : 1) * sizeof(std::uint64_t);
}

}  // namespace

int landlock_abi() {
    const long abi = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, ask_version);
    return abi < 0 ? 0 : static_cast<int>(abi);
}

std::optional<Landlock> Landlock::make(int abi) {
    const int used = std::min({abi, landlock_abi(), newest});
    if (used < 1) {
        errno = ENOSYS;
        return std::nullopt;
    }
    const RulesetAttributes attributes{files_of(used), used >= 4 ? tcp : 0, used >= 6 ? scopes : 0};
    Fd ruleset{static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, size_of(used), 0))};
    if (!ruleset) return std::nullopt;
    return Landlock{std::move(ruleset), used};
}

bool Landlock::add(const std::string& path, std::uint64_t on_folder, std::uint64_t on_file) {
    const Fd place{::open(path.c_str(), O_PATH | O_CLOEXEC)};
    struct stat status {};
    // Not there: nothing to allow. Whoever needs it will meet the same.
    if (!place || ::fstat(place.get(), &status) != 0) return true;
    const PathRule rule{S_ISDIR(status.st_mode) ? on_folder : on_file, place.get()};
    return ::syscall(SYS_landlock_add_rule, ruleset_.get(), rule_path_beneath, &rule, 0) == 0;
}

bool Landlock::allow(const std::string& path, bool run) {
    const std::uint64_t more = run ? run_file : 0;
    return add(path, read_file_bit | read_folder | more, read_file_bit | more);
}

bool Landlock::allow_device(const std::string& path) {
    return add(path, 0, read_file_bit | write_file_bit);
}

bool Landlock::enter() const {
    return ::syscall(SYS_landlock_restrict_self, ruleset_.get(), 0) == 0;
}

std::vector<std::string> system_folders() {
    return {"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"};
}

bool allow_system(Landlock& landlock) {
    bool done = true;
    for (const std::string& folder : system_folders()) done = landlock.allow(folder, true) && done;
    for (const char* file : {"/etc/ld.so.cache", "/etc/ld.so.preload", "/etc/localtime", "/etc/timezone",
                             "/etc/ssl/openssl.cnf", "/dev/zero", "/dev/random", "/dev/urandom"}) {
        done = landlock.allow(file) && done;
    }
    glob_t found{};
    if (::glob("/etc/python3*", 0, nullptr, &found) == 0) {
        for (std::size_t i = 0; i < found.gl_pathc; ++i) done = landlock.allow(found.gl_pathv[i]) && done;
    }
    ::globfree(&found);
#ifdef SAMKAT_SANITIZED  // the sanitizers read the memory map
    done = landlock.allow("/proc") && done;
#endif
    return landlock.allow_device("/dev/null") && done;
}

}  // namespace samkat::cage
