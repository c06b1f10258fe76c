#include "daemon/changelog/line.hpp"

#include <algorithm>
#include <charconv>

#include "daemon/base/digest.hpp"
#include "daemon/base/json_writer.hpp"
#include "daemon/changelog/messages.hpp"

namespace samkat::changelog {

namespace {

constexpr std::string_view schema = "samkat/event/1";
constexpr std::string_view line_start = R"({"schema":"samkat/event/1","seq":)";

tl::unexpected<Error> bad(const char* what) { return fail(changelog_messages::LINE_FORM, {}, {{"what", what}}); }

bool is_hash(std::string_view text) {
    return text.size() == 64 &&
           std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

Event event_of(const Json& json) {
    const auto number = [&](const char* key) { return static_cast<std::uint64_t>(std::max<std::int64_t>(0, json[key].as_integer())); };
    Event event;
    event.seq = number("seq");
    event.time = json["time"].as_string();
    event.run = json["run"].as_string();
    event.batch = number("batch");
    event.actor = json["actor"].as_string();
    event.kind = json["kind"].as_string();
    event.municipality = json["municipality"].as_string();
    event.person = json["person"].as_string();
    event.subject = json["subject"].as_string();
    event.change = json["change"].as_string();
    event.outcome = json["outcome"].as_string();
    event.prev = json["prev"].as_string();
    return event;
}

}  // namespace

std::string clear_part(const Event& event) {
    std::string text;
    text.reserve(512);
    JsonWriter writer{text};
    writer.begin_object()
        .member("schema", schema)
        .member("seq", event.seq)
        .member("time", event.time)
        .member("run", event.run)
        .member("batch", event.batch)
        .member("actor", event.actor)
        .member("kind", event.kind)
        .member("municipality", event.municipality)
        .member("person", event.person)
        .member("subject", event.subject)
        .member("change", event.change)
        .member("outcome", event.outcome);
    return text;
}

std::string line_text(std::string_view clear, std::string_view sealed, std::string_view prev) {
    std::string text;
    text.reserve(clear.size() + sealed.size() + prev.size() + 32);
    text += clear;
    text += R"(,"sealed":)";
    append_json_string(text, sealed);
    text += R"(,"prev":)";
    append_json_string(text, prev);
    text += '}';
    return text;
}

Result<Line> parse_line(std::string_view text) {
    const auto json = Json::parse(text, 2);
    if (!json) return bad("JSON");
    if ((*json)["schema"].as_string() != schema) return bad("schema");
    Line line;
    line.event = event_of(*json);
    line.sealed = (*json)["sealed"].as_string();
    const std::string clear = clear_part(line.event);
    if (line_text(clear, line.sealed, line.event.prev) != text) return bad("keys");
    if (!is_hash(line.event.prev)) return bad("prev");
    line.clear = text.substr(0, clear.size());
    line.event.hash = hex(sha256(text));
    return line;
}

std::optional<std::uint64_t> seq_of(std::string_view text) {
    if (!text.starts_with(line_start)) return std::nullopt;
    text.remove_prefix(line_start.size());
    std::uint64_t seq = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seq);
    if (error != std::errc{} || end == text.data() + text.size() || *end != ',') return std::nullopt;
    return seq;
}

bool is_municipality_code(std::string_view text) {
    return text.size() == 4 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace samkat::changelog
