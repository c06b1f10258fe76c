// The daemon: reads every source when it is due, runs the municipalities it serves, takes commands, and ends cleanly.
#pragma once

#include <functional>
#include <memory>

#include "config/config.hpp"
#include "daemon/service/control.hpp"
#include "daemon/service/log.hpp"
#include "daemon/service/ports.hpp"
#include "daemon/service/writer.hpp"

namespace samkat::service {

// What the daemon is given by the program around it.
struct DaemonOptions {
    std::function<config::Loaded()> load_config;  // also called for each reload
    PortsFactory ports;
    std::function<std::vector<std::filesystem::path>(const config::Config&, const SourcePolicy&)> watched_files;
    // Does a command that came over the control socket, with the daemon's own writer.
    std::function<int(const ControlRequest&, const std::string& actor, const config::Config&, const run::Ports&,
                      Writer&, std::ostream& out, std::ostream& err)>
        command;
    std::function<void()> on_ready;  // called each time a configuration is in force; may be empty
};

// Runs until SIGTERM or SIGINT, which end it after the slice under way; SIGHUP reads the configuration again. Call it
// from a thread that no other thread has been started from: the three signals are blocked for the process meanwhile.
// Fails if the first configuration has errors (they are in the log) or another process holds the state directory.
Result<void> run_daemon(const DaemonOptions& options);

}  // namespace samkat::service
