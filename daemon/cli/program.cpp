#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <iostream>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "daemon/cli/cli.hpp"
#include "daemon/service/peer.hpp"

namespace samkat::cli {

namespace {

std::filesystem::path own_path(const char* name) {
    std::error_code error;
    std::filesystem::path path = std::filesystem::read_symlink("/proc/self/exe", error);
    return error ? std::filesystem::path{name} : path;
}

// Keys and passwords are in this process's memory: no core file may hold them, and nobody of the same user may look in.
void keep_memory_to_itself() {
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
#ifndef SAMKAT_SANITIZED  // the leak sanitizer looks in from outside
    ::prctl(PR_SET_DUMPABLE, 0);
#endif
}

std::optional<std::string> variable(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>{value};
}

}  // namespace

int samkat_main(int argc, char** argv, const PortsFactory& ports) {
    std::vector<std::string> args{argv + std::min(argc, 1), argv + argc};
    const std::string name = argc > 0 ? std::filesystem::path{argv[0]}.filename().string() : "samkat";
    if (name == "samkatd") args.insert(args.begin(), "serve");
    keep_memory_to_itself();
    // Before there are threads: libldap reads no files and variables but those that samkat names (ldap.conf(5)).
    ::setenv("LDAPNOINIT", "1", 1);
    std::signal(SIGPIPE, SIG_IGN);

    const std::filesystem::path program = own_path(argc > 0 ? argv[0] : "samkat");
    Environment environment{std::cin, std::cout, std::cerr};
    environment.in_is_terminal = ::isatty(STDIN_FILENO) == 1;
    environment.out_is_terminal = ::isatty(STDOUT_FILENO) == 1;
    environment.err_is_terminal = ::isatty(STDERR_FILENO) == 1;
    environment.variable = variable;
    environment.describe = service::real_describe(program);
    environment.ports = ports ? ports : service::real_ports(program, environment.describe);
    environment.connectors_beside = program;
    environment.actor = service::own_actor();
    environment.catches_signals = true;
    const int status = run(args, environment);
    std::cout.flush();
    return std::cout.good() || status != exit_done ? status : exit_failed;
}

}  // namespace samkat::cli
