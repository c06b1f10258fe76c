#include "daemon/model/civic_number.hpp"

#include <algorithm>

#include "daemon/base/text.hpp"

namespace samkat {

namespace {

bool all_digits(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

int number(std::string_view digits) {
    int value = 0;
    for (const char c : digits) value = value * 10 + (c - '0');
    return value;
}

// Luhn (ISO/IEC 7812-1 Annex B) over the ten last digits, weights 2,1,2…
bool check_digit_right(std::string_view ten) {
    int sum = 0;
    for (std::size_t i = 0; i < ten.size(); ++i) {
        const int product = (ten[i] - '0') * (i % 2 == 0 ? 2 : 1);
        sum += product / 10 + product % 10;
    }
    return sum % 10 == 0;
}

// The date of "YYYYMMDD" where a samordningsnummer has its day raised by 60.
std::optional<Date> date_of(std::string_view eight) {
    int day = number(eight.substr(6, 2));
    if (day > 60) day -= 60;
    const Date date{std::chrono::year{number(eight.substr(0, 4))},
                    std::chrono::month{static_cast<unsigned>(number(eight.substr(4, 2)))},
                    std::chrono::day{static_cast<unsigned>(day)}};
    return date.ok() ? std::optional{date} : std::nullopt;
}

// The eight-digit date of a short form: the latest century in which it is not in the future, one earlier after '+'
// (which is written from the year a person turns 100).
std::string with_century(std::string_view six, bool plus, Date today) {
    const int this_year = static_cast<int>(today.year());
    int year = this_year / 100 * 100 + number(six.substr(0, 2));
    const auto in_future = [&] {
        const auto date = date_of(std::to_string(year) + std::string{six.substr(2)});
        return date ? std::chrono::sys_days{*date} > std::chrono::sys_days{today} : year > this_year;
    };
    if (in_future()) year -= 100;
    if (plus) year -= 100;
    return std::to_string(year) + std::string{six.substr(2)};
}

struct Parts {
    std::string date;  // eight digits
    std::string last;  // four characters
};

std::optional<Parts> split_parts(std::string_view text, Date today) {
    text = text::trim(text);
    const bool has_separator = text.size() > 5 && (text[text.size() - 5] == '-' || text[text.size() - 5] == '+');
    const char separator = has_separator ? text[text.size() - 5] : '\0';
    if (text.size() < 10) return {};
    const std::string_view last = text.substr(text.size() - 4);
    const std::string_view date = text.substr(0, text.size() - 4 - (has_separator ? 1 : 0));
    if (!all_digits(date)) return {};
    if (date.size() == 8 && separator != '+') return Parts{std::string{date}, std::string{last}};
    if (date.size() == 6) return Parts{with_century(date, separator == '+', today), std::string{last}};
    return {};
}

}  // namespace

std::variant<CivicNumber, CivicFault> CivicNumber::parse(std::string_view text, Date today) {
    const auto parts = split_parts(text, today);
    if (!parts) return CivicFault::form;
    std::string last = parts->last;
    const bool is_tf = (last[0] == 'T' || last[0] == 't') && (last[1] == 'F' || last[1] == 'f') &&
                       all_digits(std::string_view{last}.substr(2));
    if (is_tf)
        last = "TF" + last.substr(2);
    else if (!all_digits(last))
        return CivicFault::form;

    const auto date = date_of(parts->date);
    const int raw_day = number(std::string_view{parts->date}.substr(6, 2));
    if (!date || parts->date < "18000101" || raw_day == 60 || (is_tf && raw_day > 31)) return CivicFault::date;
    if (std::chrono::sys_days{*date} > std::chrono::sys_days{today}) return CivicFault::in_the_future;
    if (!is_tf && (last.starts_with("000") || !check_digit_right(parts->date.substr(2) + last)))
        return CivicFault::check_digit;

    CivicNumber number;
    std::ranges::copy(parts->date + last, number.text_.begin());
    return number;
}

CivicKind CivicNumber::kind() const {
    if (text_[8] == 'T') return CivicKind::tf;
    return text_[6] >= '6' ? CivicKind::samordningsnummer : CivicKind::personnummer;
}

Date CivicNumber::birth_date() const {
    return *date_of(text().substr(0, 8));
}

std::string CivicNumber::masked() const {
    return std::string{text().substr(0, 8)} + "-****";
}

}  // namespace samkat
