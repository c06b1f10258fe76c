// What the files kinds_later_*.cpp have, and what they share. Whoever adds to them has read none of samkat's rules.
#pragma once

#include <utility>

#include "tests/property/lies/columns.hpp"

namespace samkat::lies {

std::span<const Kind> kinds_later_of_sheets();  // what a person does to a list in a spreadsheet
std::span<const Kind> kinds_later_of_names();   // names, addresses and numbers that another system writes its own way
std::span<const Kind> kinds_later_of_people();  // who is in the list, and who they are said to be
std::span<const Kind> kinds_later_of_jobs();    // export jobs, and the files they write

// Rows that somebody has marked with the mouse: so many in a row as the share says, and at least `least`.
struct Stretch {
    std::size_t first = 0, last = 0;  // last is not part of it
};
inline Stretch stretch_of(Telling& telling, std::size_t least = 2) {
    const std::size_t all = telling.table().rows.size();
    const auto wanted = static_cast<std::size_t>(telling.share * static_cast<double>(all));
    const std::size_t length = std::min(all, std::max(least, wanted));
    const std::size_t first = telling.always().apart("stretch").below(all - length + 1);
    return {first, first + length};
}

// One of the columns, of those that the table has; "" if it has none.
inline std::string one_of(Telling& telling, std::initializer_list<std::string_view> columns) {
    std::vector<std::string> list;
    for (const std::string_view each : columns) {
        if (telling.table().has(each)) list.emplace_back(each);
    }
    return list.empty() ? std::string{} : telling.always().apart("column").pick(list);
}

// Writes to the cell of a column, if the table has it.
inline void put(Table& table, Row& row, std::string_view column, std::string value) {
    if (std::string* found = cell(table, row, column)) *found = std::move(value);
}

inline bool all_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// The check digit of the digits before it, as civic numbers and bank accounts have it.
inline char check_digit(std::string_view digits) {
    int sum = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        const int digit = (digits[i] - '0') * ((digits.size() - i) % 2 == 1 ? 2 : 1);
        sum += digit / 10 + digit % 10;
    }
    return static_cast<char>('0' + (10 - sum % 10) % 10);
}

// Twelve digits of a person of the years.
inline std::string made_up_civic(Random& random, int born_from, int born_to) {
    const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    std::string civic = std::to_string(random.between(born_from, born_to));
    civic += two(random.between(1, 12)) + two(random.between(1, 28)) + "98" + std::to_string(random.between(0, 9));
    return civic + check_digit(std::string_view{civic}.substr(2));
}

// The latest first day that the list has: as near to today as a list comes.
inline std::string latest_start(const Table& table) {
    std::string latest;
    for (const Row& row : table.rows) latest = std::max(latest, text_of(table, row, column::start));
    return latest;
}

}  // namespace samkat::lies
