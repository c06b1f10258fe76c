#include "connectors/protocol/settings.hpp"

#include <algorithm>

#include "connectors/protocol/messages.hpp"
#include "daemon/base/date.hpp"
#include "daemon/base/file.hpp"
#include "daemon/base/text.hpp"

namespace samkat::protocol {

namespace messages = protocol_messages;

namespace {

constexpr std::string_view secret_mark = "$secret";
constexpr std::size_t max_keys = 1000;

// Where in the settings we are, and how they are to be read.
class Checker {
  public:
    Checker(const Description& description, Where where, const std::filesystem::path* directory)
        : description_(description), where_(std::move(where)), directory_(directory) {}

    Result<Json> table(const std::vector<Setting>& known, const Json& json, const std::string& prefix);

  private:
    Result<Json> value(const Setting& setting, const Json& json, const std::string& key);
    Result<Json> string(const Setting& setting, const Json& json, const std::string& key);
    Result<Json> secret(const Setting& setting, const Json& json, const std::string& key);
    Result<Json> path(const Setting& setting, const Json& json, const std::string& key);
    Result<Json> duration(const Setting& setting, const Json& json, const std::string& key);
    Result<Json> list(const Setting& setting, const Json& json, const std::string& key);
    Result<Json> map(const Setting& setting, const Json& json, const std::string& key);
    Result<void> bounds(const Setting& setting, std::int64_t amount, const std::string& key) const;
    Result<void> known(const std::vector<Setting>& settings, const Json& json, const std::string& prefix) const;

    tl::unexpected<Error> wrong(const Message& message, const std::string& key, Arguments arguments = {}) const {
        Where where = where_;
        where.field = key;
        arguments.emplace_back("key", key);
        arguments.emplace_back("connector", description_.connector);
        return fail(message, std::move(where), arguments);
    }

