// What a person does to a list in a spreadsheet, on the way from the register to the directory.
#include <chrono>
#include <map>

#include "daemon/base/date.hpp"
#include "tests/property/lies/kinds_later.hpp"

namespace samkat::lies {

namespace {

// Only some columns were marked when the sheet was sorted.
void sort_alone(Telling& telling, const std::vector<std::string>& columns) {
    Table& table = telling.table();
    const Stretch stretch = stretch_of(telling);
    std::vector<Row> values;
    for (std::size_t i = stretch.first; i < stretch.last; ++i) {
        Row some;
        for (const std::string& name : columns) some.push_back(text_of(table, table.rows[i], name));
        values.push_back(std::move(some));
    }
    std::ranges::sort(values);
    if (telling.always().apart("down").chance(0.3)) std::ranges::reverse(values);
    for (std::size_t i = stretch.first; i < stretch.last; ++i) {
        for (std::size_t j = 0; j < columns.size(); ++j)
            put(table, table.rows[i], columns[j], values[i - stretch.first][j]);
    }
}
void one_column_sorted(Telling& telling) {
    sort_alone(telling, {one_of(telling, {column::id, column::civic, column::given, column::family, column::mail})});
}
void names_sorted_alone(Telling& telling) {
    sort_alone(telling, {std::string{column::family}, std::string{column::given}});
}

// A cell dragged downwards: the program counts on by itself.
void filled_as_series(Telling& telling) {
    Table& table = telling.table();
    const std::string name = one_of(telling, {column::id, column::civic, column::start});
    const Stretch stretch = stretch_of(telling);
    if (stretch.first == stretch.last) return;
    const std::string first = text_of(table, table.rows[stretch.first], name);
    for (std::size_t i = stretch.first; i < stretch.last; ++i) {
        const int on = static_cast<int>(i - stretch.first);
        if (const auto date = parse_date(first); date && name == column::start)
            put(table, table.rows[i], name, format_date(plus_days(*date, on)));
        else if (all_digits(first) && first.size() < 19)
            put(table, table.rows[i], name, std::to_string(std::stoll(first) + on));
        else
            put(table, table.rows[i], name, first + std::to_string(on + 1));
    }
}

// Copied from a filtered list, and pasted into rows of which some were hidden.
void pasted_over_hidden_rows(Telling& telling) {
    Table& table = telling.table();
    const std::string name = one_of(telling, {column::civic, column::given, column::family, column::mail, column::id});
    const Stretch stretch = stretch_of(telling, 4);
    const Table honest = table;
    std::size_t to = stretch.first;
    Random random = telling.always().apart("hidden");
    for (std::size_t i = stretch.first; i < stretch.last; ++i) {
        if (i == stretch.first || random.chance(0.4)) continue;
        put(table, table.rows[to++], name, text_of(honest, honest.rows[i], name));
    }
}

// One cell was deleted, and those below it were pulled up.
void cells_pulled_up(Telling& telling) {
    Table& table = telling.table();
    if (table.rows.empty()) return;
    const std::string name =
        one_of(telling, {column::civic, column::given, column::family, column::mail, column::id, column::klass});
    const auto kept = static_cast<std::size_t>(static_cast<double>(table.rows.size() - 1) * (1 - telling.share));
    for (std::size_t i = kept; i + 1 < table.rows.size(); ++i)
        put(table, table.rows[i], name, text_of(table, table.rows[i + 1], name));
    put(table, table.rows.back(), name, "");
}

// Somebody made 3A of 2A by replacing every 2 in the marked rows, of all columns.
void search_and_replace(Telling& telling) {
    Table& table = telling.table();
    const Stretch stretch = stretch_of(telling);
    const auto from = static_cast<char>('0' + telling.always().between(0, 8));
    for (std::size_t i = stretch.first; i < stretch.last; ++i) {
        for (std::string& value : table.rows[i]) std::ranges::replace(value, from, static_cast<char>(from + 1));
    }
}

// A column is looked up in another sheet, which has moved.
void lookups_failed(Telling& telling) {
    const std::string error = telling.always().apart("error").pick(
        std::vector<std::string>{"#SAKNAS!", "#REFERENS!", "#N/A", "#VÄRDEFEL!", "0", "False"});
    const std::string name = one_of(telling, {column::civic, column::mail, column::klass, column::unit, column::end,
                                              column::given, column::protection});
    for_struck(telling, name, [&](std::string& value) { value = error; });
}

// A column is looked up by the family name: of several who share it, all get the first one's.
void lookups_by_name(Telling& telling) {
    Table& table = telling.table();
    std::map<std::string, Row> first;
    for (const Row& row : table.rows) first.try_emplace(text_of(table, row, column::family), row);
    const std::string name = one_of(telling, {column::civic, column::mail, column::given, column::id});
    for (const std::size_t i : telling.struck()) {
        Row& row = table.rows[i];
        put(table, row, name, text_of(table, first.at(text_of(table, row, column::family)), name));
    }
}

// Twelve digits in a narrow column.
void numbers_as_powers_of_ten(Telling& telling) {
    const auto digits = static_cast<std::size_t>(telling.always().between(2, 5));
    for_struck(telling, column::civic, [&](std::string& civic) {
        if (civic.size() == 12) civic = civic.substr(0, 1) + "," + civic.substr(1, digits) + "E+11";
    });
}

// Saved as numbers of too few digits: the last ones are zeros.
void numbers_rounded(Telling& telling) {
    const auto zeros = static_cast<std::size_t>(telling.always().between(1, 5));
    for_struck(telling, column::civic, [&](std::string& civic) {
        if (civic.size() == 12) civic.replace(12 - zeros, zeros, zeros, '0');
    });
}

// Ten digits as a number: 0905121234 is 905121234.
void century_and_zeros_lost(Telling& telling) {
    for_struck(telling, column::civic, [](std::string& civic) {
        if (civic.size() == 12) civic.erase(0, 2);
        civic.erase(0, std::min(civic.find_first_not_of('0'), civic.size()));
    });
}

// The cells have a number format: 1 234 567.
void ids_with_thousands(Telling& telling) {
    const std::string sign = telling.always().pick(std::vector<std::string>{" ", ".", ",", "\xC2\xA0", "'"});
    for_struck(telling, column::id, [&](std::string& id) {
        for (std::size_t at = id.size(); at > 3;) id.insert(at -= 3, sign);
    });
}

// Dates as the days that the program counts: 45519.
void dates_as_serials(Telling& telling) {
    const auto count = [](std::string& date) {
        if (date.size() != 10) return;
        const std::chrono::year_month_day day{
            std::chrono::year{std::atoi(date.substr(0, 4).c_str())},
            std::chrono::month{static_cast<unsigned>(std::atoi(date.substr(5).c_str()))},
            std::chrono::day{static_cast<unsigned>(std::atoi(date.substr(8).c_str()))}};
        date = std::to_string(std::chrono::sys_days{day}.time_since_epoch().count() + 25'569);
    };
    for_struck(telling, column::start, count);
    for_struck(telling, column::end, count);
}

// A list for the eye: what is the same as in the row above is left out.
void same_as_above_left_out(Telling& telling) {
    Table& table = telling.table();
    const Table honest = table;
    for (const std::size_t i : telling.struck()) {
        for (const std::string_view name : {column::unit, column::unit_name, column::year, column::klass}) {
            std::string* found = cell(table, table.rows[i], name);
            if (found != nullptr && i > 0 && *found == text_of(honest, honest.rows[i - 1], name)) found->clear();
        }
    }
}

// Blank cells filled with what stands above them: one who leaves takes all below along.
void last_days_filled_down(Telling& telling) {
    Table& table = telling.table();
    const Stretch stretch = stretch_of(telling);
    if (stretch.first == stretch.last) return;
    std::string above = text_of(table, table.rows[stretch.first], column::end);
    for (std::size_t i = stretch.first; above.empty() && i < stretch.last; ++i)
        above = text_of(table, table.rows[i], column::end);
    if (above.empty()) above = text_of(table, table.rows[stretch.first], column::start);
    for (std::size_t i = stretch.first; i < stretch.last; ++i) {
        std::string* end = cell(table, table.rows[i], column::end);
        if (end != nullptr && end->empty()) *end = above;
        if (end != nullptr) above = *end;
    }
}

// A macro puts quotes that no reader of CSV knows; or the apostrophe that makes text of numbers.
void cells_in_quotes(Telling& telling) {
    Table& table = telling.table();
    const auto [open, close] = telling.always().pick(
        std::vector<std::pair<std::string, std::string>>{{"'", ""}, {"'", "'"}, {"”", "”"}, {"=\"", "\""}, {"`", "´"}});
    for (const std::size_t i : telling.struck()) {
        for (std::string& value : table.rows[i]) value = open + value + close;
    }
}

// Two neighbouring cells were merged, which keeps the left one's value and empties the other.
void neighbours_merged(Telling& telling) {
    Table& table = telling.table();
    const std::size_t left = telling.always().below(4);
    for (const std::size_t i : telling.struck()) {
        if (table.rows[i].size() < left + 2) continue;
        table.rows[i][left] += " " + table.rows[i][left + 1];
        table.rows[i][left + 1].clear();
    }
}

// A block of rows was cut out, and pasted a column away.
void block_pasted_a_column_away(Telling& telling) {
    Table& table = telling.table();
    const Stretch stretch = stretch_of(telling);
    for (std::size_t i = stretch.first; i < stretch.last; ++i)
        std::rotate(table.rows[i].begin(), table.rows[i].begin() + 1, table.rows[i].end());
}

constexpr Kind list[] = {
    {"one-column-sorted", "a column was sorted without the others", Span::any, one_column_sorted, nullptr, 1, true},
    {"names-sorted-alone", "the names were sorted without the rest", Span::any, names_sorted_alone, nullptr, 1, true},
    {"filled-as-series", "a column counts on from its first value", Span::any, filled_as_series, nullptr, 1, true},
    {"pasted-over-hidden-rows", "values were pasted into rows that were hidden", Span::any, pasted_over_hidden_rows,
     nullptr, 1, true},
    {"cells-pulled-up", "a cell is gone, and the column below has moved up", Span::any, cells_pulled_up, nullptr, 1,
     true},
    {"search-and-replace", "a digit is replaced in every column", Span::any, search_and_replace, nullptr, 1, true},
    {"lookups-failed", "a column has the spreadsheet's error in it", Span::any, lookups_failed, nullptr, 1, true},
    {"lookups-by-name", "those of one family name have the first one's value", Span::any, lookups_by_name, nullptr, 1,
     true},
    {"numbers-as-powers-of-ten", "civic numbers are 2,01305E+11", Span::any, numbers_as_powers_of_ten, nullptr, 1,
     true},
    {"numbers-rounded", "civic numbers end with zeros", Span::any, numbers_rounded, nullptr, 1, true},
    {"century-and-zeros-lost", "civic numbers have lost century and leading zeros", Span::any, century_and_zeros_lost,
     nullptr, 1, true},
    {"ids-with-thousands", "ids are written 1 234 567", Span::any, ids_with_thousands, nullptr, 1, true},
    {"dates-as-serials", "dates are numbers of days", Span::any, dates_as_serials, nullptr, 1, true},
    {"same-as-above-left-out", "school and class stand only where they change", Span::any, same_as_above_left_out,
     nullptr, 1, true},
    {"last-days-filled-down", "no last day: that of the row above", Span::any, last_days_filled_down, nullptr, 1, true},
    {"cells-in-quotes", "values stand in foreign quotation marks", Span::any, cells_in_quotes, nullptr, 1, true},
    {"neighbours-merged", "two cells are one, and the other is blank", Span::any, neighbours_merged, nullptr, 1, true},
    {"block-a-column-away", "a block of rows stands a column to the left", Span::any, block_pasted_a_column_away,
     nullptr, 1, true},
};

}  // namespace

std::span<const Kind> kinds_later_of_sheets() {
    return list;
}

}  // namespace samkat::lies
