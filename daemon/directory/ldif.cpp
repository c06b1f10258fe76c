#include "daemon/directory/ldif.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "daemon/base/digest.hpp"
#include "daemon/base/text.hpp"
#include "daemon/directory/messages.hpp"
#include "daemon/directory/names.hpp"

namespace samkat::directory {

namespace {

constexpr std::size_t fold_at = 76;
constexpr std::size_t max_attributes = 1024;  // of different names in one record

struct Line {
    std::string text;  // unfolded
    std::uint32_t number = 0;
};

// Joins folded lines (RFC 2849 note 2) and drops comments. An empty line is a Line with empty text.
class Lines {
  public:
    Lines(std::string_view text, const std::string& place) : rest_(text), place_(place) {}

    Result<std::optional<Line>> next() {
        while (!rest_.empty()) {
            Line line;
            take(line);
            while (rest_.starts_with(' ')) {
                if (line.text.empty()) return fail(directory_messages::LDIF_LINE, {place_, number_ + 1, 0, {}});
                rest_.remove_prefix(1);
                append(line.text);
                if (line.text.size() > ldif_record_limit) return too_much(place_, line.number);
            }
            if (!line.text.starts_with('#')) return std::optional{std::move(line)};
        }
        return std::nullopt;
    }

    static tl::unexpected<Error> too_much(const std::string& place, std::uint32_t line) {
        return fail(directory_messages::LDIF_TOO_MUCH, {place, line, 0, {}},
                    {{"limit", std::to_string(ldif_record_limit)}});
    }

  private:
    void take(Line& line) {
        line.number = number_ + 1;
        append(line.text);
    }

    void append(std::string& text) {
        const std::size_t end = std::min(rest_.find('\n'), rest_.size());
        std::string_view raw = rest_.substr(0, end);
        if (raw.ends_with('\r')) raw.remove_suffix(1);
        text += raw;
        rest_.remove_prefix(std::min(end + 1, rest_.size()));
        ++number_;
    }

    std::string_view rest_;
    const std::string& place_;
    std::uint32_t number_ = 0;
};

struct Pair {
    std::string name;
    std::string value;
};

// attrval-spec of RFC 2849.
Result<Pair> read_pair(const Line& line, const std::string& place) {
    const Where where{place, line.number, 0, {}};
    const std::size_t colon = line.text.find(':');
    if (colon == std::string::npos || !is_attribute_name(std::string_view{line.text}.substr(0, colon))) {
        return fail(directory_messages::LDIF_LINE, where);
    }
    Pair pair{line.text.substr(0, colon), {}};
    std::string_view rest = std::string_view{line.text}.substr(colon + 1);
    if (rest.starts_with('<')) return fail(directory_messages::LDIF_URL, where);
    const bool encoded = rest.starts_with(':');
    if (encoded) rest.remove_prefix(1);
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    if (!encoded) {
        if (!text::is_utf8(rest)) return fail(directory_messages::LDIF_VALUE, where);
        pair.value = rest;
        return pair;
    }
    auto decoded = from_base64(rest);
    if (!decoded) return fail(directory_messages::LDIF_VALUE, where);
    pair.value = std::move(*decoded);
    return pair;
}

// Puts the lines of one record together.
class Record {
  public:
    explicit Record(const std::string& place) : place_(place) {}

    bool open() const { return line_ > 0; }
    std::uint32_t line() const { return line_; }

    Result<void> begin(const Line& line, const Pair& pair) {
        if (!same_name(pair.name, "dn")) return fail(directory_messages::LDIF_FIRST_LINE, {place_, line.number, 0, {}});
        auto dn = Dn::parse(pair.value);
        if (!dn) {
            dn.error().where = {place_, line.number, 0, {}};
            return fail(dn.error());
        }
        line_ = line.number;
        dn_ = std::move(*dn);
        size_ = 0;
        return {};
    }

