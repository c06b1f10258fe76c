// Context: what every command begins with: its arguments, the configuration, the language, where to write.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "daemon/base/json_writer.hpp"
#include "daemon/cli/arguments.hpp"
#include "daemon/cli/cli.hpp"
#include "daemon/cli/environment.hpp"
#include "daemon/cli/table.hpp"
#include "daemon/cli/texts.hpp"
#include "daemon/run/installation.hpp"
#include "daemon/service/stopper.hpp"

namespace samkat::cli {

class Context {
  public:
    // Both must outlive it.
    Context(const Arguments& arguments, const Environment& environment);
    ~Context();

    // Reads the configuration. False, and the findings are shown, if it has errors.
    bool load_config();
    // The same from another directory; what `findings` collects is not shown.
    std::optional<config::Config> load_from(const std::filesystem::path& directory, Findings& findings) const;

    const Arguments& arguments() const { return arguments_; }
    const Environment& environment() const { return environment_; }
    const config::Config& config() const { return *config_; }
    const run::Ports& ports() const { return *ports_; }
    const Texts& text() const { return text_; }
    const Style& style() const { return style_; }
    std::ostream& out() const { return environment_.out; }
    std::ostream& err() const { return environment_.err; }
    bool reveal() const { return arguments_.reveal; }

    // For a command that reads; null, and the reason is shown, if it cannot be opened.
    run::Installation* reading();
    service::Writer& writer();

    // Hands the command to samkatd, if it answers: the exit status. `input` is the content of a plan file.
    std::optional<int> forwarded(const std::vector<std::string>& args, const std::string& input = {});

    // Notes in the change log that civic numbers are shown, where --reveal asks for it. False, and the reason is shown,
    // if that cannot be done: then they must not be shown.
    bool note_reveal(const std::string& person);
    // The same whether --reveal is there or not: for what writes them anyhow.
    bool record_reveal(const std::string& person);

    // The municipality that --municipality names, if any, is in the configuration. False: it was said.
    bool municipality_known() const;

    // Shows the finding; answers with exit_failed.
    int failed(const Finding& finding) const;
    int misused(const Message& message, const samkat::Arguments& values) const;
    void show(const Finding& finding) const;
    void show(const Findings& findings) const;
    // Text for people: what is laid out and coloured by us, without control characters that data may have brought.
    void write(const std::string& text) const;
    void line(const std::string& text) const;
    // A JSON text and its newline.
    void json(const std::string& text) const;

  private:
    void say_language();

    const Arguments& arguments_;
    const Environment& environment_;
    std::optional<config::Config> own_config_;
    std::optional<run::Ports> own_ports_;
    const config::Config* config_ = nullptr;
    const run::Ports* ports_ = nullptr;
    Texts text_;
    Style style_;
    std::unique_ptr<service::Stopper> stopper_;
    std::unique_ptr<service::Writer> own_writer_;
    std::unique_ptr<run::Installation> reading_;
};

// The language of what is said before the configuration is read.
Language language_of(const std::string& chosen, Language otherwise);

// The JSON head of a reading command: {"schema":"samkat/COMMAND/1", and left open.
JsonWriter& begin_json(JsonWriter& writer, std::string_view command);

}  // namespace samkat::cli
