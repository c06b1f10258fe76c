#include "daemon/cli/arguments.hpp"

#include <algorithm>

#include <CLI/CLI.hpp>

#include "daemon/base/finding.hpp"
#include "daemon/base/text.hpp"
#include "daemon/cli/cli.hpp"
#include "daemon/cli/messages.hpp"

namespace samkat::cli {

namespace {

std::string text_of(const Message& message, Language language) {
    return std::string{language == Language::sv ? message.sv : message.en};
}

class Parser {
  public:
    Parser(Language language, const std::string& default_config)
        : language_(language), app_(say(messages::HELP_PROGRAM), "samkat") {
        arguments_.config = default_config;
        set_labels();
        app_.require_subcommand(1);
        app_.set_help_flag("--help,-h", say(messages::HELP_HELP));
        add_globals(app_);
        add_commands();
    }

    Parsed parse(std::span<const std::string> args) {
        if (auto wrong = wrong_command(args)) return *wrong;
        std::vector<std::string> reversed{args.rbegin(), args.rend()};
        try {
            app_.parse(reversed);
        } catch (const CLI::CallForHelp&) {
            return shown(app_.help());
        } catch (const CLI::ParseError& error) {
            return complaint(error);
        }
        Parsed parsed;
        parsed.arguments = std::move(arguments_);
        parsed.arguments.command = command_path();
        return parsed;
    }

  private:
    std::string say(const Message& message) const { return text_of(message, language_); }

    void set_labels() {
        auto formatter = std::make_shared<CLI::Formatter>();
        formatter->label("Usage", say(messages::HELP_USAGE).substr(0, say(messages::HELP_USAGE).size() - 1));
        formatter->label("OPTIONS", text::lower(say(messages::HELP_OPTIONS)));
        formatter->label("SUBCOMMAND", say(messages::HELP_COMMAND));
        formatter->label("SUBCOMMANDS", say(messages::HELP_COMMAND));
        formatter->label("Positionals", say(messages::HELP_POSITIONALS));
        formatter->label("REQUIRED", "*");
        formatter->column_width(32);
        app_.formatter(formatter);
        // The headings of CLI11's lists are the names of groups, which subcommands inherit.
        app_.option_defaults()->group(say(messages::HELP_OPTIONS));
    }

    void add_globals(CLI::App& app) {
        app.add_option("--config", arguments_.config, say(messages::HELP_CONFIG))->type_name("DIR");
        app.add_flag("--json", arguments_.json, say(messages::HELP_JSON));
        app.add_option("--lang", arguments_.language, say(messages::HELP_LANG))->type_name("sv|en");
        app.add_flag("--no-colour", arguments_.no_colour, say(messages::HELP_NO_COLOUR));
        app.add_flag("--reveal", arguments_.reveal, say(messages::HELP_REVEAL));
    }

    CLI::App* command(CLI::App& parent, const std::string& name, const Message& help, const std::string& examples) {
        CLI::App* app = parent.add_subcommand(name, say(help));
        // Global options may stand before or after the command.
        app->fallthrough();
        app->group(say(messages::HELP_COMMANDS));
        app->get_help_ptr()->group(say(messages::HELP_OPTIONS));
        if (!examples.empty()) app->footer(say(messages::HELP_EXAMPLES) + "\n" + examples);
        return app;
    }

    void text(CLI::App* app, const std::string& name, std::string& into, const Message& help, const std::string& type) {
        app->add_option(name, into, say(help))->type_name(type);
    }
    void flag(CLI::App* app, const std::string& name, bool& into, const Message& help) {
        app->add_flag(name, into, say(help));
    }
    void positional(CLI::App* app, const std::string& name, std::string& into, const Message& help, bool required) {
        app->add_option(name, into, say(help))->type_name("")->required(required);
    }
    void municipality(CLI::App* app) {
        text(app, "--municipality", arguments_.municipality, messages::HELP_MUNICIPALITY, "CODE");
    }

