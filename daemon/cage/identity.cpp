#include "daemon/cage/identity.hpp"

#include <array>
#include <cerrno>
#include <optional>

#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace samkat::cage {

namespace {

constexpr std::array kept = {CAP_DAC_READ_SEARCH, CAP_LEASE};

using Data = std::array<__user_cap_data_struct, 2>;  // capabilities 0 to 31, 32 to 63

bool is_kept(int capability) {
    for (const int each : kept) {
        if (each == capability) return true;
    }
    return false;
}

// Those that no program of its can ever have again.
bool drop_the_rest() {
    for (int each = 0; each <= CAP_LAST_CAP; ++each) {
        if (!is_kept(each) && ::prctl(PR_CAPBSET_DROP, each) != 0 && errno != EINVAL) return false;
    }
    return true;
}

std::optional<Data> powers() {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    Data data{};
    if (::syscall(SYS_capget, &header, data.data()) != 0) return std::nullopt;
    return data;
}

bool set_powers(const Data& data) {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    return ::syscall(SYS_capset, &header, data.data()) == 0;
}

// As far as root itself has them.
bool hold_kept() {
    const auto had = powers();
    std::uint32_t mask = 0;
    for (const int each : kept) mask |= 1U << each;
    const std::uint32_t held = had ? (*had)[0].permitted & mask : 0;
    if (!had || !set_powers({{{held, held, held}, {}}})) return false;
    for (const int each : kept) {
        const bool has = (held & (1U << each)) != 0;
        if (has && ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, each, 0, 0) != 0) return false;
    }
    return true;
}

}  // namespace

bool can_read_all() {
    const auto had = powers();
    return had && ((*had)[0].permitted & (1U << CAP_DAC_READ_SEARCH)) != 0;
}

bool drop_powers() {
    ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    return set_powers({});
}

bool become_user(std::uint32_t user) {
    static_assert(CAP_DAC_READ_SEARCH < 32 && CAP_LEASE < 32);
    return ::prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) == 0 && drop_the_rest() && ::setgroups(0, nullptr) == 0 &&
           ::setresgid(user, user, user) == 0 && ::setresuid(user, user, user) == 0 && hold_kept();
}

}  // namespace samkat::cage
