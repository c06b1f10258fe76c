#include "daemon/cage/walls.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "daemon/cage/calls.hpp"
#include "daemon/cage/children.hpp"
#include "daemon/cage/identity.hpp"
#include "daemon/cage/landlock.hpp"

namespace samkat::cage {

namespace {

LayerState state_of(Layer layer, bool as_root, bool in_force, std::string how) {
    return {layer, is_mandatory(layer, as_root), in_force, std::move(how)};
}

std::string reason(int error_number) {
    return ::strerrordesc_np(error_number) != nullptr ? ::strerrordesc_np(error_number) : std::to_string(error_number);
}

// Where less is set already it stays: nobody but root could raise it.
bool limit(int resource, rlim_t soft, rlim_t hard) {
    const auto which = static_cast<__rlimit_resource_t>(resource);
    rlimit bounds{};
    if (::getrlimit(which, &bounds) != 0) return false;
    bounds.rlim_max = std::min(bounds.rlim_max, hard);
    bounds.rlim_cur = std::min(bounds.rlim_max, soft);
    return ::setrlimit(which, &bounds) == 0;
}
bool limit(int resource, rlim_t both) {
    return limit(resource, both, both);
}

// Where the user is shared with others, theirs would be counted too: no limit then.
bool limit_processes(const Order& order, bool own_user) {
    return !own_user || order.processes == 0 || limit(RLIMIT_NPROC, order.processes);
}

bool set_limits(const Order& order, bool own_user) {
#ifndef SAMKAT_SANITIZED  // the sanitizers' shadow memory counts as data
    if (order.memory_bytes > 0 && !limit(RLIMIT_DATA, order.memory_bytes)) return false;
#endif
    // SIGXCPU first, then SIGKILL.
    return limit(RLIMIT_CPU, order.cpu_seconds, order.cpu_seconds + 5) && limit(RLIMIT_NOFILE, order.open_files) &&
           limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_MEMLOCK, 0) && limit(RLIMIT_MSGQUEUE, 0) &&
           limit_processes(order, own_user);
}

LayerState user_layer(const Order& order, const Namespaces& spaces) {
    if (!spaces.is_root)
        return state_of(Layer::user, false, spaces.user == 0,
                        spaces.user == 0 ? "user namespace" : "user namespace: " + reason(spaces.user));
    const auto user = static_cast<std::uint32_t>(order.user);
    const bool became = user != 0 && become_user(user);
    const std::string why = user != 0 ? reason(errno) : "no CAP_DAC_READ_SEARCH";
    if (became) return state_of(Layer::user, true, true, "uid " + std::to_string(user));
    // As what it is, then, and with none of root's powers.
    return state_of(Layer::user, true, false,
                    std::string{"uid 0, "} + (drop_powers() ? "without capabilities: " : "with capabilities: ") + why);
}

// Nothing where Landlock is not to be had.
std::optional<Landlock> what_it_sees(const Order& order) {
    errno = ENOSYS;
    if (!order.landlock) return std::nullopt;
    auto landlock = Landlock::make(order.landlock_abi > 0 ? static_cast<int>(order.landlock_abi) : INT_MAX);
    if (!landlock || !allow_system(*landlock)) return std::nullopt;
    if (!order.program.empty() && !landlock->allow(order.program, true)) return std::nullopt;
    for (const std::string& path : order.readable) {
        if (!landlock->allow(path, true)) return std::nullopt;
    }
    return landlock;
}

}  // namespace

LayerState network_layer(const Namespaces& spaces) {
    return state_of(Layer::network, spaces.is_root, spaces.own_network(),
                    spaces.own_network() ? "network namespace" : "network namespace: " + reason(spaces.network));
}

LayerState processes_layer(const Namespaces& spaces) {
    if (spaces.own_processes()) return state_of(Layer::processes, spaces.is_root, true, "process namespace");
    const bool sees = children().has_value();
    return state_of(Layer::processes, spaces.is_root, sees,
                    sees ? "child subreaper" : "child subreaper: " + reason(errno));
}

void build_walls(const Order& order, const Namespaces& spaces, Layers& layers) {
    const bool root = spaces.is_root;
    const bool unprivileged = ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
    layers.push_back(state_of(Layer::privileges, root, unprivileged, unprivileged ? "no_new_privs" : reason(errno)));
    // Its places are opened while we may still go everywhere.
    const auto landlock = what_it_sees(order);
    const int no_landlock = errno;
    layers.push_back(user_layer(order, spaces));
    const bool limited = set_limits(order, layers.back().in_force);
    layers.push_back(state_of(Layer::limits, root, limited, limited ? "rlimits" : reason(errno)));
    // Cleared by a change of user (prctl(2)).
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const bool blind = landlock && landlock->enter();
    layers.push_back(state_of(Layer::files, root, blind,
                              blind       ? "Landlock ABI " + std::to_string(landlock->abi())
                              : !landlock ? "Landlock: " + reason(no_landlock)
                                          : "Landlock: " + reason(errno)));
    // In a namespace of its own it has no names for other processes. Landlock from ABI 6 on would keep its signals, but
    // not what else can be done to a process of the same user.
    const bool refusing = refuse_dangerous_calls(spaces.own_processes() ? std::nullopt : std::optional{::getpid()});
    layers.push_back(state_of(Layer::calls, root, refusing, refusing ? "seccomp" : "seccomp: " + reason(errno)));
}

}  // namespace samkat::cage
