#include "tests/support/acts/acts.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <map>

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/base/file.hpp"

namespace samkat::test {

namespace {

struct Try {
    std::string target;
    std::int64_t number = 0;
    pid_t process() const { return static_cast<pid_t>(number); }
};

std::string outcome(bool done) {
    const int reason = errno;
    return done ? "done" : ::strerrordesc_np(reason);
}

std::string read_it(const Try& each) {
    const Fd file{::open(each.target.c_str(), O_RDONLY | O_CLOEXEC)};
    char byte = 0;
    return outcome(file && ::read(file.get(), &byte, 1) == 1);
}

std::string write_it(const Try& each) {
    const Fd file{::open((each.target + "/planted").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600)};
    return outcome(file && ::write(file.get(), "x", 1) == 1);
}

std::string list_it(const Try& each) {
    DIR* folder = ::opendir(each.target.c_str());
    const std::string result = outcome(folder != nullptr);
    if (folder != nullptr) ::closedir(folder);
    return result;
}

std::string reach(int family, const sockaddr* address, socklen_t size) {
    const Fd connection{::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    return outcome(connection && ::connect(connection.get(), address, size) == 0);
}

std::string connect_tcp(const Try& each) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(each.number));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return reach(AF_INET, reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

std::string connect_control(const Try& each) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    each.target.copy(address.sun_path, sizeof address.sun_path - 1);
    return reach(AF_UNIX, reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

// A child of its own session that goes on as another program, with `target` to know it by.
std::string outlive(const Try& each) {
    const pid_t child = ::fork();
    if (child != 0) return outcome(child > 0);
    ::setsid();
    for (int descriptor = 0; descriptor < 3; ++descriptor) ::close(descriptor);
    if (::fork() != 0) ::_exit(0);
    const std::string program = ::program_invocation_name;
    std::array<char*, 4> arguments = {const_cast<char*>(program.c_str()), const_cast<char*>("sleep"),
                                      const_cast<char*>(each.target.c_str()), nullptr};
    ::execv(program.c_str(), arguments.data());
    ::sleep(20);  // where nothing else can be started
    ::_exit(0);
}

std::string trace(const Try& each) {
    const bool done = ::ptrace(PTRACE_SEIZE, each.process(), nullptr, nullptr) == 0;
    const std::string result = outcome(done);
    if (done) ::ptrace(PTRACE_DETACH, each.process(), nullptr, nullptr);
    return result;
}

// SIGURG does nothing to whom it reaches.
std::string signal_it(const Try& each) {
    return outcome(::kill(each.process(), SIGURG) == 0);
}

std::string limit_it(const Try& each) {
    rlimit limits{};
    return outcome(::prlimit(each.process(), RLIMIT_NOFILE, nullptr, &limits) == 0);
}

std::string environment_of(const Try& each) {
    return read_it({"/proc/" + std::to_string(each.number) + "/environ", 0});
}

std::string memory_of(const Try& each) {
    const Fd file{::open(("/proc/" + std::to_string(each.number) + "/mem").c_str(), O_RDONLY | O_CLOEXEC)};
    return outcome(static_cast<bool>(file));
}

std::string map(std::int64_t mebibytes, int flags) {
    void* memory = ::mmap(nullptr, static_cast<std::size_t>(mebibytes) << 20, PROT_READ | PROT_WRITE,
                          flags | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return outcome(memory != MAP_FAILED);
}

std::string take_memory(const Try& each) {
    return map(each.number, MAP_PRIVATE);
}
std::string share_memory(const Try& each) {
    return map(each.number, MAP_SHARED);
}

std::string run_shell(const Try&) {
    const pid_t child = ::fork();
    if (child == 0) {
        ::execl("/bin/sh", "sh", "-c", "exit 0", nullptr);
        ::_exit(99);
    }
    int status = 0;
    if (child < 0 || ::waitpid(child, &status, 0) != child) return outcome(false);
    errno = EACCES;
    return outcome(status == 0);
}

std::string dump_core(const Try&) {
    rlimit limits{};
    ::getrlimit(RLIMIT_CORE, &limits);
    errno = EPERM;
    return outcome(limits.rlim_max > 0);
}

std::string new_user_namespace(const Try&) {
    return outcome(::unshare(CLONE_NEWUSER) == 0);
}

std::string session_keyring(const Try&) {
    return outcome(::syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 1) > 0);
}

std::string make_executable(const Try&) {
    void* memory = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return outcome(memory != MAP_FAILED && ::mprotect(memory, 4096, PROT_READ | PROT_EXEC) == 0);
}

using Act = std::string (*)(const Try&);
const std::map<std::string, Act>& acts() {
    static const std::map<std::string, Act> table = {
        {"read", read_it},
        {"write", write_it},
        {"list", list_it},
        {"tcp", connect_tcp},
        {"control", connect_control},
        {"outlive", outlive},
        {"trace", trace},
        {"signal", signal_it},
        {"limits", limit_it},
        {"environ", environment_of},
        {"memory of", memory_of},
        {"much memory", take_memory},
        {"shared memory", share_memory},
        {"shell", run_shell},
        {"core", dump_core},
        {"namespace", new_user_namespace},
        {"keyring", session_keyring},
        {"new code", make_executable},
    };
    return table;
}

}  // namespace

std::string try_act(const std::string& act, const std::string& target, std::int64_t number) {
    const auto found = acts().find(act);
    return found == acts().end() ? "unknown act" : found->second({target, number});
}

}  // namespace samkat::test
