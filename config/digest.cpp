#include "config/digest.hpp"

#include <algorithm>

#include "daemon/base/digest.hpp"

namespace samkat::config {

namespace {

void write_table(JsonWriter& writer, const LookupTable& table) {
    writer.begin_object();
    for (const auto& [key, value] : table.rows) writer.member(key, value);
    writer.end_object();
}

// The tree below node `index`: spelling and spaces of the source do not count.
void write_node(JsonWriter& writer, const Expression& expression, std::uint32_t index) {
    const Node& node = expression.nodes[index];
    writer.begin_array().value(static_cast<int>(node.kind)).value(node.text);
    if (node.table) write_table(writer, *node.table);
    for (const std::uint32_t child : node.children) write_node(writer, expression, child);
    writer.end_array();
}

void write_expression(JsonWriter& writer, std::string_view key, const Expression& expression) {
    writer.key(key);
    if (expression.empty())
        writer.null();
    else
        write_node(writer, expression, static_cast<std::uint32_t>(expression.nodes.size() - 1));
}

// JSON with its keys in order.
void write_sorted(JsonWriter& writer, const Json& json) {
    if (json.is_array()) {
        writer.begin_array();
        for (const Json& each : json.as_array()) write_sorted(writer, each);
        writer.end_array();
    } else if (json.is_object()) {
        std::vector<std::pair<std::string_view, const Json*>> members;
        for (const auto& [key, value] : json.as_object()) members.emplace_back(key, &value);
        std::ranges::sort(members);
        writer.begin_object();
        for (const auto& [key, value] : members) {
            writer.key(key);
            write_sorted(writer, *value);
        }
        writer.end_object();
    } else {
        json.write(writer);
    }
}

void write_name(JsonWriter& writer, std::string_view key, const NameRule& rule) {
    writer.key(key).begin_object();
    writer.member("policy", static_cast<int>(rule.policy));
    if (rule.policy == NamePolicy::opaque) writer.member("length", rule.length);
    if (rule.policy == NamePolicy::pronounceable)
        writer.member("syllables", rule.syllables).member("digits", rule.digits);
    write_expression(writer, "pattern", rule.pattern);
    writer.end_object();
}

void write_rule(JsonWriter& writer, const AttributeRule& rule) {
    writer.begin_object().member("id", rule.id).member("name", rule.name);
    writer.member("entry", name_of(rule.entry_class)).member("each", static_cast<int>(rule.each));
    writer.member("policy", static_cast<int>(rule.policy)).member("kept", rule.kept_when_disabled);
    write_expression(writer, "when", rule.when);
    writer.key("values").begin_array();
    for (const Expression& each : rule.values) {
        writer.begin_object();
        write_expression(writer, "value", each);
        writer.end_object();
    }
    writer.end_array().end_object();
}

void write_rules(JsonWriter& writer, std::vector<AttributeRule> rules) {
    std::ranges::sort(rules, {}, &AttributeRule::id);
    writer.key("attributes").begin_array();
    for (const AttributeRule& each : rules) write_rule(writer, each);
    writer.end_array();
}

void write_kind(JsonWriter& writer, const KindMapping& kind) {
    writer.begin_object().member("kind", kind.kind).member("role", name_of(kind.role));
    write_expression(writer, "only", kind.only);
    if (kind.several_rows) writer.member("several_rows", true);
    for (const MapRule& each : kind.rules) {
        write_expression(writer, targets()[static_cast<std::size_t>(each.target)].name, each.value);
    }
    writer.end_object();
}

// What a source says about people: not how often it is read, nor whom else it serves.
void write_source(JsonWriter& writer, const WrittenSource& source) {
    writer.begin_object().member("name", source.policy.name).member("register", source.policy.register_name);
    writer.member("connector", source.written_connector);
    write_expression(writer, "municipality", source.policy.municipality);
    std::vector<KindMapping> kinds = source.policy.kinds;
    std::ranges::sort(kinds, {}, &KindMapping::kind);
    writer.key("kinds").begin_array();
    for (const KindMapping& each : kinds) write_kind(writer, each);
    writer.end_array().key("settings");
    write_sorted(writer, source.written_settings);
    writer.end_object();
}

std::vector<const WrittenSource*> by_name(const std::vector<WrittenSource>& sources) {
    std::vector<const WrittenSource*> sorted;
    for (const WrittenSource& each : sources) sorted.push_back(&each);
    std::ranges::sort(sorted, {}, [](const WrittenSource* each) { return each->policy.name; });
    return sorted;
}

bool serves(const WrittenSource& source, const std::string& code) {
    return std::ranges::find(source.policy.serves, code) != source.policy.serves.end();
}

void write_guard(JsonWriter& writer, const GuardPolicy& guard) {
    writer.key("guard").begin_array();
    writer.value(guard.max_leavers).value(guard.max_leavers_per_mille).value(guard.small_floor);
    writer.value(guard.max_creates_per_mille).value(guard.max_modifies_per_mille).value(guard.shrink_per_mille);
    writer.value(guard.max_unseen).value(guard.max_unseen_per_mille);
    writer.value(guard.period_floor);
    for (const RollingLimit& each : {guard.leavers, guard.comebacks, guard.creates, guard.names, guard.numbers,
                                     guard.mails, guard.places, guard.changes, guard.taken_back})
        writer.value(each.day).value(each.week);
    writer.value(guard.part_floor).value(guard.part_per_mille).value(guard.renumbered).value(guard.total_renames);
    writer.value(guard.moved_people).value(guard.again).value(guard.strangers);
    writer.value(guard.moved_names).value(guard.garbled_names).value(guard.class_moves_per_mille);
    writer.value(guard.groups_per_mille).value(guard.unit_changes).value(guard.clock_ahead_days);
    writer.value(static_cast<std::int64_t>(guard.old_delivery.count()));
    writer.value(guard.first_run).value(guard.config_change).end_array();
}

void write_schedule(JsonWriter& writer, const SourcePolicy& source) {
    std::vector<std::string> codes = source.serves;
    std::ranges::sort(codes);
    writer.begin_object().member("name", source.name).key("serves").begin_array();
    for (const std::string& each : codes) writer.value(each);
    writer.end_array();
    for (const auto time : {source.interval, source.expected_every, source.max_age, source.time_limit}) {
        writer.member("time", static_cast<std::int64_t>(time.count()));
    }
    if (source.omits_protected) writer.member("protected", "omitted");
    writer.end_object();
}

}  // namespace

std::string municipality_digest(const MunicipalityPolicy& municipality, const std::vector<WrittenSource>& sources) {
    std::string text;
    JsonWriter writer{text};
    writer.begin_object().member("code", municipality.code).member("name", municipality.name);
    writer.member("base", municipality.base.key()).member("scope", municipality.scope);
    writer.member("people", municipality.people_ou).member("groups", municipality.groups_ou);
    writer.member("units", municipality.units_ou).member("disabled", municipality.disabled_ou);
    writer.member("lead", municipality.lead_days).member("grace", municipality.grace_days);
    writer.member("civic", municipality.civic_number).member("lock", municipality.lock_disabled);
    write_name(writer, "username", municipality.username);
    write_name(writer, "eppn", municipality.eppn);
    write_rules(writer, municipality.attributes);
    writer.key("sources").begin_array();
    for (const WrittenSource* each : by_name(sources)) {
        if (serves(*each, municipality.code)) write_source(writer, *each);
    }
    writer.end_array().end_object();
    return hex(sha256(text));
}

std::string decision_digest(const MunicipalityPolicy& municipality, const std::vector<WrittenSource>& sources) {
    std::string text;
    JsonWriter writer{text};
    writer.begin_object().member("entries", municipality_digest(municipality, sources));
    write_guard(writer, municipality.guard);
    writer.key("sources").begin_array();
    for (const WrittenSource* each : by_name(sources)) {
        if (serves(*each, municipality.code)) write_schedule(writer, each->policy);
    }
    writer.end_array().end_object();
    return hex(sha256(text));
}

std::string config_digest(const Config& config, const std::vector<WrittenSource>& sources) {
    std::string text;
    JsonWriter writer{text};
    writer.begin_object().member("directory", config.directory.name).member("uri", config.directory.uri);
    writer.member("kind", static_cast<int>(config.directory.kind));
    writer.key("municipalities").begin_array();
    for (const MunicipalityPolicy& each : config.municipalities) {
        writer.begin_object().member("digest", config.municipality_digests.at(each.code));
        write_guard(writer, each.guard);
        writer.end_object();
    }
    writer.end_array().key("sources").begin_array();
    for (const WrittenSource* each : by_name(sources)) write_schedule(writer, each->policy);
    writer.end_array().end_object();
    return hex(sha256(text));
}

}  // namespace samkat::config
