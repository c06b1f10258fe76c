#include "daemon/directory/filter.hpp"

#include <algorithm>

#include "daemon/base/text.hpp"
#include "daemon/directory/messages.hpp"
#include "daemon/directory/names.hpp"

namespace samkat::directory {

namespace {

constexpr int max_depth = 32;
constexpr std::size_t max_length = 1u << 20;
constexpr std::string_view within_rule = ":dnSubtreeMatch:=";

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

// Reads from left to right; position_ is where it is, and after a failure where the fault is.
class FilterReader {
  public:
    explicit FilterReader(std::string_view text) : text_(text) {}

    Result<Filter> read_whole() {
        Filter filter;
        if (read(filter, 0) && position_ == text_.size()) return filter;
        return fail(unsupported_ ? directory_messages::FILTER_UNSUPPORTED : directory_messages::FILTER_SYNTAX, {},
                    {{"at", std::to_string(position_ + 1)}});
    }

  private:
    bool at(char c) const { return position_ < text_.size() && text_[position_] == c; }
    bool take(char c) {
        if (!at(c)) return false;
        ++position_;
        return true;
    }

    bool read(Filter& filter, int depth) {
        return depth < max_depth && take('(') && read_inside(filter, depth) && take(')');
    }

    bool read_inside(Filter& filter, int depth) {
        if (take('&')) return read_parts(filter, Filter::Kind::all_of, depth);
        if (take('|')) return read_parts(filter, Filter::Kind::any_of, depth);
        if (!take('!')) return read_item(filter);
        filter.kind_ = Filter::Kind::none_of;
        return read(filter.parts_.emplace_back(), depth + 1);
    }

    bool read_parts(Filter& filter, Filter::Kind kind, int depth) {
        filter.kind_ = kind;
        while (at('(')) {
            if (!read(filter.parts_.emplace_back(), depth + 1)) return false;
        }
        return true;  // (&) is true and (|) is false: RFC 4526
    }

    bool read_item(Filter& filter) {
        const std::size_t start = position_;
        while (position_ < text_.size() && std::string_view{"=()~<>:"}.find(text_[position_]) == std::string_view::npos)
            ++position_;
        filter.attribute_ = text_.substr(start, position_ - start);
        if (!is_attribute_name(filter.attribute_)) return false;
        if (same_name(filter.attribute_, "entryDN") && text_.substr(position_).starts_with(within_rule))
            return read_within(filter);
        if (at('~') || at('<') || at('>') || at(':')) return not_here();
        return take('=') && read_value(filter);
    }

    bool read_within(Filter& filter) {
        position_ += within_rule.size();
        if (!read_value(filter) || filter.kind_ != Filter::Kind::equal) return false;
        auto dn = Dn::parse(filter.value_);
        if (!dn) return false;
        filter.kind_ = Filter::Kind::within;
        filter.dn_ = std::move(*dn);
        return true;
    }

    bool read_value(Filter& filter) {
        if (text_.substr(position_).starts_with("*)")) {
            filter.kind_ = Filter::Kind::present;
            return take('*');
        }
        filter.kind_ = Filter::Kind::equal;
        while (position_ < text_.size() && !at(')')) {
            if (at('*')) return not_here();
            if (at('(') || at('\0') || !read_character(filter.value_)) return false;
        }
        return true;
    }

    bool read_character(std::string& value) {
        if (!take('\\')) {
            value += text_[position_++];
            return true;
        }
        if (text_.size() - position_ < 2) return false;
        const int high = hex_digit(text_[position_]);
        const int low = hex_digit(text_[position_ + 1]);
        if (high < 0 || low < 0) return false;
        value += static_cast<char>(high * 16 + low);
        position_ += 2;
        return true;
    }

    bool not_here() {
        unsupported_ = true;
        return false;
    }

    std::string_view text_;
    std::size_t position_ = 0;
    bool unsupported_ = false;
};

Result<Filter> Filter::parse(std::string_view text) {
    if (text.size() > max_length)
        return fail(directory_messages::FILTER_SYNTAX, {}, {{"at", std::to_string(max_length)}});
    return FilterReader{text}.read_whole();
}

bool Filter::matches(const Entry& entry) const {
    const auto matches_entry = [&](const Filter& part) { return part.matches(entry); };
    switch (kind_) {
        case Kind::all_of:
            return std::ranges::all_of(parts_, matches_entry);
        case Kind::any_of:
            return std::ranges::any_of(parts_, matches_entry);
        case Kind::none_of:
            return std::ranges::none_of(parts_, matches_entry);
        case Kind::present:
            return same_name(attribute_, "objectClass") || !entry.values(attribute_).empty();
        case Kind::within:
            return entry.dn().is_within(dn_);
        case Kind::equal:
            break;
    }
    return std::ranges::any_of(entry.values(attribute_),
                               [&](const std::string& value) { return same_value(value, value_); });
}

}  // namespace samkat::directory
