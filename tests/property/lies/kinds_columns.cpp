// Columns that are blank, gone, exchanged, shifted, or full of something else.
#include <algorithm>

#include "tests/property/lies/columns.hpp"

namespace samkat::lies {

namespace {

// One of the columns that say something of a person; the same every night.
std::string some_column(Telling& telling) {
    std::vector<std::string> columns = telling.table().columns;
    std::erase_if(columns, [](const std::string& name) { return name == column::id || name == column::protection; });
    return telling.always().pick(columns);
}

void column_blank(Telling& telling) {
    for_struck(telling, some_column(telling), [](std::string& value) { value.clear(); });
}

void erase_column(Table& table, std::string_view name) {
    const std::size_t index = table.index(name);
    if (index == Table::nowhere) return;
    table.columns.erase(table.columns.begin() + static_cast<std::ptrdiff_t>(index));
    for (Row& row : table.rows) row.erase(row.begin() + static_cast<std::ptrdiff_t>(index));
}

void column_missing(Telling& telling) {
    erase_column(telling.table(), some_column(telling));
}

void exchange(Telling& telling, std::string_view one, std::string_view other) {
    Table& table = telling.table();
    for (const std::size_t i : telling.struck()) {
        std::string* a = cell(table, table.rows[i], one);
        std::string* b = cell(table, table.rows[i], other);
        if (a != nullptr && b != nullptr) std::swap(*a, *b);
    }
}

void names_exchanged(Telling& telling) {
    exchange(telling, column::given, column::family);
}
void columns_exchanged(Telling& telling) {
    const std::string one = some_column(telling);
    std::vector<std::string> others = telling.table().columns;
    std::erase(others, one);
    exchange(telling, one, telling.always().apart("other").pick(others));
}
void headings_exchanged(Telling& telling) {
    Table& table = telling.table();
    const std::string one = some_column(telling);
    const std::size_t a = table.index(one);
    std::swap(table.columns[a], table.columns[(a + 1) % table.columns.size()]);
}

// A separator inside a value, without quotes: what follows stands a column too far to the right.
void cells_shifted(Telling& telling) {
    Table& table = telling.table();
    const std::size_t at = table.index(some_column(telling));
    for (const std::size_t i : telling.struck()) {
        Row& row = table.rows[i];
        row.insert(row.begin() + static_cast<std::ptrdiff_t>(at), "");
        row.pop_back();
    }
}

void names_shifted(Telling& telling) {
    shift_down(telling, {column::given, column::family});
}
void family_names_shifted(Telling& telling) {
    shift_down(telling, {column::family});
}
void mails_shifted(Telling& telling) {
    shift_down(telling, {column::mail});
}
void classes_shifted(Telling& telling) {
    shift_down(telling, {column::klass, column::year, column::unit, column::unit_name});
}
void all_but_id_shifted(Telling& telling) {
    shift_down(telling, {column::civic, column::given, column::family, column::mail, column::unit, column::unit_name,
                         column::year, column::klass, column::groups, column::duty, column::start, column::end,
                         column::protection});
}
void all_but_id_and_number_shifted(Telling& telling) {
    shift_down(telling, {column::given, column::family, column::mail, column::unit, column::unit_name, column::year,
                         column::klass, column::groups});
}

void column_permuted(Telling& telling) {
    Table& table = telling.table();
    const std::string name = some_column(telling);
    std::vector<std::string> values;
    const std::vector<std::size_t> rows = telling.struck(2);
    for (const std::size_t i : rows) values.push_back(text_of(table, table.rows[i], name));
    telling.always().apart("order").shuffle(values);
    for (std::size_t i = 0; i < rows.size(); ++i) table.at(table.rows[rows[i]], name) = values[i];
}

// What the first of them has: a value carried down a sheet with the mouse.
void column_filled_down(Telling& telling) {
    Table& table = telling.table();
    if (table.rows.empty()) return;
    const std::string name = some_column(telling);
    const std::string value = text_of(table, table.rows.front(), name);
    for_struck(telling, name, [&](std::string& each) { each = value; });
}

void column_twice(Telling& telling) {
    Table& table = telling.table();
    const std::string name = some_column(telling);
    const std::size_t index = table.index(name);
    table.columns.push_back(name);
    for (Row& row : table.rows) row.push_back(Row{row}[index]);
}

void given_for_family(Telling& telling) {
    Table& table = telling.table();
    for (const std::size_t i : telling.struck())
        table.at(table.rows[i], column::family) = text_of(table, table.rows[i], column::given);
}

void names_cut_short(Telling& telling) {
    const std::size_t length = static_cast<std::size_t>(telling.always().between(2, 6));
    const auto shorten = [&](std::string& value) {
        std::size_t end = std::min(length, value.size());
        while (end < value.size() && (static_cast<unsigned char>(value[end]) & 0xc0) == 0x80) ++end;
        value.resize(end);
    };
    for_struck(telling, column::given, shorten);
    for_struck(telling, column::family, shorten);
}

void names_in_capitals(Telling& telling) {
    const auto raise = [](std::string& value) {
        for (char& c : value) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    };
    for_struck(telling, column::given, raise);
    for_struck(telling, column::family, raise);
}

void test_values(Telling& telling) {
    for_struck(telling, column::given, [](std::string& value) { value = "Test"; });
    for_struck(telling, column::family, [](std::string& value) { value = "Testsson"; });
    for_struck(telling, column::mail, [](std::string& value) { value = "test@mejl.example"; });
}

void school_for_school(Telling& telling) {
    Table& table = telling.table();
    if (table.rows.empty()) return;
    Random random = telling.always();
    const Row from = random.pick(table.rows);
    const Row to = random.pick(table.rows);
    for (Row& row : table.rows) {
        if (text_of(table, row, column::unit) != text_of(table, from, column::unit)) continue;
        table.at(row, column::unit) = text_of(table, to, column::unit);
        if (std::string* name = cell(table, row, column::unit_name)) *name = text_of(table, to, column::unit_name);
    }
}

void schools_renumbered(Telling& telling) {
    Table& table = telling.table();
    if (table.rows.empty()) return;
    const std::string from = text_of(table, telling.always().pick(table.rows), column::unit);
    for (Row& row : table.rows) {
        if (text_of(table, row, column::unit) == from) table.at(row, column::unit) = "2" + from.substr(1);
    }
}

void school_names_exchanged(Telling& telling) {
    if (!telling.table().has(column::unit_name)) return names_in_capitals(telling);
    shift_down(telling, {column::unit_name});
}

void classes_renamed(Telling& telling) {
    for_struck(telling, column::klass, [](std::string& value) { value = "Klass " + value; });
}
void classes_in_small_letters(Telling& telling) {
    for_struck(telling, column::klass,
               [](std::string& value) { value.back() = static_cast<char>(value.back() | 0x20); });
}

// The lists of next year, some months too soon.
void next_years_classes(Telling& telling) {
    Table& table = telling.table();
    if (!table.has(column::year)) return classes_shifted(telling);
    for (const std::size_t i : telling.struck()) {
        Row& row = table.rows[i];
        const int year = std::atoi(table.at(row, column::year).c_str()) + 1;
        const std::string klass = text_of(table, row, column::klass);
        if (!klass.empty()) table.at(row, column::klass) = std::to_string(year) + klass.back();
        table.at(row, column::year) = std::to_string(year);
    }
}

void municipalities_exchanged(Telling& telling) {
    if (!telling.table().has(column::municipality)) return classes_shifted(telling);
    shift_down(telling, {column::municipality});
}

constexpr Kind list[] = {
    {"column-blank", "one column is blank", Span::any, column_blank},
    {"column-missing", "one column is not there", Span::any, column_missing},
    {"names-exchanged", "given name and family name have changed places", Span::any, names_exchanged},
    {"columns-exchanged", "two columns have changed places", Span::any, columns_exchanged},
    {"headings-exchanged", "the headings of two columns have changed places", Span::any, headings_exchanged},
    {"cells-shifted", "cells stand a column too far to the right", Span::any, cells_shifted},
    {"names-shifted", "both names have slipped a row", Span::any, names_shifted},
    {"family-names-shifted", "family names have slipped a row", Span::any, family_names_shifted},
    {"mails-shifted", "addresses have slipped a row", Span::any, mails_shifted},
    {"classes-shifted", "school and class have slipped a row", Span::any, classes_shifted},
    {"all-but-id-shifted", "all but the id has slipped a row", Span::any, all_but_id_shifted},
    {"all-but-id-and-number-shifted", "all but id and civic number has slipped a row", Span::any,
     all_but_id_and_number_shifted},
    {"column-permuted", "the values of a column stand in another order", Span::any, column_permuted},
    {"column-filled-down", "the first value of a column stands in many rows", Span::any, column_filled_down},
    {"column-twice", "a column stands twice", Span::any, column_twice},
    {"given-for-family", "the given name stands as family name too", Span::any, given_for_family},
    {"names-cut-short", "names are cut after some letters", Span::any, names_cut_short},
    {"names-in-capitals", "names are in capitals", Span::any, names_in_capitals},
    {"test-values", "test data in place of names and addresses", Span::any, test_values},
    {"school-for-school", "the pupils of one school stand in another", Span::any, school_for_school},
    {"schools-renumbered", "a school has another code", Span::any, schools_renumbered},
    {"school-names-exchanged", "the names of schools are mixed up", Span::any, school_names_exchanged},
    {"classes-renamed", "classes are written another way", Span::any, classes_renamed},
    {"classes-in-small-letters", "7A is written 7a", Span::any, classes_in_small_letters},
    {"next-years-classes", "everybody is a year further on", Span::any, next_years_classes},
    {"municipalities-exchanged", "rows have another row's municipality", Span::any, municipalities_exchanged},
};

}  // namespace

std::span<const Kind> kinds_of_columns() {
    return list;
}

}  // namespace samkat::lies
