// What a sealed process can do and what it cannot, each in a process of its own.
#include <cerrno>
#include <functional>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/cage/calls.hpp"
#include "daemon/cage/landlock.hpp"

namespace samkat::cage {
namespace {

// True if `act` answers so in a process of its own that no new privileges can raise.
bool holds(const std::function<bool()>& act) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && act() ? 0 : 1);
    int status = 0;
    return ::waitpid(child, &status, 0) == child && status == 0;
}

bool can_read(const char* path) {
    const Fd file{::open(path, O_RDONLY | O_CLOEXEC)};
    return static_cast<bool>(file);
}

bool can_have_socket() {
    const Fd made{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    return static_cast<bool>(made);
}

bool can_fork() {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(0);
    return child > 0;
}

TEST(Landlocked, SeesWhatIsAllowedAndNothingElse) {
    if (landlock_abi() == 0) GTEST_SKIP() << "this kernel has no Landlock";
    for (int abi = 1; abi <= landlock_abi(); ++abi) {
        EXPECT_TRUE(holds([&] {
            auto landlock = Landlock::make(abi);
            return landlock && landlock->allow("/dev/null") && landlock->allow("/not/there") && landlock->enter() &&
                   can_read("/dev/null") && !can_read("/etc/passwd") && !can_read("/usr/bin/env");
        })) << "ABI "
            << abi;
    }
}

TEST(DangerousCalls, AreRefusedAndOthersAreNot) {
    EXPECT_TRUE(holds([] { return can_have_socket() && can_fork(); }));
    EXPECT_TRUE(holds([] { return refuse_dangerous_calls(std::nullopt) && !can_have_socket() && can_fork(); }));
    EXPECT_TRUE(holds([] {
        return refuse_dangerous_calls(::getpid()) && ::kill(::getppid(), 0) != 0 && errno == EPERM &&
               ::kill(::getpid(), 0) == 0;
    }));
}

TEST(OnlyReading, StartsNothingAndWritesNothing) {
    EXPECT_TRUE(holds([] {
        return allow_only_reading() && can_read("/dev/null") && !can_fork() && !can_have_socket() &&
               ::open("/tmp/samkat-never-made", O_WRONLY | O_CREAT, 0600) < 0 &&
               ::execl("/bin/true", "true", nullptr) < 0;
    }));
}

}  // namespace
}  // namespace samkat::cage
