#include "connectors/protocol/description.hpp"

#include <algorithm>
#include <array>

#include "connectors/protocol/limits.hpp"
#include "connectors/protocol/messages.hpp"

namespace samkat::protocol {

namespace {

constexpr std::array<std::string_view, 8> type_names = {"string", "integer", "boolean", "duration",
                                                        "path",   "list",    "table",   "map"};
constexpr int max_levels = 8;

void write_setting(JsonWriter& writer, const Setting& setting) {
    writer.begin_object();
    if (!setting.key.empty()) writer.member("key", setting.key);
    writer.member("type", name_of(setting.type)).member("required", setting.required);
    if (!setting.otherwise.is_null()) setting.otherwise.write(writer.key("default"));
    if (setting.min) writer.member("min", *setting.min);
    if (setting.max) writer.member("max", *setting.max);
    if (!setting.values.empty()) {
        writer.key("values").begin_array();
        for (const std::string& value : setting.values) writer.value(value);
        writer.end_array();
    }
    if (setting.secret) writer.member("secret", true);
    if (setting.type == SettingType::list) writer.member("items", name_of(setting.items));
    if (setting.type == SettingType::table) {
        writer.key("settings").begin_array();
        for (const Setting& inner : setting.inner) write_setting(writer, inner);
        writer.end_array();
    }
    if (setting.type == SettingType::map) write_setting(writer.key("of"), setting.inner.front());
    writer.key("help").begin_object().member("sv", setting.help.sv).member("en", setting.help.en).end_object();
    writer.end_object();
}

tl::unexpected<Error> wrong(const std::string& what) {
    return fail(protocol_messages::DESCRIPTION, {}, {{"what", what}});
}

bool is_key(std::string_view key) {
    const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    return !key.empty() && key.size() <= max_name && key[0] >= 'a' && key[0] <= 'z' &&
           std::ranges::all_of(key, allowed);
}

std::optional<SettingType> type_of(std::string_view name) {
    const auto found = std::ranges::find(type_names, name);
    if (found == type_names.end()) return std::nullopt;
    return static_cast<SettingType>(found - type_names.begin());
}

Result<std::vector<std::string>> read_names(const Json& json, const std::string& what) {
    std::vector<std::string> names;
    for (const Json& item : json.as_array()) {
        if (!item.is_string() || item.as_string().size() > max_name)
            return wrong(what + " must be a list of short strings");
        names.push_back(item.as_string());
    }
    if (!json.is_null() && !json.is_array()) return wrong(what + " must be a list");
    return names;
}

Result<void> read_plain_members(const Json& json, Setting& setting, const std::string& name) {
    setting.required = json["required"].as_bool();
    setting.secret = json["secret"].as_bool();
    setting.otherwise = json["default"];
    setting.help = {json["help"]["sv"].as_string(), json["help"]["en"].as_string()};
    if (json["min"].is_integer()) setting.min = json["min"].as_integer();
    if (json["max"].is_integer()) setting.max = json["max"].as_integer();
    if (setting.secret && setting.type != SettingType::string)
        return wrong("setting " + name + ": only a string can be a secret");
    auto values = read_names(json["values"], "values of setting " + name);
    if (!values) return fail(values.error());
    setting.values = std::move(*values);
    return {};
}

Result<std::vector<Setting>> read_settings(const Json& json, int level);

Result<Setting> read_setting(const Json& json, bool keyed, int level) {
    Setting setting;
    setting.key = json["key"].as_string();
    const std::string name = keyed ? "\"" + setting.key + "\"" : "of a map";
    if (level > max_levels) return wrong("settings are nested too deeply");
    if (keyed != is_key(setting.key)) return wrong("a setting has a missing or bad key " + name);
    const auto type = type_of(json["type"].as_string());
    if (!type) return wrong("setting " + name + " has no known type");
    setting.type = *type;
    if (auto read = read_plain_members(json, setting, name); !read) return fail(read.error());
    if (setting.type == SettingType::list && json.has("items")) {
        const auto items = type_of(json["items"].as_string());
        if (items != SettingType::string && items != SettingType::path)
            return wrong("setting " + name + ": items must be string or path");
        setting.items = *items;
    }
    if (setting.type == SettingType::table) {
        auto inner = read_settings(json["settings"], level + 1);
        if (!inner) return fail(inner.error());
        setting.inner = std::move(*inner);
    }
    if (setting.type == SettingType::map) {
        auto value = read_setting(json["of"], false, level + 1);
        if (!value) return fail(value.error());
        setting.inner.push_back(std::move(*value));
    }
    return setting;
}

Result<std::vector<Setting>> read_settings(const Json& json, int level) {
    std::vector<Setting> settings;
    if (!json.is_array()) return wrong("settings must be a list");
    for (const Json& item : json.as_array()) {
        auto setting = read_setting(item, true, level);
        if (!setting) return fail(setting.error());
        if (std::ranges::find(settings, setting->key, &Setting::key) != settings.end()) {
            return wrong("setting \"" + setting->key + "\" is described twice");
        }
        settings.push_back(std::move(*setting));
    }
    return settings;
}

}  // namespace

std::string_view name_of(SettingType type) {
    return type_names[static_cast<std::size_t>(type)];
}

void write_description(JsonWriter& writer, const Description& description) {
    writer.begin_object().member("samkat", version);
    writer.member("connector", description.connector).member("version", description.version);
    if (!description.kinds.empty()) {
        writer.key("kinds").begin_array();
        for (const std::string& kind : description.kinds) writer.value(kind);
        writer.end_array();
    }
    writer.key("settings").begin_array();
    for (const Setting& setting : description.settings) write_setting(writer, setting);
    writer.end_array().end_object();
}

Result<Description> read_description(const Json& json) {
    if (json["samkat"].as_string() != version) return wrong("it is not of protocol \"" + std::string{version} + "\"");
    Description description;
    description.connector = json["connector"].as_string();
    description.version = json["version"].as_string();
    if (description.connector.empty() || description.connector.size() > max_name) return wrong("it has no name");
    auto kinds = read_names(json["kinds"], "kinds");
    if (!kinds) return fail(kinds.error());
    description.kinds = std::move(*kinds);
    auto settings = read_settings(json["settings"], 1);
    if (!settings) return fail(settings.error());
    description.settings = std::move(*settings);
    return description;
}

}  // namespace samkat::protocol
