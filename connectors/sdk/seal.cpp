#include "connectors/sdk/seal.hpp"

#include <climits>

#include <sys/prctl.h>

#include "daemon/cage/calls.hpp"
#include "daemon/cage/landlock.hpp"

namespace samkat::sdk {

namespace {

#ifdef SAMKAT_SANITIZED  // the sanitizers do as they like until the end
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

bool see_only(const std::vector<std::string>& paths) {
    auto landlock = cage::Landlock::make(INT_MAX);
    bool done = landlock.has_value();
    for (const std::string& path : paths) done = done && landlock->allow(path);
    return done && landlock->enter();
}

}  // namespace

bool seal(const std::vector<std::string>& paths) {
    if (sanitized) return false;
    const bool unprivileged = ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
    const bool blind = see_only(paths);
    return cage::allow_only_reading() && blind && unprivileged;
}

}  // namespace samkat::sdk