    void add_commands() {
        CLI::App* check = command(app_, "check", messages::HELP_CHECK, "  samkat check\n  samkat check --online");
        flag(check, "--online", arguments_.online, messages::HELP_ONLINE);
        add_plan();
        CLI::App* apply = command(app_, "apply", messages::HELP_APPLY,
                                  "  samkat apply\n  samkat plan --out plan.json && samkat apply plan.json --yes");
        positional(apply, "PLANFILE", arguments_.subject, messages::HELP_PLANFILE, false);
        flag(apply, "--yes", arguments_.yes, messages::HELP_YES);
        municipality(apply);
        add_decision("approve", messages::HELP_APPROVE);
        add_decision("reject", messages::HELP_REJECT);
        command(app_, "serve", messages::HELP_SERVE, "  samkat serve\n  samkatd");
        command(app_, "status", messages::HELP_STATUS, "  samkat status\n  samkat status --json");
        CLI::App* person =
            command(app_, "person", messages::HELP_PERSON, "  samkat person mubaka42\n  samkat person - < file");
        positional(person, "WHO", arguments_.subject, messages::HELP_WHO, true);
        CLI::App* explain = command(app_, "explain", messages::HELP_EXPLAIN,
                                    "  samkat explain uid=mubaka42,ou=people,ou=skara,dc=example mail");
        positional(explain, "DN", arguments_.subject, messages::HELP_DN, true);
        positional(explain, "ATTRIBUTE", arguments_.attribute, messages::HELP_ATTRIBUTE, false);
        add_log();
        add_store();
        CLI::App* attributes = command(app_, "attributes", messages::HELP_ATTRIBUTES, "  samkat attributes mubaka42");
        positional(attributes, "WHO", arguments_.subject, messages::HELP_WHO, true);
        add_connector();
        command(app_, "version", messages::HELP_VERSION, "");
    }

    void add_plan() {
        CLI::App* plan = command(app_, "plan", messages::HELP_PLAN,
                                 "  samkat plan\n  samkat plan --municipality 1495 --out plan.json\n  samkat plan "
                                 "--as-of 2027-08-16 --detailed-exit-code");
        municipality(plan);
        text(plan, "--out", arguments_.out, messages::HELP_OUT, "FILE");
        text(plan, "--against", arguments_.against, messages::HELP_AGAINST, "FILE.ldif");
        text(plan, "--config-try", arguments_.config_try, messages::HELP_CONFIG_TRY, "DIR");
        text(plan, "--as-of", arguments_.as_of, messages::HELP_AS_OF, "YYYY-MM-DD");
        flag(plan, "--detailed-exit-code", arguments_.detailed_exit_code, messages::HELP_DETAILED);
        flag(plan, "--timings", arguments_.timings, messages::HELP_TIMINGS);
        flag(plan, "--all", arguments_.all, messages::HELP_ALL);
        plan->add_option("--limit", arguments_.limit, say(messages::HELP_LIMIT))->type_name("N");
    }

    void add_decision(const std::string& name, const Message& help) {
        CLI::App* app = command(app_, name, help,
                                "  samkat " + name + " --now\n  samkat " + name +
                                    " 3f9a0c21 --municipality 1495\n  samkat " + name + " plan.json --only leave");
        positional(app, "PLAN", arguments_.subject, messages::HELP_PLAN_OR_ID, false);
        flag(app, "--now", arguments_.now, messages::HELP_NOW);
        municipality(app);
        text(app, "--only", arguments_.only, messages::HELP_ONLY, "KIND");
        text(app, "--person", arguments_.person, messages::HELP_DECIDE_PERSON, "WHO");
        flag(app, "--wait", arguments_.wait, messages::HELP_WAIT);
    }

    void add_log() {
        CLI::App* log = command(app_, "log", messages::HELP_LOG,
                                "  samkat log --since 1d\n  samkat log --person mubaka42 --attribute mail\n  samkat "
                                "log --municipality 1495 --follow --json\n  samkat log verify");
        text(log, "--person", arguments_.person, messages::HELP_WHO, "WHO");
        text(log, "--dn", arguments_.dn, messages::HELP_DN, "DN");
        text(log, "--attribute", arguments_.attribute, messages::HELP_ATTRIBUTE, "NAME");
        municipality(log);
        text(log, "--run", arguments_.run, messages::HELP_RUN, "ID");
        text(log, "--since", arguments_.since, messages::HELP_SINCE, "TIME");
        flag(log, "--follow", arguments_.follow, messages::HELP_FOLLOW);
        CLI::App* verify = command(*log, "verify", messages::HELP_LOG_VERIFY, "");
        municipality(verify);
    }

    void add_store() {
        CLI::App* store = command(app_, "store", messages::HELP_STORE, "  samkat store rebuild\n  samkat store digest");
        store->require_subcommand(1);
        CLI::App* rebuild = command(*store, "rebuild", messages::HELP_STORE_REBUILD, "");
        text(rebuild, "--accept-loss", arguments_.accept_loss, messages::HELP_ACCEPT_LOSS, "REASON");
        command(*store, "digest", messages::HELP_STORE_DIGEST, "");
    }

    void add_connector() {
        CLI::App* connector = command(app_, "connector", messages::HELP_CONNECTOR,
                                      "  samkat connector describe csv\n  samkat connector test skara-elever");
        connector->require_subcommand(1);
        command(*connector, "list", messages::HELP_CONNECTOR_LIST, "");
        positional(command(*connector, "describe", messages::HELP_CONNECTOR_DESCRIBE, ""), "NAME", arguments_.subject,
                   messages::HELP_CONNECTOR_NAME, true);
        positional(command(*connector, "test", messages::HELP_CONNECTOR_TEST, ""), "SOURCE", arguments_.subject,
                   messages::HELP_SOURCE_NAME, true);
    }

