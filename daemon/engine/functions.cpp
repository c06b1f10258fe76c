#include "daemon/engine/functions.hpp"

#include <array>
#include <charconv>
#include <optional>

#include "daemon/base/digest.hpp"
#include "daemon/base/text.hpp"
#include "daemon/model/date_pattern.hpp"

namespace samkat::engine {

namespace {

using Arguments = std::span<const Values>;

// The text of an argument that is written out in the rule; "" if it is not there.
std::string_view text_of(Arguments arguments, std::size_t index) {
    return index < arguments.size() && !arguments[index].empty() ? std::string_view{arguments[index].front()}
                                                                 : std::string_view{};
}

std::size_t number_of(Arguments arguments, std::size_t index) {
    const std::string_view text = text_of(arguments, index);
    std::size_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

template <class Change>
Values each(Arguments arguments, const Change& change) {
    ValueList result;
    if (arguments.empty()) return {};
    for (const std::string& value : arguments.front()) {
        if (!result.add(change(value))) break;
    }
    return result.take();
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::string only_number(std::string_view text) {
    const std::size_t start = text.find_first_of("0123456789");
    if (start == std::string_view::npos) return {};
    std::size_t end = start;
    while (end < text.size() && is_digit(text[end])) ++end;
    if (text.find_first_of("0123456789", end) != std::string_view::npos) return {};
    std::string_view number = text.substr(start, end - start);
    while (number.size() > 1 && number.front() == '0') number.remove_prefix(1);
    return std::string{number};
}

std::string padded(const std::string& value, std::size_t width, std::string_view fill) {
    const std::size_t length = text::length(value);
    std::string result;
    for (std::size_t i = length; i < width && result.size() < value_limit; ++i) result += fill;
    return result + value;
}

std::string url_encoded(std::string_view value) {
    static constexpr std::string_view hex = "0123456789ABCDEF";
    std::string result;
    for (const char c : value) {
        const bool plain = is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' ||
                           c == '_' || c == '~';
        const auto byte = static_cast<unsigned char>(c);
        if (plain)
            result += c;
        else
            ((result += '%') += hex[byte >> 4]) += hex[byte & 15];
    }
    return result;
}

std::string dated(const std::string& value, std::string_view pattern, std::string_view read_as) {
    const std::optional<Date> date =
        read_as.empty() ? parse_date(text::trim(value)) : read_date(text::trim(value), read_as);
    return date ? write_date(*date, pattern) : value;  // a date field then says what is wrong with it
}

Values call_split(const Values& values, std::string_view separator) {
    ValueList result;
    for (const std::string& value : values) {
        for (const std::string& part : text::split(value, separator)) {
            if (!result.add(std::string{text::trim(part)})) return result.take();
        }
    }
    return result.take();
}

Values call_join(const Values& values, std::string_view separator) {
    ValueList result;
    result.add(text::join(values, separator));
    return result.take();
}

// 80 bits as 16 characters of five bits each, without 0, 1, l and o.
std::string short_id(const Sha256& digest) {
    static constexpr std::string_view alphabet = "23456789abcdefghijkmnpqrstuvwxyz";
    std::string result;
    std::uint32_t bits = 0;
    int count = 0;
    for (std::size_t i = 0; i < 10; ++i) {
        bits = (bits << 8 | digest[i]) & 0xFFFF;
        for (count += 8; count >= 5; count -= 5) result += alphabet[(bits >> (count - 5)) & 31];
    }
    return result;
}

Values call_hash_id(Arguments arguments) {
    Sha256Stream stream;
    for (const Values& values : arguments) {
        if (values.empty()) return {};
        stream.update(joined_for_digest({std::to_string(values.size())}));
        for (const std::string& value : values) stream.update(joined_for_digest({value}));
    }
    return {short_id(stream.finish())};
}

Values text_function(FunctionId id, Arguments arguments) {
    switch (id) {
        case FunctionId::lower:
            return each(arguments, [](const auto& value) { return text::lower(value); });
        case FunctionId::upper:
            return each(arguments, [](const auto& value) { return text::upper(value); });
        case FunctionId::trim:
            return each(arguments, [](const auto& value) { return std::string{text::trim(value)}; });
        case FunctionId::squeeze:
            return each(arguments, [](const auto& value) { return text::squeeze(value); });
        case FunctionId::ascii:
            return each(arguments, [](const auto& value) { return text::ascii(value); });
        case FunctionId::nfc:
            return each(arguments, [](const auto& value) { return text::nfc(value); });
        case FunctionId::number:
            return each(arguments, [](const auto& value) { return only_number(value); });
        case FunctionId::url_encode:
            return each(arguments, [](const auto& value) { return url_encoded(value); });
        default:
            return {};
    }
}

Values sized_function(FunctionId id, Arguments arguments) {
    const std::size_t count = number_of(arguments, 1);
    const std::string_view given = text_of(arguments, 2);
    const std::string_view fill = given.empty() ? std::string_view{"0"} : given;
    return each(arguments, [&](const std::string& value) {
        if (id == FunctionId::left) return text::left(value, count);
        if (id == FunctionId::right) return text::right(value, count);
        return padded(value, count, fill);
    });
}

Values pattern_function(const Node& call, Arguments arguments) {
    if (!call.pattern) return {};
    const std::string_view replacement = text_of(arguments, 2);
    const bool replace = static_cast<FunctionId>(call.slot) == FunctionId::replace;
    return each(arguments, [&](const std::string& value) {
        return replace ? call.pattern->replace_all(value, replacement, value_limit) : call.pattern->first_match(value);
    });
}

// The bytes of `value` that fit in `limit` without splitting a character.
void cut(std::string& value, std::size_t limit) {
    if (value.size() <= limit) return;
    while (limit > 0 && (static_cast<unsigned char>(value[limit]) & 0xC0) == 0x80) --limit;
    value.resize(limit);
}

}  // namespace

bool ValueList::add(std::string value) {
    if (full()) return false;
    if (value.empty()) return true;
    cut(value, value_limit);
    bytes_ += value.size();
    values_.push_back(std::move(value));
    return true;
}

Values call_function(const Node& call, std::span<const Values> arguments) {
    if (arguments.empty()) return {};
    switch (const auto id = static_cast<FunctionId>(call.slot)) {
        case FunctionId::left:
        case FunctionId::right:
        case FunctionId::pad:
            return sized_function(id, arguments);
        case FunctionId::replace:
        case FunctionId::match:
            return pattern_function(call, arguments);
        case FunctionId::split:
            return call_split(arguments[0], text_of(arguments, 1));
        case FunctionId::join:
            return call_join(arguments[0], text_of(arguments, 1));
        case FunctionId::first:
            return arguments[0].empty() ? Values{} : Values{arguments[0].front()};
        case FunctionId::last:
            return arguments[0].empty() ? Values{} : Values{arguments[0].back()};
        case FunctionId::date_format:
            return each(arguments, [&](const std::string& value) {
                return dated(value, text_of(arguments, 1), text_of(arguments, 2));
            });
        case FunctionId::hash_id:
            return call_hash_id(arguments);
        default:
            return text_function(id, arguments);
    }
}

}  // namespace samkat::engine
