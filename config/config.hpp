// The configuration: samkat.toml and municipalities.d/*.toml, read, checked and compiled.
//
// Loading reads files and nothing else; what it gives is immutable, for any thread.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/expression.hpp"
#include "daemon/base/finding.hpp"
#include "daemon/base/result.hpp"
#include "daemon/base/secret.hpp"
#include "daemon/model/policy.hpp"

namespace samkat::config {

enum class LogLevel : std::uint8_t { debug, info, warning, error };
enum class LogTarget : std::uint8_t { automatic, journal, standard_error };

struct LogSettings {
    LogLevel level = LogLevel::info;
    LogTarget target = LogTarget::automatic;
};

enum class DirectoryKind : std::uint8_t { openldap, ldif };
enum class BindMethod : std::uint8_t { external, simple };

struct DirectorySettings {
    std::string name;
    DirectoryKind kind = DirectoryKind::openldap;
    std::string uri;             // openldap
    std::filesystem::path file;  // ldif
    BindMethod bind = BindMethod::external;
    std::string bind_dn;                  // simple
    std::filesystem::path password_file;  // where the password is, systemd credentials included; empty if it is nowhere
    std::filesystem::path ca_file;        // empty: the system's
    std::uint32_t page_size = 0;          // entries
    std::uint32_t window = 0;             // operations
    std::chrono::milliseconds connect_timeout{};
    std::chrono::milliseconds operation_timeout{};
    std::chrono::milliseconds certain_after{};
    bool insecure = false;
};

struct ConnectorSettings {
    std::filesystem::path dir;  // empty: beside the program
    std::uint32_t memory = 0;   // MiB
    std::chrono::milliseconds cpu_time{};
    std::string user;  // empty: one that nobody has
    std::vector<std::filesystem::path> readable;
    bool refuse_without_layers = true;
};

struct Config {
    Language language = Language::sv;
    std::filesystem::path state_dir;
    std::filesystem::path key_dir;
    LogSettings log;
    DirectorySettings directory;
    ConnectorSettings connectors;
    std::chrono::milliseconds approval_expires{};
    std::vector<MunicipalityPolicy> municipalities;  // in the order of their codes
    std::vector<SourcePolicy> sources;               // in the order of their names
    Tables tables;                                   // a municipality's own as "1495/units"
    std::vector<std::filesystem::path> files;        // everything that was read: changes in them change the config

    // SHA-256, hex, over what the values mean: not comments, layout or order of files, not where state, keys and
    // secrets are kept, how samkat logs, or in what language it speaks.
    std::string digest;
    // The same over what decides the entries of one municipality (by code): itself, its attribute rules, and the
    // mappings and settings of the sources that serve it.
    std::map<std::string, std::string> municipality_digests;
    // The same over all that decides what is done with a municipality's Changes: its entries, its guard, and how old
    // its sources may be. What a plan file and an approval are bound to.
    std::map<std::string, std::string> decision_digests;

    const MunicipalityPolicy* municipality(std::string_view code) const;
};

// Places inside [source.settings], for the messages of whoever checks them.
class SettingsPlaces {
  public:
    virtual ~SettingsPlaces() = default;
    // The place of the value at `path` (keys, and indices from 0 as digits), or of the nearest there is.
    virtual Where at(const std::vector<std::string>& path) const = 0;
    // The line and a caret, for Finding::excerpt.
    virtual std::string excerpt(const std::vector<std::string>& path) const = 0;
    // The directory that relative paths in the settings start from.
    virtual std::filesystem::path directory() const = 0;
};

struct CheckedSettings {
    Json settings;  // with defaults, paths absolute: what the connector gets
    Findings findings;
};
// Checks a source's settings against what its connector describes. Config knows no connector.
using CheckSettings =
    std::function<CheckedSettings(const std::string& connector, const Json& settings, const SettingsPlaces& places)>;

struct LoadOptions {
    CheckSettings check_settings;                 // none: settings are taken as they are
    std::filesystem::path credentials_directory;  // $CREDENTIALS_DIRECTORY of the process, or empty
    bool check_secrets = true;                    // look whether secret files can be read
};

struct Loaded {
    std::optional<Config> config;  // none if there are errors
    Findings findings;
};

// Reads the config in `directory`. Everything wrong is collected, in the order of the files.
Loaded load(const std::filesystem::path& directory, const LoadOptions& options = {});

// The password of `directory`, read now; an empty secret if it needs none.
Result<Secret> password_of(const DirectorySettings& directory);

// The text of a profile of attribute rules (config/profiles), or empty.
std::string_view profile_text(std::string_view name);

}  // namespace samkat::config
