// Rows that are missing, or stand twice: exports that are cut, empty or filtered.
#include <algorithm>
#include <set>

#include "tests/property/lies/columns.hpp"

namespace samkat::lies {

namespace {

void cut(Telling& telling) {
    auto& rows = telling.table().rows;
    rows.resize(static_cast<std::size_t>(static_cast<double>(rows.size()) * (1 - telling.share)));
}

void cut_at_the_start(Telling& telling) {
    auto& rows = telling.table().rows;
    const auto gone = static_cast<std::ptrdiff_t>(static_cast<double>(rows.size()) * telling.share);
    rows.erase(rows.begin(), rows.begin() + gone);
}

void emptied(Telling& telling) {
    telling.table().rows.clear();
}

void one_row_left(Telling& telling) {
    auto& rows = telling.table().rows;
    if (!rows.empty()) rows.resize(1);
}

void rows_lost(Telling& telling) {
    std::erase_if(telling.table().rows, [&](const Row& row) { return telling.strikes(row); });
}

// Removes, or keeps alone, the rows that have one of the column's values: with all of them in play the lie's stream
// chooses which.
void filter(Telling& telling, std::string_view column, bool keep) {
    Table& table = telling.table();
    if (!table.has(column)) column = column::unit;
    std::set<std::string> values;
    for (const Row& row : table.rows) values.insert(text_of(table, row, column));
    if (values.empty()) return;
    std::vector<std::string> list{values.begin(), values.end()};
    const std::string chosen = telling.always().pick(list);
    std::erase_if(table.rows, [&](const Row& row) { return (text_of(table, row, column) == chosen) != keep; });
}

void one_school_missing(Telling& telling) {
    filter(telling, column::unit, false);
}
void one_school_left(Telling& telling) {
    filter(telling, column::unit, true);
}
void one_class_missing(Telling& telling) {
    Table& table = telling.table();
    if (!table.has(column::klass) || table.rows.empty()) return filter(telling, column::unit, false);
    const Row chosen = telling.always().pick(table.rows);
    std::erase_if(table.rows, [&](const Row& row) {
        return text_of(table, row, column::klass) == text_of(table, chosen, column::klass) &&
               text_of(table, row, column::unit) == text_of(table, chosen, column::unit);
    });
}
void one_year_missing(Telling& telling) {
    filter(telling, column::year, false);
}
void one_municipality_missing(Telling& telling) {
    filter(telling, column::municipality, false);
}

void one_letter_missing(Telling& telling) {
    Table& table = telling.table();
    if (table.rows.empty()) return;
    const std::string initial = text_of(table, telling.always().pick(table.rows), column::family).substr(0, 1);
    std::erase_if(table.rows, [&](const Row& row) { return text_of(table, row, column::family).starts_with(initial); });
}

void letters_from_there_missing(Telling& telling) {
    Table& table = telling.table();
    const auto from = static_cast<char>('A' + telling.always().between(0, 25));
    std::erase_if(table.rows,
                  [&](const Row& row) { return text_of(table, row, column::family) >= std::string(1, from); });
}

bool is_plain(const std::string& text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 128; });
}

void foreign_letters_missing(Telling& telling) {
    Table& table = telling.table();
    std::erase_if(table.rows, [&](const Row& row) {
        return !is_plain(text_of(table, row, column::given) + text_of(table, row, column::family));
    });
}

// An export of what has changed since yesterday, taken for all there is.
void only_what_changed(Telling& telling) {
    Table& table = telling.table();
    const auto& yesterday = telling.table_of(telling.before.back()).rows;
    const std::set<Row> old{yesterday.begin(), yesterday.end()};
    std::erase_if(table.rows, [&](const Row& row) { return old.contains(row); });
}

void newcomers_missing(Telling& telling) {
    Table& table = telling.table();
    const Table& then = telling.table_of(telling.before.front());
    std::set<std::string> old;
    for (const Row& row : then.rows) old.insert(text_of(then, row, column::id));
    std::erase_if(table.rows, [&](const Row& row) { return !old.contains(text_of(table, row, column::id)); });
}

void rows_doubled(Telling& telling) {
    auto& rows = telling.table().rows;
    for (const std::size_t i : telling.struck()) rows.push_back(Row{rows[i]});
}

// A person with a row for each of two schools, of which the register means the last one written.
void rows_doubled_elsewhere(Telling& telling) {
    Table& table = telling.table();
    Random random = telling.always();
    for (const std::size_t i : telling.struck()) {
        Row other = table.rows[i];
        const Row& place = table.rows[random.below(table.rows.size())];
        for (const std::string_view column : {column::unit, column::unit_name, column::klass, column::year}) {
            if (std::string* found = cell(table, other, column)) *found = text_of(table, place, column);
        }
        table.rows.push_back(std::move(other));
    }
}

constexpr Kind list[] = {
    {"cut", "the end of the list is missing", Span::any, cut},
    {"cut-at-the-start", "the beginning of the list is missing", Span::any, cut_at_the_start},
    {"emptied", "only the header is left", Span::any, emptied},
    {"one-row-left", "only the first row is left", Span::any, one_row_left},
    {"rows-lost", "rows are missing here and there", Span::any, rows_lost},
    {"one-school-missing", "filtered: one school is missing", Span::any, one_school_missing},
    {"one-school-left", "filtered: only one school is there", Span::any, one_school_left},
    {"one-class-missing", "filtered: one class is missing", Span::any, one_class_missing},
    {"one-year-missing", "filtered: one school year is missing", Span::any, one_year_missing},
    {"one-municipality-missing", "a shared source without one of its municipalities", Span::any,
     one_municipality_missing},
    {"one-letter-missing", "filtered: the names of one letter are missing", Span::any, one_letter_missing},
    {"letters-missing", "filtered: the names from one letter on are missing", Span::any, letters_from_there_missing},
    {"foreign-letters-missing", "those with letters beyond a to z are missing", Span::any, foreign_letters_missing},
    {"only-what-changed", "only the rows that changed since yesterday", Span::any, only_what_changed},
    {"newcomers-missing", "those who came lately are missing", Span::any, newcomers_missing},
    {"rows-doubled", "rows stand twice", Span::any, rows_doubled},
    {"rows-doubled-elsewhere", "people have a second row, in another school", Span::any, rows_doubled_elsewhere},
};

}  // namespace

std::span<const Kind> kinds_of_rows() {
    return list;
}

}  // namespace samkat::lies
