#include "daemon/cage/keeper.hpp"

#include <array>
#include <cerrno>
#include <string>

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/cage/children.hpp"
#include "daemon/cage/identity.hpp"
#include "daemon/cage/walls.hpp"

namespace samkat::cage {

namespace {

constexpr int end_now = SIGUSR1;

sigset_t watched_signals() {
    sigset_t signals;
    ::sigemptyset(&signals);
    for (const int each : {SIGTERM, end_now, SIGCHLD}) ::sigaddset(&signals, each);
    return signals;
}

void end_all_children() {
    while (const auto left = children()) {
        for (const pid_t each : *left) ::kill(each, SIGKILL);
        const pid_t ended = ::waitpid(-1, nullptr, 0);
        if (ended < 0 && errno != EINTR) return;
    }
}

}  // namespace

void Keeper::say(std::string_view line) const {
    const std::string whole = std::string{line} + "\n";
    [[maybe_unused]] const ssize_t written = ::write(report_descriptor, whole.data(), whole.size());
}

int Keeper::run() {
    ::prctl(PR_SET_PDEATHSIG, end_now);
    const sigset_t signals = watched_signals();
    ::sigprocmask(SIG_BLOCK, &signals, nullptr);
    if (::getppid() != order_.parent) return 1;
    // One who could not read what is root's would be of no use.
    if (order_.user == 0 && can_read_all()) order_.user = first_free_user + static_cast<std::uint64_t>(::getpid());
    spaces_ = order_.namespaces ? enter_namespaces() : no_namespaces();
    layers_ = {network_layer(spaces_), processes_layer(spaces_)};
    return spaces_.own_processes() ? keep_outside() : keep_program();
}

int Keeper::keep_outside() {
    const pid_t first = ::fork();
    if (first < 0) {
        say(std::string{report::failed} + std::to_string(errno));
        return 1;
    }
    if (first == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::_exit(keep_program());
    }
    // The program is not ours: its pipes are to close with it.
    for (const int each : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::close(each);
    wait_for(first, false);
    return 0;
}

int Keeper::keep_program() {
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    std::array<int, 2> exec_report{};
    if (::pipe2(exec_report.data(), O_CLOEXEC) != 0) return 1;
    const pid_t program = ::fork();
    if (program == 0) become_program(exec_report[1]);
    ::close(exec_report[1]);
    for (const int each : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::close(each);
    char failed = 0;
    // Its end closes when the program has taken over.
    if (program > 0 && ::read(exec_report[0], &failed, 1) == 0) say(report::started);
    if (program > 0) wait_for(program, true);
    if (!spaces_.own_processes()) end_all_children();
    return program > 0 ? 0 : 1;
}

// True if `child` has ended.
bool Keeper::reap(pid_t child, bool is_program) {
    int status = 0;
    for (pid_t ended = 0; (ended = ::waitpid(-1, &status, WNOHANG)) > 0;) {
        if (ended != child) continue;
        if (is_program) say(std::string{report::ended} + std::to_string(status));
        return true;
    }
    return false;
}

void Keeper::wait_for(pid_t child, bool is_program) {
    const sigset_t signals = watched_signals();
    while (!reap(child, is_program)) {
        const int signal = ::sigwaitinfo(&signals, nullptr);
        // The program leads a group of its own; the keeper inside does not.
        if (signal == SIGTERM) ::kill(is_program ? -child : child, SIGTERM);
        if (signal != end_now) continue;
        ::kill(child, SIGKILL);
        if (is_program) end_all_children();
        if (!is_program) ::waitpid(child, nullptr, 0);
        return;
    }
}

void Keeper::become_program(int exec_report) {
    const auto leave = [&](std::string_view line) {
        say(line);
        [[maybe_unused]] const ssize_t written = ::write(exec_report, "x", 1);
        ::_exit(127);
    };
    ::setsid();
    ::umask(077);
    if (::chdir("/") != 0) leave(std::string{report::failed} + std::to_string(errno));
    build_walls(order_, spaces_, layers_);
    for (const LayerState& each : layers_) say(std::string{report::layer} + layer_line(each));
    if (order_.refuse && !missing(layers_).empty()) leave(report::refused);
    if (order_.program.empty()) ::_exit(0);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    std::array<char*, 3> arguments = {order_.program.data(), order_.argument.data(), nullptr};
    ::execv(order_.program.c_str(), arguments.data());
    leave(std::string{report::failed} + std::to_string(errno));
    ::_exit(127);
}

}  // namespace samkat::cage
