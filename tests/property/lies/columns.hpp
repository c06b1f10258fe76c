// What several kinds of lie do to cells. Columns that a table lacks are passed over.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>

#include "tests/property/lies/lie.hpp"

namespace samkat::lies {

// The cell of a column, or null if the table has none of the name.
inline std::string* cell(Table& table, Row& row, std::string_view column) {
    const std::size_t index = table.index(column);
    return index < row.size() ? &row[index] : nullptr;
}
inline std::string text_of(const Table& table, const Row& row, std::string_view column) {
    const std::size_t index = table.index(column);
    return index < row.size() ? row[index] : std::string{};
}

// Does `change` to the cell of every row that the lie strikes.
template <class Change>
void for_struck(Telling& telling, std::string_view column, const Change& change) {
    Table& table = telling.table();
    for (const std::size_t i : telling.struck()) {
        if (std::string* found = cell(table, table.rows[i], column)) change(*found);
    }
}

// The columns' values go one row on among the rows that the lie strikes, in the order of the file: each gets those of
// the struck row before it.
inline void shift_down(Telling& telling, std::initializer_list<std::string_view> columns) {
    Table& table = telling.table();
    std::vector<std::size_t> rows = telling.struck(2);
    std::ranges::sort(rows);
    const Table honest = table;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const Row& other = honest.rows[rows[(i + rows.size() - 1) % rows.size()]];
        for (const std::string_view column : columns) {
            if (std::string* found = cell(table, table.rows[rows[i]], column)) *found = text_of(honest, other, column);
        }
    }
}

}  // namespace samkat::lies
