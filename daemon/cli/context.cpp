#include "daemon/cli/context.hpp"

#include <algorithm>
#include <ostream>

#include "daemon/base/text.hpp"
#include "daemon/cli/commands.hpp"
#include "daemon/cli/messages.hpp"
#include "daemon/service/control.hpp"

namespace samkat::cli {

namespace {

// no-color.org: set and not empty.
bool wants_colour(const Arguments& arguments, const Environment& environment) {
    return environment.out_is_terminal && !arguments.no_colour && environment.variable("NO_COLOR").value_or("").empty();
}

}  // namespace

Language language_of(const std::string& chosen, Language otherwise) {
    return chosen == "sv" ? Language::sv : chosen == "en" ? Language::en : otherwise;
}

Context::Context(const Arguments& arguments, const Environment& environment)
    : arguments_(arguments),
      environment_(environment),
      text_(language_of(arguments.language, Language::sv)),
      style_(wants_colour(arguments, environment)) {}

Context::~Context() = default;

std::optional<config::Config> Context::load_from(const std::filesystem::path& directory, Findings& findings) const {
    config::LoadOptions options;
    options.credentials_directory = environment_.variable("CREDENTIALS_DIRECTORY").value_or("");
    options.check_secrets = false;
    if (environment_.describe) {
        // Where connectors are stands in the configuration itself: it is read once for that, and then with them.
        const config::Loaded first = config::load(directory, options);
        const config::ConnectorSettings settings =
            first.config ? first.config->connectors : config::ConnectorSettings{};
        options.check_settings = service::settings_check(environment_.describe, settings);
    }
    options.check_secrets = true;
    config::Loaded loaded = config::load(directory, options);
    findings.add(loaded.findings);
    return std::move(loaded.config);
}

bool Context::load_config() {
    if (config_ != nullptr) return true;
    if (environment_.inside != nullptr) {
        config_ = &environment_.inside->config;
        ports_ = &environment_.inside->ports;
        say_language();
        return true;
    }
    Findings findings;
    own_config_ = load_from(arguments_.config, findings);
    if (!own_config_) {
        show(findings);
        return false;
    }
    config_ = &*own_config_;
    own_ports_ = environment_.ports(*config_);
    ports_ = &*own_ports_;
    say_language();
    return true;
}

void Context::say_language() {
    text_ = Texts{language_of(arguments_.language, config_->language)};
}

run::Installation* Context::reading() {
    if (reading_) return reading_.get();
    Findings findings;
    if (environment_.inside != nullptr) {
        auto opened = environment_.inside->writer.open(findings);
        if (!opened) failed(opened.error());
        return opened ? *opened : nullptr;
    }
    auto opened = run::Installation::open_for_reading(*config_, *ports_, findings);
    show(findings);
    if (!opened) {
        failed(opened.error());
        return nullptr;
    }
    reading_ = std::move(*opened);
    return reading_.get();
}

service::Writer& Context::writer() {
    if (environment_.inside != nullptr) return environment_.inside->writer;
    if (own_writer_) return *own_writer_;
    // Only from here on: a command that has nothing to finish ends at once.
    if (environment_.catches_signals && !stopper_) stopper_ = std::make_unique<service::Stopper>();
    own_writer_ =
        std::make_unique<service::OwnWriter>(*config_, *ports_, stopper_ ? stopper_->token() : environment_.stop);
    return *own_writer_;
}

std::optional<int> Context::forwarded(const std::vector<std::string>& args, const std::string& input) {
    if (environment_.inside != nullptr) return std::nullopt;
    service::ControlRequest request{args, text_.language() == Language::sv ? "sv" : "en", arguments_.json,
                                    style_.colour(), input};
    auto status = service::ask(run::control_socket_path(*config_), request, out(), err());
    if (!status) return std::nullopt;
    return *status ? **status : failed(status->error());
}

bool Context::note_reveal(const std::string& person) {
    return !arguments_.reveal || record_reveal(person);
}

bool Context::record_reveal(const std::string& person) {
    if (const auto status = forwarded({"note-reveal", arguments_.command, person.empty() ? "-" : person})) {
        if (*status == exit_done) return true;
        failed(finding(messages::NOT_REVEALED));
        return false;
    }
    // Before anything is shown, and the lock is let go again at once.
    const bool noted = cli::note_reveal(*this, arguments_.command, person) == exit_done;
    own_writer_.reset();
    if (!noted) failed(finding(messages::NOT_REVEALED));
    return noted;
}

bool Context::municipality_known() const {
    if (arguments_.municipality.empty() || config_->municipality(arguments_.municipality) != nullptr) return true;
    std::vector<std::string> codes;
    for (const MunicipalityPolicy& each : config_->municipalities) codes.push_back(each.code + " " + each.name);
    misused(messages::MUNICIPALITY_UNKNOWN,
            {{"code", text::printable(arguments_.municipality)}, {"codes", text::join(codes, ", ")}});
    return false;
}

int Context::failed(const Finding& finding) const {
    show(finding);
    return exit_failed;
}

int Context::misused(const Message& message, const samkat::Arguments& values) const {
    show(finding(message, {}, values));
    return exit_usage;
}

void Context::show(const Finding& finding) const {
    const Paint paint = finding.severity == Severity::error     ? Paint::red
                        : finding.severity == Severity::warning ? Paint::yellow
                                                                : Paint::plain;
    const Style style{style_.colour() && environment_.err_is_terminal};
    const Style plain{false};
    err() << style(paint, plain.safe(finding.id)) << " " << plain.safe(format(finding, text_.language())) << '\n';
}

void Context::show(const Findings& findings) const {
    for (const Finding& each : findings.list()) show(each);
}

void Context::write(const std::string& text) const {
    out() << style_.safe(text);
}
void Context::line(const std::string& text) const {
    write(text + "\n");
}
void Context::json(const std::string& text) const {
    out() << text << '\n';
}

JsonWriter& begin_json(JsonWriter& writer, std::string_view command) {
    return writer.begin_object().member("schema", "samkat/" + std::string{command} + "/1");
}

}  // namespace samkat::cli
