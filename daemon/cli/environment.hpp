// Environment: everything a command meets outside of the configuration. The program gives the real one (main.cpp);
// tests and the daemon give others.
#pragma once

#include <functional>
#include <iosfwd>
#include <optional>
#include <span>
#include <stop_token>
#include <string>

#include "daemon/service/ports.hpp"
#include "daemon/service/writer.hpp"

namespace samkat::cli {

using PortsFactory = service::PortsFactory;

// For a command that runs inside samkatd: what it uses instead of its own.
struct Inside {
    const config::Config& config;
    const run::Ports& ports;
    service::Writer& writer;
};

struct Environment {
    std::istream& in;
    std::ostream& out;
    std::ostream& err;
    bool in_is_terminal = false;
    bool out_is_terminal = false;
    bool err_is_terminal = false;
    std::function<std::optional<std::string>(const std::string&)> variable = {};  // of the process environment
    PortsFactory ports = {};
    service::Describe describe = {};
    std::filesystem::path connectors_beside = {};  // the program's path: connectors stand beside it
    std::string actor = {};                        // login name of who gives the command
    std::stop_token stop = {};                     // asks a command to end; that of a writer after the slice under way
    bool catches_signals = false;                  // a command that writes makes SIGINT and SIGTERM ask it to end so
    std::string input = {};                        // content of a plan file that came with the command
    const Inside* inside = nullptr;
};

}  // namespace samkat::cli
