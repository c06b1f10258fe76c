#include <ostream>

#include "daemon/cli/commands.hpp"
#include "daemon/service/daemon.hpp"

namespace samkat::cli {

namespace {

// A command that came over the control socket, with the daemon's configuration and writer in place of its own.
int do_command(const Environment& outside, const service::ControlRequest& request, const std::string& actor,
               const config::Config& config, const run::Ports& ports, service::Writer& writer, std::ostream& out,
               std::ostream& err) {
    const Inside inside{config, ports, writer};
    Environment environment{outside.in, out, err};
    environment.variable = [](const std::string&) { return std::nullopt; };
    environment.out_is_terminal = request.colour;
    environment.err_is_terminal = false;
    environment.ports = outside.ports;
    environment.describe = outside.describe;
    environment.actor = actor;
    environment.stop = writer.stop();
    environment.input = request.input;
    environment.inside = &inside;
    std::vector<std::string> args;
    if (request.json) args.emplace_back("--json");
    if (request.language == "sv" || request.language == "en") args.insert(args.end(), {"--lang", request.language});
    args.insert(args.end(), request.args.begin(), request.args.end());
    return run(args, environment);
}

}  // namespace

int serve(Context& context) {
    const Environment& environment = context.environment();
    service::DaemonOptions options;
    options.load_config = [&] {
        config::Loaded loaded;
        loaded.config = context.load_from(context.arguments().config, loaded.findings);
        return loaded;
    };
    options.ports = environment.ports;
    options.watched_files = [&](const config::Config& config, const SourcePolicy& source) {
        return service::watched_files(source, config.connectors, environment.describe);
    };
    options.command = [&](const service::ControlRequest& request, const std::string& actor,
                          const config::Config& config, const run::Ports& ports, service::Writer& writer,
                          std::ostream& out, std::ostream& err) {
        return do_command(environment, request, actor, config, ports, writer, out, err);
    };
    auto ended = service::run_daemon(options);
    return ended ? exit_done : context.failed(ended.error());
}

}  // namespace samkat::cli
