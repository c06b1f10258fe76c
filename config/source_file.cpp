#include "config/source_file.hpp"

#include <algorithm>
#include <array>

#include "daemon/base/text.hpp"

namespace samkat::config {

namespace {

constexpr std::size_t shown_width = 140;  // characters

constexpr std::array<std::string_view, 13> secret_names = {
    "password", "passwd",      "passphrase", "pwd",      "secret",     "token",      "api_key",
    "apikey",   "private_key", "lösenord",   "losenord", "credential", "credentials"};

std::size_t character_length(std::string_view text, std::size_t at) {
    std::size_t end = at + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
    return end - at;
}

// True if the key that ends before the equals sign at `at` names a secret.
bool assigns_secret(std::string_view line, std::size_t at) {
    std::string_view key = text::trim(line.substr(0, at));
    while (!key.empty() && (key.back() == '"' || key.back() == '\'')) key.remove_suffix(1);
    return names_secret(key.substr(key.find_last_of(". \t{,\"'") + 1));
}

// The line as a message shows it: up to the first value of a secret, since messages are logged.
std::string shown(std::string_view line) {
    for (std::size_t at = line.find('='); at != std::string_view::npos; at = line.find('=', at + 1)) {
        if (assigns_secret(line, at)) return text::printable(text::replace_all(line.substr(0, at), "\t", " ")) + "= …";
    }
    return text::printable(text::replace_all(line, "\t", " "));
}

// Walks the raw text of a TOML string (TOML 1.0, "String"), a character of the value at a time.
class StringWalk {
  public:
    StringWalk(std::string_view text, std::size_t at) : text_(text), at_(at) {
        const std::string_view rest = text_.substr(std::min(at_, text_.size()));
        escapes_ = rest.starts_with('"');
        const bool many = rest.starts_with(R"(""")") || rest.starts_with("'''");
        at_ += many ? 3 : 1;
        if (many) skip_newline();
        if (many && escapes_) skip_continuation();
    }

    std::size_t position() const { return at_; }

    void next() {
        if (at_ >= text_.size()) return;
        if (escapes_ && text_[at_] == '\\')
            at_ += escape_length();
        else
            at_ += text_.substr(at_).starts_with("\r\n") ? 2 : character_length(text_, at_);
        if (escapes_) skip_continuation();
    }

  private:
    std::size_t escape_length() const {
        const char kind = at_ + 1 < text_.size() ? text_[at_ + 1] : ' ';
        return kind == 'u' ? 6 : kind == 'U' ? 10 : 2;
    }
    void skip_newline() {
        if (text_.substr(std::min(at_, text_.size())).starts_with("\r\n"))
            at_ += 2;
        else if (at_ < text_.size() && text_[at_] == '\n')
            ++at_;
    }
    // A backslash at the end of a line and the white space after it.
    void skip_continuation() {
        while (at_ < text_.size() && text_[at_] == '\\') {
            const std::size_t end = text_.find_first_not_of(" \t\r", at_ + 1);
            if (end == std::string_view::npos || text_[end] != '\n') return;
            at_ = std::min(text_.find_first_not_of(" \t\r\n", end), text_.size());
        }
    }

    std::string_view text_;
    std::size_t at_;
    bool escapes_ = false;
};

}  // namespace

SourceFile::SourceFile(std::string name, std::string text) : name_(std::move(name)), text_(std::move(text)) {
    starts_.push_back(0);
    for (std::size_t at = text_.find('\n'); at != std::string::npos; at = text_.find('\n', at + 1))
        starts_.push_back(at + 1);
}

std::string_view SourceFile::line(std::uint32_t number) const {
    if (number == 0 || number > starts_.size()) return {};
    const std::size_t start = starts_[number - 1];
    std::string_view result = std::string_view{text_}.substr(start, text_.find('\n', start) - start);
    if (result.ends_with('\r')) result.remove_suffix(1);
    return result;
}

std::size_t SourceFile::offset(std::uint32_t line, std::uint32_t column) const {
    if (line == 0 || line > starts_.size()) return text_.size();
    std::size_t at = starts_[line - 1];
    for (std::uint32_t i = 1; i < column && at < text_.size(); ++i) at += character_length(text_, at);
    return at;
}

Where Spot::where() const {
    return {file ? file->name() : std::string{}, line, column, setting};
}

std::string excerpt(const Spot& spot) {
    if (!spot.file || spot.line == 0) return {};
    const std::string_view line = spot.file->line(spot.line);
    const std::size_t skipped = spot.column > shown_width ? spot.column - shown_width / 2 : 0;
    const std::string left_out = text::left(line, skipped);
    const std::string text = shown(line);
    const bool whole = skipped == 0 || text.ends_with("…");
    const std::string window = text::left(whole ? text : shown(line.substr(left_out.size())), shown_width);
    const std::string number = std::to_string(spot.line);
    const std::size_t column = std::min(whole ? spot.column : spot.column - skipped, text::length(window) + 1);
    std::string result = "  " + number + " | " + window;
    if (column > 0) result += "\n  " + std::string(number.size(), ' ') + " | " + std::string(column - 1, ' ') + "^";
    return result;
}

Finding finding_at(const Message& message, const Spot& spot, const Arguments& arguments) {
    Finding result = finding(message, spot.where(), arguments);
    result.excerpt = excerpt(spot);
    return result;
}

Spot inside_string(const Spot& spot, std::uint32_t index) {
    if (!spot.file) return spot;
    StringWalk walk{spot.file->text(), spot.file->offset(spot.line, spot.column)};
    for (std::uint32_t i = 1; i < index; ++i) walk.next();
    const std::string_view before = std::string_view{spot.file->text()}.substr(0, walk.position());
    const std::size_t line_start = before.rfind('\n') + 1;
    Spot result = spot;
    result.line = static_cast<std::uint32_t>(std::ranges::count(before, '\n') + 1);
    result.column = static_cast<std::uint32_t>(text::length(before.substr(line_start)) + 1);
    return result;
}

bool names_secret(std::string_view key) {
    const std::string folded = text::replace_all(text::fold(key), "-", "_");
    return std::ranges::any_of(secret_names, [&](std::string_view name) {
        return folded == name ||
               (folded.ends_with(name) && folded[folded.size() - name.size() - 1] == '_' && name != "credential");
    });
}

}  // namespace samkat::config
