#include "daemon/changelog/line.hpp"

#include <algorithm>
#include <charconv>

#include "daemon/base/json.hpp"
#include "daemon/base/json_writer.hpp"
#include "daemon/changelog/messages.hpp"

namespace samkat::changelog {

namespace {

constexpr std::string_view schema = "samkat/event/2";
constexpr std::string_view line_start = R"({"schema":"samkat/event/2","seq":)";

tl::unexpected<Error> bad(const char* what) {
    return fail(changelog_messages::LINE_FORM, {}, {{"what", what}});
}

bool is_hash(std::string_view text) {
    return text.size() == 64 &&
           std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// Takes a line apart from its start: what is not exactly as expected makes it not ok().
class Scanner {
  public:
    explicit Scanner(std::string_view text) : text_(text), rest_(text) {}

    std::uint64_t number(std::string_view before) {
        expect(before);
        std::uint64_t value = 0;
        const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
        ok_ = ok_ && error == std::errc{};
        rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
        return value;
    }
    std::string string(std::string_view before) {
        expect(before);
        expect("\"");
        const std::size_t end = rest_.find_first_of("\"\\");
        if (end == std::string_view::npos) return none();
        if (rest_[end] == '\\') return escaped_string(end);
        std::string value{rest_.substr(0, end)};
        rest_.remove_prefix(end + 1);
        return value;
    }
    void expect(std::string_view literal) {
        if (!rest_.starts_with(literal))
            ok_ = false;
        else
            rest_.remove_prefix(literal.size());
    }
    std::size_t position() const { return text_.size() - rest_.size(); }
    bool ok() const { return ok_; }

  private:
    std::string none() {
        ok_ = false;
        return {};
    }
    // A string whose first escape is at `at`.
    std::string escaped_string(std::size_t at) {
        while (at < rest_.size() && rest_[at] != '"') at += rest_[at] == '\\' ? 2 : 1;
        if (at >= rest_.size()) return none();
        const auto value = Json::parse("\"" + std::string{rest_.substr(0, at + 1)});
        if (!value) return none();
        rest_.remove_prefix(at + 1);
        return value->as_string();
    }

    std::string_view text_;
    std::string_view rest_;
    bool ok_ = true;
};

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

std::string line_body(std::string_view clear, std::string_view sealed, std::string_view prev) {
    std::string text;
    text.reserve(clear.size() + sealed.size() + prev.size() + 112);  // and room for the mac
    text += clear;
    text += R"(,"sealed":)";
    append_json_string(text, sealed);
    text += R"(,"prev":)";
    append_json_string(text, prev);
    return text;
}

std::string line_text(std::string_view body, std::string_view mac) {
    std::string text;
    text.reserve(body.size() + mac.size() + 16);
    text += body;
    text += R"(,"mac":)";
    append_json_string(text, mac);
    text += '}';
    return text;
}

Result<Line> parse_line(std::string_view text) {
    Scanner scanner{text};
    Line line;
    Event& event = line.event;
    event.seq = scanner.number(line_start);
    event.time = scanner.string(R"(,"time":)");
    event.run = scanner.string(R"(,"run":)");
    event.batch = scanner.number(R"(,"batch":)");
    event.actor = scanner.string(R"(,"actor":)");
    event.kind = scanner.string(R"(,"kind":)");
    event.municipality = scanner.string(R"(,"municipality":)");
    event.person = scanner.string(R"(,"person":)");
    event.subject = scanner.string(R"(,"subject":)");
    event.change = scanner.string(R"(,"change":)");
    event.outcome = scanner.string(R"(,"outcome":)");
    line.clear = text.substr(0, scanner.position());
    line.sealed = scanner.string(R"(,"sealed":)");
    event.prev = scanner.string(R"(,"prev":)");
    const std::string_view body = text.substr(0, scanner.position());
    line.mac = scanner.string(R"(,"mac":)");
    scanner.expect("}");
    if (!scanner.ok() || scanner.position() != text.size()) return bad("keys");
    if (!is_hash(event.prev)) return bad("prev");
    if (!is_hash(line.mac)) return bad("mac");
    // What is spelled otherwise than it would be written.
    if (line_body(clear_part(event), line.sealed, event.prev) != body) return bad("spelling");
    line.digest = sha256(body);
    event.hash = hex(line.digest);
    return line;
}

Result<void> check_mac(const Keys* keys, const Line& line) {
    if (keys == nullptr || keys->line_mac(line.digest) == line.mac) return {};
    return fail(changelog_messages::LINE_MAC);
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