    Result<void> add(const Line& line, Pair pair) {
        if (same_name(pair.name, "changetype"))
            return fail(directory_messages::LDIF_CHANGE, {place_, line.number, 0, {}});
        size_ += line.text.size();
        if (size_ > ldif_record_limit) return Lines::too_much(place_, line.number);
        Attribute& attribute = attributes_[lower_name(pair.name)];
        if (attributes_.size() > max_attributes) return Lines::too_much(place_, line.number);
        if (attribute.values.empty()) attribute.name = std::move(pair.name);
        attribute.values.push_back(std::move(pair.value));
        return {};
    }

    Result<Entry> finish() {
        Entry entry{std::move(dn_)};
        for (auto& [key, attribute] : attributes_) entry.set(attribute.name, std::move(attribute.values));
        const Where where{place_, line_, 0, {}};
        attributes_.clear();
        line_ = 0;
        if (entry.attributes().empty()) return fail(directory_messages::LDIF_EMPTY, where);
        return entry;
    }

  private:
    const std::string& place_;
    std::uint32_t line_ = 0;
    std::size_t size_ = 0;
    Dn dn_;
    std::map<std::string, Attribute> attributes_;  // by lower-case name
};

class LdifReader {
  public:
    LdifReader(std::string_view text, const std::string& place,
               const std::function<Result<void>(Entry&&, std::uint32_t)>& each)
        : lines_(text, place), record_(place), place_(place), each_(each) {}

    Result<void> read() {
        for (;;) {
            auto line = lines_.next();
            if (!line) return fail(line.error());
            if (!*line) return end_record();
            auto done = (*line)->text.empty() ? end_record() : read_line(**line);
            if (!done) return done;
        }
    }

  private:
    Result<void> end_record() {
        if (!record_.open()) return {};
        const std::uint32_t line = record_.line();
        auto entry = record_.finish();
        return entry ? each_(std::move(*entry), line) : Result<void>{fail(entry.error())};
    }

    Result<void> read_line(const Line& line) {
        auto pair = read_pair(line, place_);
        if (!pair) return fail(pair.error());
        if (record_.open()) return record_.add(line, std::move(*pair));
        if (first_ && same_name(pair->name, "version")) return read_version(line, *pair);
        first_ = false;
        return record_.begin(line, *pair);
    }

    Result<void> read_version(const Line& line, const Pair& pair) {
        first_ = false;
        if (pair.value == "1") return {};
        return fail(directory_messages::LDIF_VERSION, {place_, line.number, 0, {}},
                    {{"version", text::printable(text::left(pair.value, 20))}});
    }

    Lines lines_;
    Record record_;
    const std::string& place_;
    const std::function<Result<void>(Entry&&, std::uint32_t)>& each_;
    bool first_ = true;
};

// SAFE-STRING of RFC 2849, and no trailing space (note 8).
bool is_safe(std::string_view value) {
    if (value.empty()) return true;
    if (std::string_view{" :<"}.find(value.front()) != std::string_view::npos || value.back() == ' ') return false;
    return std::ranges::all_of(value, [](char c) { return c > 0 && c != '\n' && c != '\r'; });
}

void write_line(std::string& out, std::string_view name, std::string_view value) {
    std::string line{name};
    if (is_safe(value))
        (line += value.empty() ? ":" : ": ") += value;
    else
        (line += ":: ") += base64(value);
    for (std::size_t at = 0; at < line.size();) {
        const std::size_t width = at == 0 ? fold_at : fold_at - 1;
        if (at > 0) out += ' ';
        out.append(line, at, width);
        out += '\n';
        at += width;
    }
}

}  // namespace

Result<void> read_ldif(std::string_view text, const std::string& place,
                       const std::function<Result<void>(Entry&& entry, std::uint32_t line)>& each) {
    return LdifReader{text, place, each}.read();
}

void write_ldif(std::string& out, const Entry& entry) {
    write_line(out, "dn", entry.dn().text());
    for (const Attribute& attribute : entry.attributes()) {
        for (const std::string& value : attribute.values) write_line(out, attribute.name, value);
    }
    out += '\n';
}

}  // namespace samkat::directory
