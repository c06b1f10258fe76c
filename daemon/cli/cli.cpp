#include "daemon/cli/cli.hpp"

#include <algorithm>
#include <ostream>

#include "daemon/cli/arguments.hpp"
#include "daemon/cli/commands.hpp"
#include "daemon/cli/messages.hpp"

namespace samkat::cli {

namespace {

struct Command {
    std::string_view name;
    int (*act)(Context&);
    bool needs_config = true;
    bool inside = false;  // samkatd does it for others: it writes, and does not wait for anything but the work
};

constexpr Command commands[] = {{"check", check, false},
                                {"plan", plan},
                                {"apply", apply, true, true},
                                {"approve", approve, true, true},
                                {"reject", reject, true, true},
                                {"serve", serve, false},
                                {"status", status},
                                {"person", person},
                                {"explain", explain},
                                {"log", log},
                                {"log verify", log_verify},
                                {"store rebuild", store_rebuild, true, true},
                                {"store digest", store_digest},
                                {"attributes", attributes},
                                {"connector list", connector_list},
                                {"connector describe", connector_describe},
                                {"connector test", connector_test},
                                {"version", version, false}};

std::string default_config(const Environment& environment) {
    const std::string configured = environment.variable("SAMKAT_CONFIG").value_or("");
    return configured.empty() ? "/etc/samkat" : configured;
}

// The language of help and of errors in the arguments: chosen, or the configuration's if there is one.
Language first_language(std::span<const std::string> args, const std::string& config) {
    const std::string chosen = language_in(args);
    if (!chosen.empty()) return language_of(chosen, Language::sv);
    config::LoadOptions options;
    options.check_secrets = false;
    const config::Loaded loaded = config::load(config, options);
    return loaded.config ? loaded.config->language : Language::sv;
}

// From a reading command, through the control socket: not among the commands, since it is not for people.
std::optional<int> hidden(std::span<const std::string> args, const Environment& environment) {
    if (environment.inside == nullptr) return std::nullopt;
    const auto found = std::ranges::find(args, "note-reveal");
    if (args.end() - found != 3) return std::nullopt;
    const Arguments arguments{};
    Context context{arguments, environment};
    if (!context.load_config()) return exit_failed;
    return note_reveal(context, found[1], found[2]);
}

}  // namespace

int run(std::span<const std::string> args, const Environment& environment) {
    if (const auto status = hidden(args, environment)) return *status;
    const std::string config = config_in(args).empty() ? default_config(environment) : config_in(args);
    Parsed parsed = parse(args, first_language(args, config), config);
    if (parsed.done) {
        environment.out << parsed.out;
        environment.err << parsed.err;
        return parsed.status;
    }
    const auto command = std::ranges::find(commands, std::string_view{parsed.arguments.command}, &Command::name);
    Context context{parsed.arguments, environment};
    if (environment.inside != nullptr && !command->inside)
        return context.failed(finding(messages::NOT_INSIDE, {}, {{"command", parsed.arguments.command}}));
    if (command->needs_config && !context.load_config()) return exit_failed;
    return command->act(context);
}

}  // namespace samkat::cli
