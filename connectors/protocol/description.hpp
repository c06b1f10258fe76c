// What a connector says about itself when it is started with `describe`: its name, version, record kinds and settings.
// Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/json.hpp"
#include "daemon/base/json_writer.hpp"

namespace samkat::protocol {

enum class SettingType : std::uint8_t {
    string,
    integer,
    boolean,
    duration,  // text with unit, "30s"; its bounds are milliseconds
    path,      // of a file; relative ones are made absolute before the connector sees them
    list,      // of strings or paths
    table,     // with keys that the description names
    map,       // with keys that the user chooses and values of one description
};
std::string_view name_of(SettingType type);

struct Setting {
    std::string key{};  // [a-z][a-z0-9_]*; empty for the value of a map
    SettingType type = SettingType::string;
    bool required = false;
    Json otherwise{};  // the default, null: none
    // Bounds, inclusive: of an integer, of a duration in milliseconds, of a string or path in characters, of a list,
    // map in items.
    std::optional<std::int64_t> min{};
    std::optional<std::int64_t> max{};
    std::vector<std::string> values{};  // all that a string may be; empty: anything
    bool secret = false;                // string only: config gives {file = "…"}, the connector gets the text
    LocalText help{};
    SettingType items = SettingType::string;  // of a list: string or path
    std::vector<Setting> inner{};             // of a table: its keys; of a map: one, what each value is
};

struct Description {
    std::string connector;
    std::string version;
    std::vector<std::string> kinds;  // of records; empty: the settings decide
    std::vector<Setting> settings;
};

void write_description(JsonWriter& writer, const Description& description);
// Fails if anything is missing, unknown, out of bounds or nested more than 8 levels deep.
Result<Description> read_description(const Json& json);

}  // namespace samkat::protocol
