#include "config/reference.hpp"

#include <chrono>

#include "config/settings.hpp"
#include "daemon/base/date.hpp"
#include "daemon/base/text.hpp"
#include "daemon/model/policy.hpp"

namespace samkat::config {

namespace {

constexpr std::string_view toml_head =
    "# Every setting of samkat, with its default. Made by samkat-config-reference from config/settings.cpp: change "
    "that.\n"
    "#\n"
    "# The config is a directory: samkat.toml, and municipalities.d/*.toml with a file for each municipality. Lines "
    "that\n"
    "# start with # and a letter or bracket are settings; a setting that is left out has the value shown here.\n";

constexpr std::string_view mapping_head =
    "# Functions and fields of the mapping language\n\n"
    "Made by samkat-config-reference from the program's own tables. [mapping.md](../mapping.md) explains the "
    "language.\n";

constexpr std::size_t width = 118;

std::string_view file_text(SettingFile file) {
    switch (file) {
        case SettingFile::global:
            return "In samkat.toml.";
        case SettingFile::municipality:
            return "In municipalities.d/*.toml.";
        case SettingFile::both:
            break;
    }
    return "In samkat.toml and municipalities.d/*.toml.";
}

// `text` as comment lines.
std::string comment(std::string_view text) {
    std::string result;
    std::string line = "#";
    for (const std::string& word : text::split(text, " ")) {
        if (text::length(line) + 1 + text::length(word) > width) {
            result += line + "\n";
            line = "#";
        }
        line += " " + word;
    }
    return result + line + "\n";
}

bool is_list(SettingType type) {
    return type == SettingType::texts || type == SettingType::paths || type == SettingType::codes ||
           type == SettingType::templates;
}

std::string default_of(const Setting& setting) {
    if (setting.type == SettingType::boolean || setting.type == SettingType::integer)
        return std::string{setting.fallback};
    return is_list(setting.type) ? "[]" : "\"" + std::string{setting.fallback} + "\"";
}

std::string bounds_of(const Setting& setting) {
    if (setting.type == SettingType::integer) return std::to_string(setting.min) + " to " + std::to_string(setting.max);
    const auto duration = [](std::int64_t ms) { return format_duration(std::chrono::milliseconds{ms}); };
    return duration(setting.min) + " to " + duration(setting.max);
}

std::string details(const Setting& setting, const TableInfo& table) {
    std::string result;
    if (setting.required) result += " Required.";
    if (!setting.choices.empty()) result += " One of: " + text::replace_all(setting.choices, " ", ", ") + ".";
    if (setting.type == SettingType::integer || setting.type == SettingType::duration) {
        result += " " + bounds_of(setting) + (setting.unit.empty() ? "" : " ") + std::string{setting.unit} + ".";
    }
    if (setting.file != table.file) result += " " + std::string{file_text(setting.file)};
    return result + " Since " + std::string{setting.since} + ".";
}

std::string header(const TableInfo& table) {
    const std::string name =
        text::replace_all(text::replace_all(table.path, "map.*", "map.KIND"), "table.*", "table.NAME");
    return table.shape == TableShape::repeated ? "#[[" + name + "]]\n" : "#[" + name + "]\n";
}

std::string targets_text() {
    std::string result;
    for (const TargetInfo& each : targets()) {
        result += comment(std::string{each.help_en} + (each.required ? " Required." : "") +
                          (each.many ? " May have several values." : ""));
        result += "#" + std::string{each.name} + " = \"\"\n";
    }
    return result;
}

std::string table_text(const TableInfo& table) {
    std::string result = "\n";
    if (!table.path.empty())
        result += comment(std::string{table.help_en} + " " + std::string{file_text(table.file)}) + header(table);
    for (const Setting& each : settings()) {
        if (each.table != table.path) continue;
        result += comment(std::string{each.help_en} + details(each, table));
        result += "#" + std::string{each.key} + " = " + default_of(each) + "\n";
    }
    return table.path == "source.map.*" ? result + targets_text() : result;
}

std::string cell(std::string_view text) {
    return text::replace_all(text, "|", "\\|");
}

std::string contexts_of(const ContextFieldInfo& field) {
    std::string result;
    const auto add = [&](bool in, const char* name) {
        if (in) result += (result.empty() ? "" : ", ") + std::string{name};
    };
    add(field.where.account, "accounts");
    add(field.where.enrolment, "accounts, each = \"enrolment\"");
    add(field.where.duty, "accounts, each = \"duty\"");
    add(field.where.group, "accounts, each = \"group\"");
    add(field.where.group_entry, "groups");
    add(field.where.unit_entry, "units");
    add(field.where.name, "names.username.pattern");
    return result;
}

}  // namespace

std::string reference_toml() {
    std::string result{toml_head};
    for (const TableInfo& each : tables()) {
        const bool only_holds_tables = each.path == "names" || each.path == "table" || each.path == "source.map";
        if (!only_holds_tables) result += table_text(each);
    }
    return result;
}

std::string reference_mapping() {
    std::string result{mapping_head};
    result += "\n## Functions\n\n| Function | What it gives |\n|---|---|\n";
    for (const Function& each : functions()) {
        result += "| `" + cell(each.signature) + "` | " + cell(each.help_en) + " |\n";
    }
    result +=
        "\n## What a mapping sets\n\nThe keys of `[source.map.KIND]`.\n\n| Key | Values | What it is "
        "|\n|---|---|---|\n";
    for (const TargetInfo& each : targets()) {
        const std::string values = std::string{each.many ? "any number" : "one"} + (each.required ? ", required" : "");
        result += "| `" + std::string{each.name} + "` | " + values + " | " + cell(each.help_en) + " |\n";
    }
    result +=
        "\n## What attribute rules can read\n\n| Field | Values | In rules of | What it is |\n|---|---|---|---|\n";
    for (const ContextFieldInfo& each : context_fields()) {
        result += "| `" + std::string{each.name} + "` | " + (each.many ? "any number" : "one") + " | " +
                  contexts_of(each) + " | " + cell(each.help_en) + " |\n";
    }
    result += "\n## Attributes that no rule may set\n\n";
    for (const std::string_view each : own_attributes()) result += "- `" + std::string{each} + "`\n";
    return result;
}

}  // namespace samkat::config
