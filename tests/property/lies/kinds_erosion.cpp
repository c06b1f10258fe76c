// Slow lies: a little more every night, or every run, so that no single plan looks wrong.
#include <algorithm>

#include "tests/property/lies/columns.hpp"

namespace samkat::lies {

namespace {

// The share that has been reached tonight: the whole of it, and at least one row a night, on the tenth.
std::vector<std::size_t> reached(Telling& telling) {
    std::vector<std::size_t> rows = telling.struck(10);
    rows.resize(rows.size() * static_cast<std::size_t>(std::min(telling.night + 1, 10)) / 10);
    return rows;
}

void erase_rows(Table& table, std::vector<std::size_t> rows) {
    std::ranges::sort(rows, std::greater<>{});
    for (const std::size_t i : rows) table.rows.erase(table.rows.begin() + static_cast<std::ptrdiff_t>(i));
}

void rows_erode(Telling& telling) {
    erase_rows(telling.table(), reached(telling));
}

void column_erodes(Telling& telling, std::string_view column) {
    Table& table = telling.table();
    for (const std::size_t i : reached(telling)) {
        if (std::string* found = cell(table, table.rows[i], column)) found->clear();
    }
}
void mails_erode(Telling& telling) {
    column_erodes(telling, column::mail);
}
void classes_erode(Telling& telling) {
    column_erodes(telling, column::klass);
}

void names_erode(Telling& telling) {
    Table& table = telling.table();
    const std::vector<std::size_t> rows = reached(telling);
    const Table honest = table;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const Row& other = honest.rows[rows[(i + 1) % rows.size()]];
        for (const std::string_view column : {column::given, column::family})
            table.at(table.rows[rows[i]], column) = text_of(honest, other, column);
    }
}

void ids_erode(Telling& telling) {
    Table& table = telling.table();
    for (const std::size_t i : reached(telling)) table.at(table.rows[i], column::id).insert(0, "55");
}

void ends_erode(Telling& telling) {
    Table& table = telling.table();
    for (const std::size_t i : reached(telling)) table.at(table.rows[i], column::end) = "2026-01-15";
}

void marks_erode(Telling& telling) {
    int left = telling.night + 1;
    for (Row& row : telling.today.pupils.rows) {
        std::string* mark = cell(telling.today.pupils, row, column::protection);
        if (mark == nullptr || *mark != "J" || left-- <= 0) continue;
        *mark = "N";
    }
}

void phantoms_gather(Telling& telling) {
    Table& table = telling.table();
    const Table honest = table;
    for (const std::size_t i : reached(telling)) {
        Row phantom = honest.rows[i];
        table.at(phantom, column::id).insert(0, "44");
        table.at(phantom, column::civic).clear();
        table.at(phantom, column::given) = "Okänd";
        table.rows.push_back(std::move(phantom));
    }
}

// Four more are gone in each of fifteen runs of one night.
void four_in_each_run(Telling& telling) {
    std::vector<std::size_t> rows = telling.struck(60);
    rows.resize(std::min(rows.size(), static_cast<std::size_t>(4 * (telling.run + 1))));
    erase_rows(telling.table(), rows);
}

constexpr Kind list[] = {
    {"rows-erode", "every night some more are missing", Span::slow, rows_erode},
    {"mails-erode", "every night some more addresses are missing", Span::slow, mails_erode},
    {"classes-erode", "every night some more classes are missing", Span::slow, classes_erode},
    {"names-erode", "every night some more names are somebody else's", Span::slow, names_erode},
    {"ids-erode", "every night some more have new ids", Span::slow, ids_erode},
    {"ends-erode", "every night some more last days have passed", Span::slow, ends_erode},
    {"marks-erode", "every night one more protection is gone", Span::slow, marks_erode},
    {"phantoms-gather", "every night some more people who are nobody", Span::slow, phantoms_gather},
    {"four-in-each-run", "four more are missing in each of fifteen runs a night", Span::any, four_in_each_run, nullptr,
     15},
};

}  // namespace

std::span<const Kind> kinds_of_erosion() {
    return list;
}

}  // namespace samkat::lies