    const Description& description_;
    Where where_;
    const std::filesystem::path* directory_;  // null: the connector's side
};

const Message& not_of(SettingType type) {
    switch (type) {
        case SettingType::string:
            return messages::SETTING_NOT_STRING;
        case SettingType::integer:
            return messages::SETTING_NOT_INTEGER;
        case SettingType::boolean:
            return messages::SETTING_NOT_BOOLEAN;
        case SettingType::duration:
            return messages::SETTING_NOT_DURATION;
        case SettingType::path:
            return messages::SETTING_NOT_PATH;
        case SettingType::list:
            return messages::SETTING_NOT_LIST;
        case SettingType::table:
        case SettingType::map:
            break;
    }
    return messages::SETTING_NOT_TABLE;
}

// A number of a setting as its bounds are written: a duration with its unit.
std::string shown(const Setting& setting, std::int64_t amount) {
    if (setting.type == SettingType::duration) return format_duration(std::chrono::milliseconds{amount});
    return std::to_string(amount);
}

std::vector<std::string> keys_of(const std::vector<Setting>& settings) {
    std::vector<std::string> keys;
    for (const Setting& setting : settings) keys.push_back(setting.key);
    return keys;
}

std::string dotted(const std::string& prefix, const std::string& key) {
    return prefix.empty() ? key : prefix + "." + key;
}

Result<void> Checker::known(const std::vector<Setting>& settings, const Json& json, const std::string& prefix) const {
    const std::vector<std::string> keys = keys_of(settings);
    for (const auto& [key, item] : json.as_object()) {
        if (std::ranges::find(keys, key) != keys.end()) continue;
        const std::string nearest = text::nearest(key, keys);
        const Arguments arguments = {{"nearest", nearest}, {"known", text::join(keys, ", ")}};
        return wrong(nearest.empty() ? messages::SETTING_UNKNOWN : messages::SETTING_MISSPELT,
                     dotted(prefix, text::printable(key)), arguments);
    }
    return {};
}

Result<Json> Checker::table(const std::vector<Setting>& settings, const Json& json, const std::string& prefix) {
    if (!json.is_object() && !json.is_null()) return wrong(messages::SETTING_NOT_TABLE, prefix);
    if (auto checked = known(settings, json, prefix); !checked) return fail(checked.error());
    Json::Object result;
    for (const Setting& setting : settings) {
        const Json& given = json.has(setting.key) ? json[setting.key] : setting.otherwise;
        const std::string key = dotted(prefix, setting.key);
        if (given.is_null() && setting.required) return wrong(messages::SETTING_MISSING, key);
        if (given.is_null()) continue;
        auto checked = value(setting, given, key);
        if (!checked) return checked;
        result.emplace_back(setting.key, std::move(*checked));
    }
    return Json{std::move(result)};
}

Result<Json> Checker::value(const Setting& setting, const Json& json, const std::string& key) {
    switch (setting.type) {
        case SettingType::string:
            return setting.secret ? secret(setting, json, key) : string(setting, json, key);
        case SettingType::path:
            return path(setting, json, key);
        case SettingType::duration:
            return duration(setting, json, key);
        case SettingType::list:
            return list(setting, json, key);
        case SettingType::map:
            return map(setting, json, key);
        case SettingType::table:
            if (!json.is_object()) return wrong(messages::SETTING_NOT_TABLE, key);
            return table(setting.inner, json, key);
        case SettingType::boolean:
            if (!json.is_bool()) return wrong(messages::SETTING_NOT_BOOLEAN, key);
            return json;
        case SettingType::integer:
            break;
    }
    if (!json.is_integer()) return wrong(messages::SETTING_NOT_INTEGER, key);
    if (auto within = bounds(setting, json.as_integer(), key); !within) return fail(within.error());
    return json;
}

Result<void> Checker::bounds(const Setting& setting, std::int64_t amount, const std::string& key) const {
    if (setting.min && amount < *setting.min) {
        return wrong(messages::SETTING_TOO_SMALL, key,
                     {{"value", shown(setting, amount)}, {"min", shown(setting, *setting.min)}});
    }
    if (setting.max && amount > *setting.max) {
        return wrong(messages::SETTING_TOO_LARGE, key,
                     {{"value", shown(setting, amount)}, {"max", shown(setting, *setting.max)}});
    }
    return {};
}

// A tab cannot be seen: it is shown as TOML writes it.
std::vector<std::string> shown_values(const Setting& setting) {
    std::vector<std::string> shown = setting.values;
    std::ranges::replace(shown, "\t", "\\t");
    return shown;
}

Result<Json> Checker::string(const Setting& setting, const Json& json, const std::string& key) {
    if (!json.is_string()) return wrong(not_of(setting.type), key);
    const std::string& value = json.as_string();
    if (!setting.values.empty() && std::ranges::find(setting.values, value) == setting.values.end()) {
        return wrong(messages::SETTING_VALUE, key,
                     {{"value", text::printable(value)}, {"values", text::join(shown_values(setting), ", ")}});
    }
    if (auto within = bounds(setting, static_cast<std::int64_t>(text::length(value)), key); !within)
        return fail(within.error());
    return json;
}

Result<Json> Checker::secret(const Setting& setting, const Json& json, const std::string& key) {
    if (directory_ == nullptr) return string(setting, json, key);
    const Json::Object& members = json.as_object();
    const bool one = members.size() == 1 && members[0].second.is_string();
    if (!one || (members[0].first != "file" && members[0].first != secret_mark))
        return wrong(messages::SETTING_SECRET, key);
    auto file = path(setting, members[0].second, key);
    if (!file) return file;
    return Json{Json::Object{{std::string{secret_mark}, std::move(*file)}}};
}

Result<Json> Checker::path(const Setting& setting, const Json& json, const std::string& key) {
    if (!json.is_string() || json.as_string().empty()) return wrong(messages::SETTING_NOT_PATH, key);
    if (json.as_string().find('\0') != std::string::npos) return wrong(messages::SETTING_NOT_PATH, key);
    const std::filesystem::path given{json.as_string()};
    if (given.is_absolute()) return setting.secret ? Result<Json>{json} : string(setting, json, key);
    if (directory_ == nullptr) return wrong(messages::SETTING_PATH, key);
    return Json{(*directory_ / given).lexically_normal().string()};
}

Result<Json> Checker::duration(const Setting& setting, const Json& json, const std::string& key) {
    const auto parsed = json.is_string() ? parse_duration(json.as_string()) : std::nullopt;
    if (!parsed) return wrong(messages::SETTING_NOT_DURATION, key);
    if (auto within = bounds(setting, parsed->count(), key); !within) return fail(within.error());
    return json;
}

Result<Json> Checker::list(const Setting& setting, const Json& json, const std::string& key) {
    if (!json.is_array()) return wrong(messages::SETTING_NOT_LIST, key);
    if (auto within = bounds(setting, static_cast<std::int64_t>(json.as_array().size()), key); !within)
        return fail(within.error());
    Setting each;
    each.type = setting.items;
    each.values = setting.values;
    Json::Array result;
    for (const Json& item : json.as_array()) {
        auto checked = value(each, item, key);
        if (!checked) return checked;
        result.push_back(std::move(*checked));
    }
    return Json{std::move(result)};
}

Result<Json> Checker::map(const Setting& setting, const Json& json, const std::string& key) {
    if (!json.is_object()) return wrong(messages::SETTING_NOT_TABLE, key);
    const auto size = static_cast<std::int64_t>(json.as_object().size());
    if (auto within = bounds(setting, size, key); !within) return fail(within.error());
    Json::Object result;
    for (const auto& [name, item] : json.as_object()) {
        const std::string inner_key = dotted(key, text::printable(name));
        if (name.empty() || name.starts_with('$') || result.size() >= max_keys) {
            return wrong(messages::SETTING_UNKNOWN, inner_key, {{"known", "-"}});
        }
        auto checked = value(setting.inner.front(), item, inner_key);
        if (!checked) return checked;
        result.emplace_back(name, std::move(*checked));
    }
    return Json{std::move(result)};
}

void collect_paths(const Setting& setting, const Json& json, std::vector<std::string>& paths) {
    if (setting.type == SettingType::path) paths.push_back(json.as_string());
    if (setting.type == SettingType::list && setting.items == SettingType::path) {
        for (const Json& item : json.as_array()) paths.push_back(item.as_string());
    }
    if (setting.type == SettingType::table) {
        for (const Setting& inner : setting.inner) {
            if (json.has(inner.key)) collect_paths(inner, json[inner.key], paths);
        }
    }
    if (setting.type == SettingType::map) {
        for (const auto& [name, item] : json.as_object()) collect_paths(setting.inner.front(), item, paths);
    }
}

}  // namespace

Result<Json> check_settings(const Description& description, const Json& settings, const Where& where,
                            const std::filesystem::path& directory) {
    return Checker{description, where, &directory}.table(description.settings, settings, "");
}

Result<Json> check_received_settings(const Description& description, const Json& settings, const Where& where) {
    return Checker{description, where, nullptr}.table(description.settings, settings, "");
}

Result<Json> resolve_secrets(const Json& settings) {
    if (settings.is_array()) {
        Json::Array items;
        for (const Json& item : settings.as_array()) {
            auto resolved = resolve_secrets(item);
            if (!resolved) return resolved;
            items.push_back(std::move(*resolved));
        }
        return Json{std::move(items)};
    }
    if (!settings.is_object()) return settings;
    if (settings.as_object().size() == 1 && settings.has(secret_mark)) {
        auto secret = read_secret(settings[secret_mark].as_string());
        if (!secret) return fail(secret.error());
        return Json{std::string{secret->reveal()}};
    }
    Json::Object members;
    for (const auto& [key, item] : settings.as_object()) {
        auto resolved = resolve_secrets(item);
        if (!resolved) return resolved;
        members.emplace_back(key, std::move(*resolved));
    }
    return Json{std::move(members)};
}

std::vector<std::string> paths_in(const Description& description, const Json& settings) {
    std::vector<std::string> paths;
    for (const Setting& setting : description.settings) {
        if (settings.has(setting.key)) collect_paths(setting, settings[setting.key], paths);
    }
    return paths;
}

}  // namespace samkat::protocol
