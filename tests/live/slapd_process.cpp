#include "tests/live/slapd_process.hpp"

#include <array>
#include <csignal>
#include <fstream>
#include <stdexcept>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/base/json.hpp"

namespace samkat::test {

namespace {

struct Pipe {
    Fd read;
    Fd write;
};

Pipe make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    return {Fd{ends[0]}, Fd{ends[1]}};
}

// proc(5): the state follows the name in parentheses.
bool all_stopped(pid_t pid) {
    for (const auto& task : std::filesystem::directory_iterator{"/proc/" + std::to_string(pid) + "/task"}) {
        std::ifstream file{task.path() / "stat"};
        const std::string line{std::istreambuf_iterator<char>{file}, {}};
        if (line.find(") T ") == std::string::npos) return false;
    }
    return true;
}

}  // namespace

bool SlapdProcess::installed() {
    return ::access("/usr/sbin/slapd", X_OK) == 0 || ::access("/usr/lib/openldap/slapd", X_OK) == 0;
}

SlapdProcess::SlapdProcess(const std::filesystem::path& folder, const std::vector<std::string>& options) {
    start(folder, options);
    const auto info = Json::parse(first_line());
    if (!info) {
        input_.close();
        ::waitpid(runner_, nullptr, 0);
        throw std::runtime_error("slapd.py did not start slapd; it says why above");
    }
    pid_ = static_cast<pid_t>((*info)["pid"].as_integer());
    uri_ = (*info)["uri"].as_string();
    ldapi_ = (*info)["ldapi"].as_string();
    ldaps_ = (*info)["ldaps"].as_string();
    ca_file_ = (*info)["ca_file"].as_string();
    base_ = (*info)["base"].as_string();
    bind_dn_ = (*info)["bind_dn"].as_string();
    password_file_ = (*info)["password_file"].as_string();
}

SlapdProcess::~SlapdProcess() {
    input_.close();
    ::waitpid(runner_, nullptr, 0);
}

void SlapdProcess::start(const std::filesystem::path& folder, const std::vector<std::string>& options) {
    Pipe input = make_pipe();
    Pipe output = make_pipe();
    std::vector<std::string> words = {SAMKAT_PYTHON, std::string{SAMKAT_SOURCE_DIR} + "/tests/live/slapd.py", "run",
                                      folder.string()};
    words.insert(words.end(), options.begin(), options.end());
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input.read.get(), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output.write.get(), STDOUT_FILENO);
    const int failed = ::posix_spawn(&runner_, SAMKAT_PYTHON, &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) throw std::runtime_error("cannot start python");
    input_ = std::move(input.write);
    output_ = std::move(output.read);
}

std::string SlapdProcess::first_line() const {
    std::string line;
    char c = 0;
    while (::read(output_.get(), &c, 1) == 1 && c != '\n') line += c;
    return line;
}

directory::Endpoint SlapdProcess::endpoint(const std::string& address) const {
    directory::Endpoint endpoint;
    endpoint.uri = address;
    endpoint.bind_dn = bind_dn_;
    endpoint.password = read_secret(password_file_).value();
    endpoint.ca_file = ca_file_;
    return endpoint;
}

void SlapdProcess::freeze() const {
    signal(SIGSTOP);
    while (!all_stopped(pid_)) ::usleep(1000);
}

void SlapdProcess::signal(int number) const {
    if (pid_ > 1) ::kill(pid_, number);  // never a group, never everything
}

}  // namespace samkat::test
