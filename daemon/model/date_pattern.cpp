#include "daemon/model/date_pattern.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace samkat {

namespace {

enum class Part { text, year, short_year, month, day };

struct Token {
    Part part = Part::text;
    std::size_t length = 1;  // in the pattern
};

bool is_letter(char c) {
    return c == 'Y' || c == 'M' || c == 'D';
}

// The token that starts `pattern`; length 0 if its letters form none.
Token token(std::string_view pattern) {
    const char letter = pattern.front();
    if (!is_letter(letter)) return {};
    const std::size_t run = std::min(pattern.find_first_not_of(letter), pattern.size());
    if (letter == 'Y') return run == 4 ? Token{Part::year, 4} : Token{Part::short_year, run == 2 ? std::size_t{2} : 0};
    return {letter == 'M' ? Part::month : Part::day, run <= 2 ? run : 0};
}

struct Counts {
    std::array<int, 5> of{};
    bool broken = false;
    int operator[](Part part) const { return of[static_cast<std::size_t>(part)]; }
};

Counts count(std::string_view pattern) {
    Counts counts;
    while (!pattern.empty()) {
        const Token next = token(pattern);
        if (next.length == 0) {
            counts.broken = true;
            return counts;
        }
        ++counts.of[static_cast<std::size_t>(next.part)];
        pattern.remove_prefix(next.length);
    }
    return counts;
}

std::string digits(unsigned number, std::size_t width) {
    const std::string text = std::to_string(number);
    return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

std::string written(Date date, Token token, std::string_view pattern) {
    const auto year = static_cast<unsigned>(static_cast<int>(date.year()));
    switch (token.part) {
        case Part::year:
            return digits(year, 4);
        case Part::short_year:
            return digits(year % 100, 2);
        case Part::month:
            return digits(static_cast<unsigned>(date.month()), token.length);
        case Part::day:
            return digits(static_cast<unsigned>(date.day()), token.length);
        case Part::text:
            break;
    }
    return std::string{pattern.substr(0, token.length)};
}

// Takes a number off the front of `text`: as many digits as the token has letters, or one or two for a single letter.
std::optional<unsigned> take(std::string_view& text, std::size_t letters) {
    const std::size_t longest = letters == 1 ? 2 : letters;
    std::size_t length = 0;
    while (length < std::min(longest, text.size()) && text[length] >= '0' && text[length] <= '9') ++length;
    if (length < letters) return std::nullopt;
    unsigned number = 0;
    std::from_chars(text.data(), text.data() + length, number);
    text.remove_prefix(length);
    return number;
}

bool take_text(std::string_view& text, char expected) {
    if (text.empty() || text.front() != expected) return false;
    text.remove_prefix(1);
    return true;
}

}  // namespace

bool can_write_date(std::string_view pattern) {
    const Counts counts = count(pattern);
    return !counts.broken &&
           counts[Part::year] + counts[Part::short_year] + counts[Part::month] + counts[Part::day] > 0;
}

bool can_read_date(std::string_view pattern) {
    const Counts counts = count(pattern);
    return !counts.broken && counts[Part::year] == 1 && counts[Part::month] == 1 && counts[Part::day] == 1 &&
           counts[Part::short_year] == 0;
}

std::string write_date(Date date, std::string_view pattern) {
    std::string result;
    while (!pattern.empty()) {
        const Token next = token(pattern);
        if (next.length == 0) return {};
        result += written(date, next, pattern);
        pattern.remove_prefix(next.length);
    }
    return result;
}

std::optional<Date> read_date(std::string_view text, std::string_view pattern) {
    if (!can_read_date(pattern)) return std::nullopt;
    std::array<unsigned, 5> parts{};
    while (!pattern.empty()) {
        const Token next = token(pattern);
        if (next.part == Part::text) {
            if (!take_text(text, pattern.front())) return std::nullopt;
        } else {
            const auto number = take(text, next.length);
            if (!number) return std::nullopt;
            parts[static_cast<std::size_t>(next.part)] = *number;
        }
        pattern.remove_prefix(next.length);
    }
    if (!text.empty()) return std::nullopt;
    // parse_date knows which dates there are.
    return parse_date(digits(parts[1], 4) + digits(parts[3], 2) + digits(parts[4], 2));
}

}  // namespace samkat
