#include "daemon/base/date.hpp"

#include <array>
#include <charconv>
#include <cstdio>

namespace samkat {

namespace {

std::optional<int> number(std::string_view digits) {
    int value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{} || end != digits.data() + digits.size() || digits.empty() || digits.front() == '-')
        return {};
    return value;
}

template <class... Values>
std::string print(const char* format, Values... values) {
    std::array<char, 64> buffer{};
    const int size = std::snprintf(buffer.data(), buffer.size(), format, values...);
    return {buffer.data(), static_cast<std::size_t>(size)};
}

}  // namespace

std::optional<Date> parse_date(std::string_view text) {
    std::string digits{text};
    if (digits.size() == 10 && digits[4] == '-' && digits[7] == '-')
        digits = digits.substr(0, 4) + digits.substr(5, 2) + digits.substr(8);
    if (digits.size() != 8) return {};
    const auto year = number(std::string_view{digits}.substr(0, 4));
    const auto month = number(std::string_view{digits}.substr(4, 2));
    const auto day = number(std::string_view{digits}.substr(6, 2));
    if (!year || !month || !day || *year < 1800 || *year > 2999) return {};
    const Date date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                    std::chrono::day{static_cast<unsigned>(*day)}};
    return date.ok() ? std::optional{date} : std::nullopt;
}

std::string format_date(Date date) {
    if (!date.ok()) return {};
    return print("%04d-%02u-%02u", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                 static_cast<unsigned>(date.day()));
}

Date plus_days(Date date, int days) {
    return Date{std::chrono::sys_days{date} + std::chrono::days{days}};
}

int days_between(Date from, Date to) {
    return static_cast<int>((std::chrono::sys_days{to} - std::chrono::sys_days{from}).count());
}

std::string format_time(TimePoint time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::hh_mm_ss clock{time - day};
    return format_date(Date{day}) + print("T%02d:%02d:%02d.%03dZ", static_cast<int>(clock.hours().count()),
                                          static_cast<int>(clock.minutes().count()),
                                          static_cast<int>(clock.seconds().count()),
                                          static_cast<int>(clock.subseconds().count()));
}

std::optional<TimePoint> parse_time(std::string_view text) {
    if (text.size() != 24 || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[19] != '.' ||
        text[23] != 'Z')
        return {};
    const auto date = parse_date(text.substr(0, 10));
    const auto hour = number(text.substr(11, 2)), minute = number(text.substr(14, 2)),
               second = number(text.substr(17, 2)), milli = number(text.substr(20, 3));
    if (!date || !hour || !minute || !second || !milli || *hour > 23 || *minute > 59 || *second > 60) return {};
    return TimePoint{std::chrono::sys_days{*date} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
                     std::chrono::seconds{*second} + std::chrono::milliseconds{*milli}};
}

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
    struct Unit {
        std::string_view suffix;
        std::int64_t milliseconds;
    };
    static constexpr std::array<Unit, 5> units = {
        {{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};
    for (const Unit& unit : units) {
        if (!text.ends_with(unit.suffix)) continue;
        const auto value = number(text.substr(0, text.size() - unit.suffix.size()));
        if (value) return std::chrono::milliseconds{*value * unit.milliseconds};
    }
    return {};
}

std::string format_duration(std::chrono::milliseconds duration) {
    const std::int64_t ms = duration.count();
    if (ms != 0 && ms % 86'400'000 == 0) return std::to_string(ms / 86'400'000) + "d";
    if (ms != 0 && ms % 3'600'000 == 0) return std::to_string(ms / 3'600'000) + "h";
    if (ms != 0 && ms % 60'000 == 0) return std::to_string(ms / 60'000) + "m";
    if (ms % 1000 == 0) return std::to_string(ms / 1000) + "s";
    return std::to_string(ms) + "ms";
}

}  // namespace samkat
