#include "connectors/xml/settings.hpp"

#include <algorithm>

#include "connectors/xml/messages.hpp"
#include "daemon/base/date.hpp"
#include "daemon/base/text.hpp"

namespace samkat::xml {

namespace messages = xml_messages;

namespace {

using protocol::Setting;
using protocol::SettingType;

Setting record_setting() {
    const Setting field{.type = SettingType::string,
                        .min = 1,
                        .max = 500,
                        .help = {"Sökväg från postens element: element/element, sist @attribut eller text(). Flera "
                                 "träffar ger flera värden.",
                                 "Path from the record's element: element/element, last @attribute or text(). Several "
                                 "matches give several values."}};
    return {.type = SettingType::table,
            .help = {"Ett slags post.", "One kind of record."},
            .inner = {
                {.key = "path",
                 .type = SettingType::string,
                 .required = true,
                 .min = 1,
                 .max = 500,
                 .help = {"Elementens sökväg från roten, till exempel register/elever/elev.",
                          "The path of the elements from the root, for example register/elever/elev."}},
                {.key = "key",
                 .type = SettingType::string,
                 .required = true,
                 .min = 1,
                 .max = 50,
                 .help = {"Fältet som säger vems posten är.", "The field that says whose record it is."}},
                {.key = "fields",
                 .type = SettingType::map,
                 .required = true,
                 .min = 1,
                 .max = 500,
                 .help = {"Postens fält: namn = sökväg.", "The record's fields: name = path."},
                 .inner = {field}},
            }};
}

Result<FieldRule> field_rule(const std::string& name, const Json& path, Where where) {
    where.field += ".fields." + text::printable(name);
    auto parsed = parse_value_path(path.as_string(), where);
    if (!parsed) return fail(parsed.error());
    return FieldRule{name, path.as_string(), std::move(*parsed)};
}

Result<RecordRule> record_rule(const std::string& kind, const Json& json, Where where) {
    where.field = "record." + kind;
    RecordRule rule;
    rule.kind = kind;
    auto path = parse_element_path(json["path"].as_string(), where);
    if (!path) return fail(path.error());
    rule.path = std::move(*path);
    std::vector<std::string> names;
    for (const auto& [name, value_path] : json["fields"].as_object()) {
        auto field = field_rule(name, value_path, where);
        if (!field) return fail(field.error());
        rule.fields.push_back(std::move(*field));
        names.push_back(name);
    }
    const auto key = std::ranges::find(names, json["key"].as_string());
    if (key == names.end()) {
        return fail(
            messages::KEY_UNKNOWN, where,
            {{"kind", kind}, {"key", text::printable(json["key"].as_string())}, {"fields", text::join(names, ", ")}});
    }
    rule.key = static_cast<std::size_t>(key - names.begin());
    return rule;
}

bool begins_with(const std::vector<std::string>& path, const std::vector<std::string>& start) {
    return start.size() <= path.size() && std::equal(start.begin(), start.end(), path.begin());
}

Result<void> check_overlap(const std::vector<RecordRule>& rules, const RecordRule& next, Where where) {
    for (const RecordRule& each : rules) {
        if (!begins_with(each.path, next.path) && !begins_with(next.path, each.path)) continue;
        where.field = "record." + next.kind + ".path";
        return fail(messages::PATHS_OVERLAP, where, {{"kind", next.kind}, {"other", each.kind}});
    }
    return {};
}

}  // namespace

std::string RecordRule::path_text() const {
    return text::join(path, "/");
}

protocol::Description description() {
    return {
        "xml",
        SAMKAT_VERSION,
        {},
        {
            {.key = "path", .type = SettingType::path, .required = true, .help = {"Exportfilen.", "The export file."}},
            {.key = "record",
             .type = SettingType::map,
             .required = true,
             .min = 1,
             .max = 20,
             .help = {"De slags poster som filen har: record.NAMN, där namnet är mappningens.",
                      "The kinds of record that the file has: record.NAME, where the name is the mapping's."},
             .inner = {record_setting()}},
            {.key = "max_depth",
             .type = SettingType::integer,
             .otherwise = Json{std::int64_t{32}},
             .min = 2,
             .max = 200,
             .help = {"Så djupt får elementen ligga.", "How deep elements may be nested."}},
            {.key = "max_record_bytes",
             .type = SettingType::integer,
             .otherwise = Json{std::int64_t{262144}},
             .min = 1024,
             .max = 8388608,
             .help = {"Den största post som läses.", "The largest record that is read."}},
            {.key = "max_bytes",
             .type = SettingType::integer,
             .otherwise = Json{std::int64_t{1} << 30},
             .min = 1,
             .max = std::int64_t{1} << 36,
             .help = {"Den största fil som läses.", "The largest file that is read."}},
            {.key = "settle",
             .type = SettingType::duration,
             .otherwise = Json{std::string{"30s"}},
             .min = 0,
             .max = 86400000,
             .help = {"Så länge ska filen ha varit orörd, när det inte går att se om någon skriver den.",
                      "So long must the file have been untouched, where it cannot be seen whether somebody is writing "
                      "it."}},
        }};
}

Result<Settings> settings_of(const Json& json, const Where& where) {
    Settings settings;
    settings.path = json["path"].as_string();
    settings.max_depth = static_cast<std::size_t>(json["max_depth"].as_integer());
    settings.max_record_bytes = static_cast<std::size_t>(json["max_record_bytes"].as_integer());
    settings.file_rules.max_bytes = static_cast<std::uint64_t>(json["max_bytes"].as_integer());
    settings.file_rules.settle = *parse_duration(json["settle"].as_string());
    for (const auto& [kind, record] : json["record"].as_object()) {
        auto rule = record_rule(kind, record, where);
        if (!rule) return fail(rule.error());
        if (auto apart = check_overlap(settings.records, *rule, where); !apart) return fail(apart.error());
        settings.records.push_back(std::move(*rule));
    }
    return settings;
}

}  // namespace samkat::xml