    // The subcommands in use, from the outermost.
    std::vector<const CLI::App*> chosen() const {
        std::vector<const CLI::App*> path;
        for (const CLI::App* app = &app_; !app->get_subcommands().empty();) {
            app = app->get_subcommands().front();
            path.push_back(app);
        }
        return path;
    }
    std::string command_path() const {
        std::string path;
        for (const CLI::App* app : chosen()) path += (path.empty() ? "" : " ") + app->get_name();
        return path;
    }

    static std::vector<std::string> names_of(const CLI::App& app) {
        std::vector<std::string> names;
        for (const CLI::App* each : app.get_subcommands([](const CLI::App*) { return true; }))
            names.push_back(each->get_name());
        return names;
    }

    static Parsed shown(std::string text) { return {{}, true, exit_done, std::move(text), ""}; }
    using Values = ::samkat::Arguments;

    Parsed unknown_command(const CLI::App& app, const std::string& word) const {
        const std::vector<std::string> names = names_of(app);
        const std::string nearest = text::nearest(word, names);
        const Values values{
            {"command", text::printable(word)}, {"nearest", nearest}, {"commands", text::join(names, ", ")}};
        return refused_with(nearest.empty() ? messages::COMMAND_UNKNOWN : messages::COMMAND_NEAREST, values);
    }
    Parsed refused_with(const Message& message, const Values& values) const {
        return {{}, true, exit_usage, "", format(finding(message, {}, values), language_) + "\n"};
    }

    // CLI11 tells an unknown command from a stray argument only afterwards, and not by name.
    std::optional<Parsed> wrong_command(std::span<const std::string> args) const {
        const CLI::App* app = &app_;
        for (std::size_t i = 0; i < args.size(); ++i) {
            if (args[i].starts_with('-') && args[i] != "-") {
                if (args[i] == "--help" || args[i] == "-h") return std::nullopt;
                if (args[i] == "--config" || args[i] == "--lang") ++i;
                continue;
            }
            const auto names = names_of(*app);
            if (std::ranges::find(names, args[i]) == names.end()) return unknown_command(*app, args[i]);
            app = app->get_subcommand(args[i]);
            if (app->get_subcommands([](const CLI::App*) { return true; }).empty() || app->get_name() == "log")
                return std::nullopt;
        }
        return refused_with(messages::COMMAND_MISSING, {{"commands", text::join(names_of(*app), ", ")}});
    }

    std::vector<std::string> options_of(const CLI::App& app) const {
        std::vector<std::string> names;
        for (const CLI::App* each : {&app, &app_}) {
            for (const CLI::Option* option : each->get_options()) {
                for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
            }
        }
        return names;
    }

    Parsed complaint(const CLI::ParseError& error) const {
        const auto path = chosen();
        const CLI::App& app = path.empty() ? app_ : *path.back();
        const std::string command = path.empty() ? "" : command_path();
        const auto extras = app_.remaining(true);
        if (!extras.empty()) {
            const std::string& word = extras.front();
            if (command == "log" && !word.starts_with('-')) return unknown_command(app, word);
            const std::string nearest =
                word.starts_with('-') ? text::nearest(word.substr(0, word.find('=')), options_of(app)) : "";
            const Values values{{"command", command}, {"option", text::printable(word)}, {"nearest", nearest}};
            return refused_with(nearest.empty() ? messages::OPTION_UNKNOWN : messages::OPTION_NEAREST, values);
        }
        // CLI11's own sentence begins with the name of what is wrong.
        const std::string what = error.what();
        return refused_with(
            messages::OPTION_BAD,
            {{"command", command}, {"option", text::printable(what.substr(0, what.find_first_of(": ")))}});
    }

    Language language_;
    Arguments arguments_;
    CLI::App app_;
};

std::string value_in(std::span<const std::string> args, const std::string& option) {
    for (std::size_t i = 0; i < args.size(); ++i) {
        if (args[i] == option && i + 1 < args.size()) return args[i + 1];
        if (args[i].starts_with(option + "=")) return args[i].substr(option.size() + 1);
    }
    return "";
}

}  // namespace

Parsed parse(std::span<const std::string> args, Language language, const std::string& default_config) {
    return Parser{language, default_config}.parse(args);
}

std::string language_in(std::span<const std::string> args) {
    return value_in(args, "--lang");
}
std::string config_in(std::span<const std::string> args) {
    return value_in(args, "--config");
}

}  // namespace samkat::cli
