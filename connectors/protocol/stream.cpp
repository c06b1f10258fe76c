#include "connectors/protocol/stream.hpp"

#include <algorithm>
#include <set>

#include "connectors/protocol/limits.hpp"
#include "connectors/protocol/messages.hpp"
#include "daemon/base/json_writer.hpp"
#include "daemon/base/quote.hpp"
#include "daemon/base/text.hpp"

namespace samkat::protocol {

namespace {

void write_place(JsonWriter& writer, const Where& where) {
    if (!where.place.empty()) writer.member("place", where.place);
    if (where.line > 0) writer.member("line", where.line);
    if (where.column > 0) writer.member("column", where.column);
    if (!where.field.empty()) writer.member("field", where.field);
}

tl::unexpected<Error> wrong(const std::string& what) {
    return fail(protocol_messages::MESSAGE_SHAPE, {}, {{"what", what}});
}

// `text` fit to be shown: at most `limit` bytes, without control characters.
std::string shown(const std::string& text, std::size_t limit) {
    return text::printable(text.size() <= limit ? text : text::left(text, limit / 4));
}

// A program of somebody's own may quote what it reads as it stands.
std::string sentence(const std::string& text) {
    return shown(without_numbers(text), max_sentence);
}

bool is_name(const Json& json) {
    return json.is_string() && !json.as_string().empty() && json.as_string().size() <= max_name;
}

bool is_number(const Json& json) {
    return json.is_integer() && json.as_integer() >= 0 && json.as_integer() <= UINT32_MAX;
}

std::uint32_t number(const Json& json) {
    return is_number(json) ? static_cast<std::uint32_t>(json.as_integer()) : 0;
}

Result<StreamMessage> read_set(const Json& line) {
    SetMessage message;
    if (!is_number(line["set"])) return wrong("\"set\" is no number");
    if (!is_name(line["kind"]) || !is_name(line["place"]))
        return wrong("a set needs \"kind\" and \"place\" of at most 200 bytes");
    message.set = number(line["set"]);
    message.kind = line["kind"].as_string();
    message.place = line["place"].as_string();
    const Json::Array& fields = line["fields"].as_array();
    if (fields.empty() || fields.size() > max_fields) return wrong("a set has from 1 to 1024 \"fields\"");
    std::set<std::string_view> seen;
    for (const Json& field : fields) {
        if (!is_name(field)) return wrong("a field's name has from 1 to 200 bytes");
        if (!seen.insert(field.as_string()).second)
            return wrong("field \"" + quoted_for_people(field.as_string()) + "\" is there twice");
        message.fields.push_back(field.as_string());
    }
    return message;
}

std::optional<Severity> severity_of(const std::string& name) {
    for (const Severity each : {Severity::info, Severity::warning, Severity::error}) {
        if (name_of(each) == name) return each;
    }
    return std::nullopt;
}

bool is_message_id(std::string_view id) {
    const auto allowed = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; };
    return !id.empty() && id.size() <= 64 && std::ranges::all_of(id, allowed);
}

Result<StreamMessage> read_finding(const Json& json) {
    FindingMessage message;
    Finding& finding = message.finding;
    const auto severity = severity_of(json["severity"].as_string());
    if (!severity) return wrong("a finding's \"severity\" is info, warning or error");
    finding.id = json["id"].as_string();
    if (!is_message_id(finding.id)) return wrong("a finding's \"id\" has from 1 to 64 characters A-Z, 0-9 and _");
    finding.severity = *severity;
    finding.where = {shown(json["place"].as_string(), max_name), number(json["line"]), number(json["column"]),
                     shown(json["field"].as_string(), max_name)};
    finding.text = {sentence(json["sv"].as_string()), sentence(json["en"].as_string())};
    finding.advice = {sentence(json["advice_sv"].as_string()), sentence(json["advice_en"].as_string())};
    if (finding.text.sv.empty() || finding.text.en.empty())
        return wrong("a finding needs its text in \"sv\" and \"en\"");
    message.key_unreadable = json["key_unreadable"].as_bool();
    if (json.has("lost_key")) {
        if (!is_name(json["lost_key"])) return wrong("\"lost_key\" is a text of 1 to 200 bytes");
        message.lost_key = json["lost_key"].as_string();
    }
    return message;
}

// A time of RFC 3339 in UTC with any number of decimals, as parse_time() takes it: with three.
std::string with_milliseconds(std::string time) {
    constexpr std::size_t seconds = 19;  // characters up to and with the seconds
    if (time.size() <= seconds || time.size() > 40 || !time.ends_with('Z')) return time;
    time.pop_back();
    if (time.size() == seconds) time += '.';
    time.resize(seconds + 4, '0');
    return time + 'Z';
}

Result<StreamMessage> read_end(const Json& json) {
    EndMessage message;
    if (!json["records"].is_integer() || json["records"].as_integer() < 0)
        return wrong("\"end\" needs the number of \"records\"");
    if (!json["digest"].is_string()) return wrong("\"end\" needs a \"digest\"");
    message.records = static_cast<std::uint64_t>(json["records"].as_integer());
    message.digest = json["digest"].as_string();
    message.failed = json["failed"].as_bool();
    if (json["age"].is_string()) {
        message.age = parse_time(with_milliseconds(json["age"].as_string()));
        if (!message.age) return wrong("\"age\" is no time like 2026-08-17T04:10:00Z");
    }
    return message;
}

}  // namespace

void append(std::string& out, const Hello& message) {
    JsonWriter writer{out};
    writer.begin_object().member("samkat", version).member("connector", message.connector);
    if (message.sealed) writer.member("sealed", true);
    writer.end_object();
    out += '\n';
}

void append(std::string& out, const SetMessage& message) {
    JsonWriter writer{out};
    writer.begin_object().member("set", message.set).member("kind", message.kind).member("place", message.place);
    writer.key("fields").begin_array();
    for (const std::string& field : message.fields) writer.value(field);
    writer.end_array().end_object();
    out += '\n';
}

void append(std::string& out, const FindingMessage& message) {
    const Finding& finding = message.finding;
    JsonWriter writer{out};
    writer.begin_object().key("finding").begin_object();
    writer.member("id", finding.id).member("severity", name_of(finding.severity));
    write_place(writer, finding.where);
    writer.member("sv", finding.text.sv).member("en", finding.text.en);
    writer.member("advice_sv", finding.advice.sv).member("advice_en", finding.advice.en);
    if (message.key_unreadable) writer.member("key_unreadable", true);
    if (message.lost_key) writer.member("lost_key", *message.lost_key);
    writer.end_object().end_object();
    out += '\n';
}

void append(std::string& out, const EndMessage& message) {
    JsonWriter writer{out};
    writer.begin_object().key("end").begin_object();
    writer.member("records", message.records).member("digest", message.digest);
    if (message.age) writer.member("age", format_time(*message.age));
    writer.member("failed", message.failed).end_object().end_object();
    out += '\n';
}

Result<StreamMessage> read_message(const Json& line) {
    if (line.has("samkat")) {
        if (line["samkat"].as_string() != version)
            return wrong("it is not of protocol \"" + std::string{version} + "\"");
        if (!is_name(line["connector"])) return wrong("the hello needs the name of the \"connector\"");
        return Hello{line["connector"].as_string(), line["sealed"].as_bool()};
    }
    if (line.has("set")) return read_set(line);
    if (line.has("finding")) return read_finding(line["finding"]);
    if (line.has("end")) return read_end(line["end"]);
    return wrong("a line is none of the known messages");
}

}  // namespace samkat::protocol
