#include "daemon/base/quote.hpp"

#include <cstdint>
#include <vector>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "daemon/base/text.hpp"

namespace samkat {

namespace {

constexpr std::string_view mask = "•";
constexpr std::size_t telling_digits = 9;
constexpr std::size_t telling_with_letters = 8;
constexpr std::size_t digits_before_letters = 6;
constexpr std::size_t most_letters = 3;
constexpr std::size_t most_separators = 3;

enum class Kind : std::uint8_t { digit, separator, letter, other };

struct Character {
    std::size_t begin = 0, end = 0;  // in the text
    Kind kind = Kind::other;
    int value = -1;  // of a digit, in whatever script
};

Kind kind_of(UChar32 c) {
    if (c < 0) return Kind::other;
    if (u_charDigitValue(c) >= 0) return Kind::digit;
    if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) return Kind::letter;
    const auto type = u_charType(c);
    const bool joins = u_isUWhiteSpace(c) || type == U_DASH_PUNCTUATION || type == U_FORMAT_CHAR;
    return joins || std::string_view{"+./_'\\:"}.find(static_cast<char>(c < 0x80 ? c : 0)) != std::string_view::npos
               ? Kind::separator
               : Kind::other;
}

std::vector<Character> characters_of(std::string_view utf8) {
    std::vector<Character> result;
    const auto* data = reinterpret_cast<const std::uint8_t*>(utf8.data());
    const auto size = static_cast<std::int32_t>(utf8.size());
    for (std::int32_t at = 0; at < size;) {
        const auto begin = static_cast<std::size_t>(at);
        UChar32 code_point = 0;
        U8_NEXT(data, at, size, code_point);
        result.push_back({begin, static_cast<std::size_t>(at), kind_of(code_point),
                          code_point < 0 ? -1 : u_charDigitValue(code_point)});
    }
    return result;
}

// The end of what is one row of digits from `begin`, which is a digit: separators and few letters may stand between.
struct Row {
    std::size_t end = 0;
    std::size_t digits = 0;
    bool letters = false;
};
Row row_at(const std::vector<Character>& all, std::size_t begin) {
    Row row;
    for (std::size_t at = begin; at < all.size();) {
        if (all[at].kind == Kind::digit) {
            ++row.digits;
            row.end = ++at;
            continue;
        }
        std::size_t separators = 0, letters = 0, next = at;
        for (; next < all.size() && all[next].kind != Kind::digit && all[next].kind != Kind::other; ++next)
            ++(all[next].kind == Kind::letter ? letters : separators);
        const bool goes_on = next < all.size() && all[next].kind == Kind::digit && separators <= most_separators &&
                             letters <= most_letters && (letters == 0 || row.digits >= digits_before_letters);
        if (!goes_on) break;
        row.letters = row.letters || letters > 0;
        at = next;
    }
    return row;
}

std::string masked(std::string_view utf8, const std::vector<Character>& all, const std::vector<bool>& hidden) {
    std::string result;
    for (std::size_t i = 0; i < all.size(); ++i)
        result += hidden[i] ? mask : utf8.substr(all[i].begin, all[i].end - all[i].begin);
    return result;
}

bool is_word(const Character& character) {
    return character.kind == Kind::digit || character.kind == Kind::letter;
}

// SKV 704: the date's last six digits, the number and the check digit; the day can be that of a samordningsnummer.
bool is_civic(const std::vector<int>& digits) {
    if (digits.size() != 10 && digits.size() != 12) return false;
    const std::size_t from = digits.size() - 10;
    const int month = digits[from + 2] * 10 + digits[from + 3];
    const int day = (digits[from + 4] * 10 + digits[from + 5]) % 60;
    if (month < 1 || month > 12 || day < 1 || day > 31) return false;
    if (from == 2 && digits[0] * 10 + digits[1] != 19 && digits[0] * 10 + digits[1] != 20) return false;
    int sum = 0;
    for (std::size_t i = 0; i < 10; ++i) {
        const int product = digits[from + i] * (i % 2 == 0 ? 2 : 1);
        sum += product / 10 + product % 10;
    }
    return sum % 10 == 0;
}

// The end of the ten or twelve digits from `begin` that are written as a civic number is, or `begin`.
std::size_t civic_at(const std::vector<Character>& all, std::size_t begin) {
    std::vector<int> digits;
    for (std::size_t at = begin; at < all.size(); ++at) {
        if (all[at].kind == Kind::digit)
            digits.push_back(all[at].value);
        else if (all[at].kind != Kind::separator || (digits.size() != 6 && digits.size() != 8))
            break;
        const bool ends = at + 1 == all.size() || !is_word(all[at + 1]);
        if (ends && is_civic(digits)) return at + 1;
        if (digits.size() >= 12) break;
    }
    return begin;
}

// Most texts are short names: only a text with ten digits, of whatever script, is worth reading by character.
bool may_have_ten_digits(std::string_view utf8) {
    std::size_t digits = 0;
    for (const char c : utf8) {
        const bool begins_other = (static_cast<unsigned char>(c) & 0xC0) == 0xC0;
        if ((c >= '0' && c <= '9') || begins_other) ++digits;
    }
    return digits >= 10;
}

}  // namespace

std::string without_numbers(std::string_view utf8) {
    const auto all = characters_of(utf8);
    std::vector<bool> hidden(all.size(), false);
    for (std::size_t at = 0; at < all.size();) {
        if (all[at].kind != Kind::digit) {
            ++at;
            continue;
        }
        const Row row = row_at(all, at);
        const bool tells = row.digits >= (row.letters ? telling_with_letters : telling_digits);
        for (; at < row.end; ++at) hidden[at] = tells && is_word(all[at]);
    }
    return masked(utf8, all, hidden);
}

std::string quoted_for_people(std::string_view utf8, std::size_t limit) {
    return text::printable(text::left(without_numbers(utf8), limit));
}

bool has_civic_number(std::string_view utf8) {
    return may_have_ten_digits(utf8) && without_civic_numbers(utf8) != utf8;
}

std::string without_civic_numbers(std::string_view utf8) {
    if (!may_have_ten_digits(utf8)) return std::string{utf8};
    const auto all = characters_of(utf8);
    std::vector<bool> hidden(all.size(), false);
    bool any = false;
    for (std::size_t at = 0; at < all.size(); ++at) {
        const bool begins = all[at].kind == Kind::digit && (at == 0 || !is_word(all[at - 1]));
        const std::size_t end = begins ? civic_at(all, at) : at;
        for (; at < end; ++at) any = hidden[at] = all[at].kind == Kind::digit;
    }
    return any ? masked(utf8, all, hidden) : std::string{utf8};
}

}  // namespace samkat
