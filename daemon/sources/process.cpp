#include "daemon/sources/process.hpp"

#include <array>
#include <cerrno>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/base/text.hpp"
#include "daemon/sources/messages.hpp"
#include "daemon/sources/visible.hpp"

namespace samkat::sources {

namespace {

constexpr int pipe_bytes = 1 << 20;
constexpr std::chrono::milliseconds start_limit{30'000};
// For the keeper to end everything, which takes it a moment.
constexpr std::chrono::milliseconds end_limit{5'000};
constexpr int end_now = SIGUSR1;  // daemon/cage/keeper.hpp

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
    Fd file{::memfd_create("samkat", MFD_CLOEXEC | MFD_ALLOW_SEALING)};
    if (!file) return machine_failed(errno);
    if (auto written = write_all(file.get(), content, "request"); !written) return fail(written.error());
    if (::fcntl(file.get(), F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) != 0)
        return machine_failed(errno);
    if (::lseek(file.get(), 0, SEEK_SET) != 0) return machine_failed(errno);
    return file;
}

// Where the keeper is: ../lib/samkat beside the running program, or, in a build tree, the program's own directory.
std::filesystem::path keeper_program() {
    std::error_code error;
    const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
    const std::filesystem::path installed = (self / "../lib/samkat/samkat-cage").lexically_normal();
    return std::filesystem::exists(installed, error) ? installed : self / "samkat-cage";
}

std::string order_of(const std::filesystem::path& program, const std::string& argument, const Cage& cage) {
    cage::Order order;
    order.program = program.string();
    order.argument = argument;
    order.parent = ::getpid();
    for (const auto& path : cage.readable) order.readable.push_back(path.string());
    order.memory_bytes = cage.memory_bytes;
    order.cpu_seconds = cage.cpu_seconds;
    order.open_files = cage.open_files;
    order.processes = cage.processes;
    order.user = cage.user;
    order.landlock_abi = cage.landlock_abi;
    order.landlock = cage.landlock;
    order.namespaces = cage.namespaces;
    order.refuse = cage.refuse_without_layers;
    return cage::encode(order);
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> result;
    for (std::string& each : texts) result.push_back(each.data());
    result.push_back(nullptr);
    return result;
}

// The keeper's descriptors, in the order of their numbers from 0.
using Ends = std::array<Fd, cage::report_descriptor + 1>;

// How a keeper is started: its descriptors and no others, signals as they were before anybody changed them, and a
// session of its own.
class Spawn {
  public:
    Spawn() {
        ::posix_spawn_file_actions_init(&actions_);
        ::posix_spawnattr_init(&attributes_);
    }
    ~Spawn() {
        ::posix_spawn_file_actions_destroy(&actions_);
        ::posix_spawnattr_destroy(&attributes_);
    }
    Spawn(const Spawn&) = delete;
    Spawn& operator=(const Spawn&) = delete;

    // 0 or errno. `ends` must all have higher numbers than they are given.
    int run(const Ends& ends, pid_t& id) {
        sigset_t all, none;
        ::sigfillset(&all);
        ::sigemptyset(&none);
        ::posix_spawnattr_setsigdefault(&attributes_, &all);
        ::posix_spawnattr_setsigmask(&attributes_, &none);
        ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID);
        for (std::size_t i = 0; i < ends.size(); ++i)
            ::posix_spawn_file_actions_adddup2(&actions_, ends[i].get(), static_cast<int>(i));
        ::posix_spawn_file_actions_addclosefrom_np(&actions_, static_cast<int>(ends.size()));
        std::vector<std::string> arguments = {"samkat-cage"};
        std::vector<std::string> environment = {"PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8",
                                                "TZ=Europe/Stockholm"};
        return ::posix_spawn(&id, keeper_program().c_str(), &actions_, &attributes_, pointers(arguments).data(),
                             pointers(environment).data());
    }

  private:
    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

// `file` at a number above those that the keeper gets its own at.
Result<Fd> above(const Fd& file) {
    Fd moved{::fcntl(file.get(), F_DUPFD_CLOEXEC, cage::report_descriptor + 1)};
    if (!moved) return machine_failed(errno);
    return moved;
}

Result<Ends> ends_of(const Fd& input, const Pipe& output, const Pipe& errors, const Fd& order, const Pipe& report) {
    Ends ends;
    std::size_t number = 0;
    for (const Fd* each : {&input, &output.write_end, &errors.write_end, &order, &report.write_end}) {
        auto moved = above(*each);
        if (!moved) return fail(moved.error());
        ends[number++] = std::move(*moved);
    }
    return ends;
}

int wait_for(pid_t id) {
    int status = 0;
    while (::waitpid(id, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

bool has_ended(int handle, std::chrono::milliseconds limit) {
    pollfd ended{handle, POLLIN, 0};
    int got = 0;
    while ((got = ::poll(&ended, 1, static_cast<int>(limit.count()))) < 0 && errno == EINTR) {
    }
    return got > 0;
}

// Why a program did not start.
tl::unexpected<Error> start_failed(const std::filesystem::path& program, Report::Start start, const Report& report) {
    if (start == Report::Start::refused) {
        return fail(sources_messages::LAYERS_MISSING, {},
                    {{"program", program.string()}, {"layers", text::join(cage::missing(report.layers()), ", ")}});
    }
    if (start == Report::Start::failed) {
        return fail(sources_messages::START, {},
                    {{"program", program.string()}, {"reason", reason_of(report.reason())}});
    }
    return fail(sources_messages::KEEPER_LOST, {}, {{"program", program.string()}});
}

}  // namespace

Result<Process> Process::start(const std::filesystem::path& program, const std::string& argument,
                               std::string_view input, const Cage& cage) {
    if (auto hidden = check_hidden(program, cage); !hidden) return fail(hidden.error());
    auto request = memory_file(input);
    auto order = memory_file(order_of(program, argument, cage));
    if (!request || !order) return fail(request ? order.error() : request.error());
    auto output = make_pipe();
    auto errors = make_pipe();
    auto report = make_pipe();
    if (!output || !errors || !report) return machine_failed(EMFILE);
    ::fcntl(output->read_end.get(), F_SETPIPE_SZ, pipe_bytes);  // for speed; a smaller one does as well
    pid_t id = 0;
    {
        auto ends = ends_of(*request, *output, *errors, *order, *report);
        if (!ends) return fail(ends.error());
        output->write_end.close();
        errors->write_end.close();
        report->write_end.close();
        if (const int reason = Spawn{}.run(*ends, id); reason != 0) {
            return fail(sources_messages::NO_KEEPER, {},
                        {{"path", keeper_program().string()}, {"reason", reason_of(reason)}});
        }
    }
    Fd handle{static_cast<int>(::syscall(SYS_pidfd_open, id, 0))};
    Process process{id, std::move(handle), std::move(output->read_end), std::move(errors->read_end),
                    Report{std::move(report->read_end)}};
    const Report::Start started = process.report_.wait_for_start(start_limit);
    if (started != Report::Start::started) return start_failed(program, started, process.report_);
    if (!process.handle_) return machine_failed(errno);
    ::fcntl(process.output(), F_SETFL, O_NONBLOCK);
    ::fcntl(process.errors(), F_SETFL, O_NONBLOCK);
    return process;
}

Process::Process(Process&& other) noexcept
    : keeper_(std::exchange(other.keeper_, 0)),
      handle_(std::move(other.handle_)),
      output_(std::move(other.output_)),
      errors_(std::move(other.errors_)),
      report_(std::move(other.report_)) {}

Process::~Process() {
    if (keeper_ != 0) reap();
}

void Process::ask_to_end() const {
    if (keeper_ != 0) ::kill(keeper_, SIGTERM);
}

int Process::reap() {
    // Until it is reaped its id cannot be another's. A keeper that has ended takes no notice.
    ::kill(keeper_, end_now);
    if (!handle_ || !has_ended(handle_.get(), end_limit)) ::kill(keeper_, SIGKILL);
    wait_for(std::exchange(keeper_, 0));
    return report_.status().value_or(SIGKILL);
}

}  // namespace samkat::sources
