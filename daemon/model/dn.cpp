#include "daemon/model/dn.hpp"

#include <optional>
#include <utility>

#include "daemon/base/quote.hpp"
#include "daemon/base/text.hpp"
#include "daemon/model/messages.hpp"

namespace samkat {

namespace {

constexpr std::size_t max_rdns = 64;
constexpr std::size_t max_length = 8192;

struct Pair {
    std::string attribute;
    std::string value;
};
using Rdn = std::vector<Pair>;

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool is_special(char c) {
    return std::string_view{"\"+,;<>\\"}.find(c) != std::string_view::npos;
}

// Reads a DN from left to right; every function leaves `rest` behind what it read.
class Reader {
  public:
    explicit Reader(std::string_view text) : rest_(text) {}

    std::optional<std::vector<Rdn>> read() {
        std::vector<Rdn> rdns;
        for (;;) {
            auto rdn = read_rdn();
            if (!rdn) return {};
            rdns.push_back(std::move(*rdn));
            if (rest_.empty()) return rdns;
            if (rest_.front() != ',' || rdns.size() >= max_rdns) return failed("expected a comma");
            rest_.remove_prefix(1);
        }
    }
    const char* reason() const { return reason_; }

  private:
    std::nullopt_t failed(const char* reason) {
        reason_ = reason;
        return std::nullopt;
    }

    std::optional<Rdn> read_rdn() {
        Rdn rdn;
        for (;;) {
            auto pair = read_pair();
            if (!pair) return {};
            rdn.push_back(std::move(*pair));
            if (rest_.empty() || rest_.front() != '+') return rdn;
            rest_.remove_prefix(1);
        }
    }

    std::optional<Pair> read_pair() {
        const std::size_t equals = rest_.find('=');
        if (equals == std::string_view::npos) return failed("an attribute and = are missing");
        const std::string_view attribute = text::trim(rest_.substr(0, equals));
        if (attribute.empty() ||
            attribute.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.") !=
                std::string_view::npos) {
            return failed("the attribute name has other characters than letters, digits, hyphens and dots");
        }
        rest_.remove_prefix(equals + 1);
        auto value = read_value();
        if (!value) return {};
        return Pair{std::string{attribute}, std::move(*value)};
    }

    std::optional<std::string> read_value() {
        while (!rest_.empty() && rest_.front() == ' ') rest_.remove_prefix(1);
        std::string value;
        std::size_t keep = 0;  // length without unescaped trailing spaces
        if (!rest_.empty() && rest_.front() == '#') return failed("values in hexadecimal BER are not supported");
        while (!rest_.empty() && rest_.front() != ',' && rest_.front() != '+') {
            const char c = rest_.front();
            rest_.remove_prefix(1);
            if (c == '\\') {
                if (!read_escape(value))
                    return failed("a backslash must be followed by a special character or two hex digits");
                keep = value.size();
                continue;
            }
            if (is_special(c) || c == '\0') return failed("a special character is not escaped");
            value += c;
            if (c != ' ') keep = value.size();
        }
        value.resize(keep);
        if (value.empty()) return failed("a value is empty");
        if (!text::is_utf8(value)) return failed("a value is not UTF-8");
        return value;
    }

    bool read_escape(std::string& value) {
        if (rest_.empty()) return false;
        if (is_special(rest_.front()) || rest_.front() == ' ' || rest_.front() == '#' || rest_.front() == '=') {
            value += rest_.front();
            rest_.remove_prefix(1);
            return true;
        }
        if (rest_.size() < 2 || hex_digit(rest_[0]) < 0 || hex_digit(rest_[1]) < 0) return false;
        value += static_cast<char>(hex_digit(rest_[0]) * 16 + hex_digit(rest_[1]));
        rest_.remove_prefix(2);
        return true;
    }

