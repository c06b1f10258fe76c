#include "daemon/sources/process.hpp"

#include <array>
#include <cerrno>
#include <vector>

#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/sources/messages.hpp"

namespace samkat::sources {

namespace {

constexpr int pipe_bytes = 1 << 20;

tl::unexpected<Error> machine_failed(int error_number) {
    return fail(sources_messages::MACHINE, {}, {{"reason", reason_of(error_number)}});
}

struct Pipe {
    Fd read_end, write_end;
};

Result<Pipe> make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return machine_failed(errno);
    return Pipe{Fd{ends[0]}, Fd{ends[1]}};
}

// `content` as a file in memory that nobody can change: the program reads it and meets its end, and writing it can
// neither block nor meet a reader that has gone.
Result<Fd> memory_file(std::string_view content) {
    Fd file{::memfd_create("samkat-request", MFD_CLOEXEC | MFD_ALLOW_SEALING)};
    if (!file) return machine_failed(errno);
    if (auto written = write_all(file.get(), content, "request"); !written) return fail(written.error());
    if (::fcntl(file.get(), F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) != 0)
        return machine_failed(errno);
    if (::lseek(file.get(), 0, SEEK_SET) != 0) return machine_failed(errno);
    return file;
}

// Everything the child needs, made before the fork: after it, in a program of many threads, only async-signal-safe
// calls are allowed (signal-safety(7)), so nothing may be allocated.
struct Launch {
    const char* program = nullptr;
    char* const* arguments = nullptr;
    char* const* environment = nullptr;
    int input = -1, output = -1, errors = -1, report = -1;
    pid_t parent = 0;
    rlim_t memory = 0, cpu = 0, files = 0;
};

constexpr int report_descriptor = 3;

bool limit(int resource, rlim_t soft, rlim_t hard) {
    const rlimit bounds{soft, hard};
    return ::setrlimit(static_cast<__rlimit_resource_t>(resource), &bounds) == 0;
}

bool set_limits(const Launch& launch) {
#ifndef SAMKAT_SANITIZED  // the sanitizers' shadow memory counts as data
    if (!limit(RLIMIT_DATA, launch.memory, launch.memory)) return false;
#endif
    // SIGXCPU first, then SIGKILL.
    return limit(RLIMIT_CPU, launch.cpu, launch.cpu + 5) && limit(RLIMIT_NOFILE, launch.files, launch.files) &&
           limit(RLIMIT_CORE, 0, 0) && limit(RLIMIT_FSIZE, 0, 0);
}

void default_signals() {
    struct sigaction standard {};
    standard.sa_handler = SIG_DFL;
    for (int number = 1; number < NSIG; ++number) ::sigaction(number, &standard, nullptr);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

bool place_descriptors(const Launch& launch) {
    // The sources are all above 3: start() sees to that.
    return ::dup2(launch.input, STDIN_FILENO) >= 0 && ::dup2(launch.output, STDOUT_FILENO) >= 0 &&
           ::dup2(launch.errors, STDERR_FILENO) >= 0 && ::dup3(launch.report, report_descriptor, O_CLOEXEC) >= 0 &&
           ::syscall(SYS_close_range, report_descriptor + 1, ~0U, 0) == 0;
}

bool enter_cage(const Launch& launch) {
    ::umask(077);
    if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || ::getppid() != launch.parent) return false;
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return false;
    return ::chdir("/") == 0 && set_limits(launch);
}

// The child's whole life before the program. errno of what failed goes to the report pipe, which exec closes.
[[noreturn]] void become_program(const Launch& launch) {
    int report = launch.report;
    ::setsid();
    default_signals();
    if (place_descriptors(launch)) {
        report = report_descriptor;
        if (enter_cage(launch)) ::execve(launch.program, launch.arguments, launch.environment);
    }
    const int reason = errno;
    [[maybe_unused]] const ssize_t written = ::write(report, &reason, sizeof reason);
    ::_exit(127);
}

// `file` at a number above those that the child places its own at.
Result<Fd> above_report(const Fd& file) {
    Fd moved{::fcntl(file.get(), F_DUPFD_CLOEXEC, report_descriptor + 1)};
    if (!moved) return machine_failed(errno);
    return moved;
}

// errno that the child reported, 0 if the program was started.
int reported(const Fd& report) {
    int reason = 0;
    ssize_t got = 0;
    do got = ::read(report.get(), &reason, sizeof reason);
    while (got < 0 && errno == EINTR);
    return got == static_cast<ssize_t>(sizeof reason) ? reason : 0;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> result;
    for (std::string& each : texts) result.push_back(each.data());
    result.push_back(nullptr);
    return result;
}

// A child's ends, placed high; they close when the parent has forked.
struct ChildEnds {
    Fd input, output, errors, report;
};

Result<ChildEnds> child_ends(const Fd& input, const Pipe& output, const Pipe& errors, const Pipe& report) {
    auto in = above_report(input);
    auto out = above_report(output.write_end);
    auto err = above_report(errors.write_end);
    auto rep = above_report(report.write_end);
    if (!in || !out || !err || !rep) return machine_failed(EMFILE);
    return ChildEnds{std::move(*in), std::move(*out), std::move(*err), std::move(*rep)};
}

pid_t fork_program(const std::filesystem::path& program, const std::string& argument, const ChildEnds& ends,
                   const Cage& cage) {
    std::vector<std::string> arguments = {program.string(), argument};
    std::vector<std::string> environment = {"PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", "TZ=Europe/Stockholm"};
    const std::vector<char*> argument_list = pointers(arguments);
    const std::vector<char*> environment_list = pointers(environment);
    Launch launch;
    launch.program = program.c_str();
    launch.arguments = argument_list.data();
    launch.environment = environment_list.data();
    launch.input = ends.input.get();
    launch.output = ends.output.get();
    launch.errors = ends.errors.get();
    launch.report = ends.report.get();
    launch.parent = ::getpid();
    launch.memory = cage.memory_bytes;
    launch.cpu = cage.cpu_seconds;
    launch.files = cage.open_files;
    const pid_t id = ::fork();
    if (id == 0) become_program(launch);
    return id;
}

int wait_for(pid_t id) {
    int status = 0;
    while (::waitpid(id, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

}  // namespace

Result<Process> Process::start(const std::filesystem::path& program, const std::string& argument,
                               std::string_view input, const Cage& cage) {
    auto request = memory_file(input);
    if (!request) return fail(request.error());
    auto output = make_pipe();
    auto errors = make_pipe();
    auto report = make_pipe();
    if (!output || !errors || !report) return machine_failed(EMFILE);
    ::fcntl(output->read_end.get(), F_SETPIPE_SZ, pipe_bytes);  // for speed; a smaller one does as well
    pid_t id = 0;
    {
        auto ends = child_ends(*request, *output, *errors, *report);
        if (!ends) return fail(ends.error());
        output->write_end.close();
        errors->write_end.close();
        report->write_end.close();
        id = fork_program(program, argument, *ends, cage);
        if (id < 0) return machine_failed(errno);
    }
    Fd handle{static_cast<int>(::syscall(SYS_pidfd_open, id, 0))};
    Process process{id, std::move(handle), std::move(output->read_end), std::move(errors->read_end)};
    if (const int reason = reported(report->read_end); reason != 0) {
        return fail(sources_messages::START, {}, {{"program", program.string()}, {"reason", reason_of(reason)}});
    }
    if (!process.handle_) return machine_failed(errno);
    ::fcntl(process.output(), F_SETFL, O_NONBLOCK);
    ::fcntl(process.errors(), F_SETFL, O_NONBLOCK);
    return process;
}

Process::Process(Process&& other) noexcept
    : id_(std::exchange(other.id_, 0)),
      handle_(std::move(other.handle_)),
      output_(std::move(other.output_)),
      errors_(std::move(other.errors_)) {}

Process::~Process() {
    if (id_ != 0) reap();
}

void Process::signal(int number) const {
    if (id_ != 0) ::kill(-id_, number);
}

int Process::reap() {
    // The group first: until it is reaped the program's id, and so the group's, cannot be another's.
    signal(SIGKILL);
    return wait_for(std::exchange(id_, 0));
}

}  // namespace samkat::sources
