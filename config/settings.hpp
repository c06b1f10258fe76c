// The table of settings: everything samkat.toml and municipalities.d/*.toml can say, apart from what connectors define
// for themselves. It drives the checks, the defaults, the nearest-key suggestions and config/reference.toml.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace samkat::config {

enum class SettingType : std::uint8_t {
    text,
    boolean,
    integer,
    duration,
    path,
    dn,
    choice,
    municipality_code,
    scope,
    identifier,
    attribute_name,
    connector,
    template_text,
    condition,
    texts,
    paths,
    codes,
    templates
};

// Which files a setting may stand in.
enum class SettingFile : std::uint8_t { global, municipality, both };

struct Setting {
    std::string_view
        table;  // "" is the top of the file; "source.map.*" stands for any name in the place of the asterisk
    std::string_view key;
    SettingType type = SettingType::text;
    SettingFile file = SettingFile::both;
    std::string_view fallback = {};  // what is in force when the key is not there; texts without quotes
    std::int64_t min = 0;            // integers, in `unit`; durations, in milliseconds
    std::int64_t max = 0;
    std::string_view unit = {};
    std::string_view choices = {};  // of a choice, separated by spaces
    bool required = false;
    std::string_view since = "0.1";
    std::string_view help_sv = {};
    std::string_view help_en = {};
};
std::span<const Setting> settings();

enum class TableShape : std::uint8_t {
    single,
    repeated,  // [[name]]
    named,     // [table.NAME]: its path ends with .*
    free,      // its keys are somebody else's
};

struct TableInfo {
    std::string_view path;
    TableShape shape = TableShape::single;
    SettingFile file = SettingFile::both;
    std::string_view help_sv = {};
    std::string_view help_en = {};
};
std::span<const TableInfo> tables();

// Null if there is none.
const Setting* find_setting(std::string_view table, std::string_view key);
const TableInfo* find_table(std::string_view path);

}  // namespace samkat::config