    std::string_view rest_;
    const char* reason_ = "";
};

std::string pair_key(std::string_view attribute, std::string_view value) {
    return text::fold(attribute) + "=" + escape_rdn_value(text::squeeze(text::fold(value)));
}

std::string rdn_text(const Rdn& rdn) {
    std::string result;
    for (const Pair& pair : rdn) {
        result += (result.empty() ? "" : "+") + pair.attribute + "=" + escape_rdn_value(pair.value);
    }
    return result;
}

std::string rdn_key(const Rdn& rdn) {
    std::string result;
    for (const Pair& pair : rdn) result += (result.empty() ? "" : "+") + pair_key(pair.attribute, pair.value);
    return result;
}

// Byte offset of the first unescaped comma, or the end.
std::size_t end_of_rdn(std::string_view text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\\')
            ++at;
        else if (text[at] == ',')
            return at;
    }
    return text.size();
}

std::string without_first(const std::string& text) {
    const std::size_t end = end_of_rdn(text);
    return end < text.size() ? text.substr(end + 1) : std::string{};
}

}  // namespace

Result<Dn> Dn::parse(std::string_view text) {
    Dn dn;
    if (text::trim(text).empty()) return dn;
    Reader reader{text.substr(0, max_length + 1)};
    const auto rdns = text.size() <= max_length ? reader.read() : std::nullopt;
    if (!rdns) {
        const std::string reason = text.size() > max_length ? "too long" : reader.reason();
        return fail(model_messages::DN_SYNTAX, {}, {{"value", quoted_for_people(text, 200)}, {"reason", reason}});
    }
    for (const Rdn& rdn : *rdns) {
        dn.text_ += (dn.text_.empty() ? "" : ",") + rdn_text(rdn);
        dn.key_ += (dn.key_.empty() ? "" : ",") + rdn_key(rdn);
    }
    dn.depth_ = rdns->size();
    return dn;
}

Dn Dn::parent() const {
    Dn result;
    if (empty()) return result;
    result.text_ = without_first(text_);
    result.key_ = without_first(key_);
    result.depth_ = depth_ - 1;
    return result;
}

std::string Dn::rdn() const {
    return text_.substr(0, end_of_rdn(text_));
}

std::string Dn::rdn_attribute() const {
    return text_.substr(0, text_.find('=') == std::string::npos ? 0 : text_.find('='));
}

std::string Dn::rdn_value() const {
    const auto rdns = Reader{rdn()}.read();
    return rdns && !rdns->empty() ? rdns->front().front().value : std::string{};
}

Dn Dn::child(std::string_view attribute, std::string_view value) const {
    Dn result;
    const std::string rest_text = text_.empty() ? "" : "," + text_;
    const std::string rest_key = key_.empty() ? "" : "," + key_;
    result.text_ = std::string{attribute} + "=" + escape_rdn_value(value) + rest_text;
    result.key_ = pair_key(attribute, value) + rest_key;
    result.depth_ = depth_ + 1;
    return result;
}

Dn Dn::moved_to(const Dn& parent) const {
    Dn result;
    result.text_ = rdn() + (parent.empty() ? "" : "," + parent.text_);
    result.key_ = key_.substr(0, end_of_rdn(key_)) + (parent.empty() ? "" : "," + parent.key_);
    result.depth_ = parent.depth_ + 1;
    return result;
}

bool Dn::is_within(const Dn& base) const {
    if (base.empty() || key_ == base.key_) return true;
    return depth_ > base.depth_ && key_.ends_with("," + base.key_);
}

std::string escape_rdn_value(std::string_view value) {
    std::string result;
    for (std::size_t at = 0; at < value.size(); ++at) {
        const char c = value[at];
        const bool edge_space = c == ' ' && (at == 0 || at + 1 == value.size());
        if (c == '\0')
            result += "\\00";
        else if (is_special(c) || edge_space || (c == '#' && at == 0))
            (result += '\\') += c;
        else
            result += c;
    }
    return result;
}

std::string escape_filter_value(std::string_view value) {
    static constexpr std::string_view hex = "0123456789abcdef";
    std::string result;
    for (const char c : value) {
        if (c == '*' || c == '(' || c == ')' || c == '\\' || c == '\0') {
            result += '\\';
            result += hex[static_cast<unsigned char>(c) >> 4];
            result += hex[static_cast<unsigned char>(c) & 15];
        } else {
            result += c;
        }
    }
    return result;
}

}  // namespace samkat
