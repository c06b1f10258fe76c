// Exports of another day, of somebody else, or with wrong dates.
#include <algorithm>

#include "tests/property/lies/columns.hpp"

namespace samkat::lies {

namespace {

// The export of two to eight nights ago.
const Export& old_export(const Telling& telling, Random random) {
    const std::size_t back = 1 + random.below(std::min<std::size_t>(7, telling.before.size()));
    return telling.before[telling.before.size() - back];
}

void old_under_new_stamp(Telling& telling) {
    telling.today = old_export(telling, telling.always());
    telling.today.age_days = 0;
}

void old_under_old_stamp(Telling& telling) {
    telling.today = old_export(telling, telling.always());
    telling.today.age_days = 2 + static_cast<int>(telling.always().below(6)) + telling.night;
}

// One of two servers has stopped: every other night the same old export comes.
void old_every_other_night(Telling& telling) {
    if (telling.night % 2 == 0) old_under_new_stamp(telling);
}

void one_table_old(Telling& telling) {
    telling.table() = telling.table_of(old_export(telling, telling.always()));
}

void rows_old(Telling& telling) {
    Table& table = telling.table();
    const Table& then = telling.table_of(telling.before.front());
    for (const std::size_t i : telling.struck()) {
        const std::string id = text_of(table, table.rows[i], column::id);
        for (const Row& row : then.rows) {
            if (text_of(then, row, column::id) == id) table.rows[i] = row;
        }
    }
}

void files_exchanged(Telling& telling) {
    std::swap(telling.today.pupils.rows, telling.today.staff.rows);
    std::swap(telling.today.pupils.columns, telling.today.staff.columns);
}

void staff_among_pupils(Telling& telling) {
    Table& pupils = telling.today.pupils;
    const Table& staff = telling.today.staff;
    for (const Row& row : staff.rows) {
        Row pupil(pupils.columns.size());
        for (std::size_t i = 0; i < pupils.columns.size(); ++i) pupil[i] = text_of(staff, row, pupils.columns[i]);
        pupils.rows.push_back(std::move(pupil));
    }
}

void anothers_file(Telling& telling) {
    telling.today = telling.stranger;
}
void anothers_table(Telling& telling) {
    telling.table() = telling.table_of(telling.stranger);
}
void anothers_rows_too(Telling& telling) {
    Table& table = telling.table();
    const Table& other = telling.table_of(telling.stranger);
    for (const Row& row : other.rows) {
        if (telling.always().apart(text_of(other, row, column::id)).chance(telling.share)) table.rows.push_back(row);
    }
}

Date date_of(const std::string& text) {
    return parse_date(text).value_or(Date{});
}

void starts_in_the_future(Telling& telling) {
    const int days = telling.always().between(20, 200);
    for_struck(telling, column::start,
               [&](std::string& start) { start = format_date(plus_days(date_of(start), 200 + days)); });
}

void starts_a_year_later(Telling& telling) {
    for_struck(telling, column::start,
               [&](std::string& start) { start = format_date(plus_days(date_of(start), 365)); });
}

void ends_in_the_past(Telling& telling) {
    Table& table = telling.table();
    const int days = telling.always().between(0, 60);
    for (const std::size_t i : telling.struck()) {
        Row& row = table.rows[i];
        table.at(row, column::end) = format_date(plus_days(date_of(table.at(row, column::start)), days));
    }
}

// A date that the register's system puts where there is none.
void ends_on_one_day(Telling& telling) {
    for_struck(telling, column::end, [](std::string& end) { end = "2025-12-31"; });
}

void dates_cleared(Telling& telling) {
    for (const std::string_view column : {column::start, column::end})
        for_struck(telling, column, [](std::string& date) { date.clear(); });
}

void day_for_month(Telling& telling) {
    const auto exchange = [](std::string& date) {
        if (date.size() == 10) date = date.substr(0, 5) + date.substr(8, 2) + "-" + date.substr(5, 2);
    };
    for_struck(telling, column::start, exchange);
    for_struck(telling, column::end, exchange);
}

void starts_and_ends_exchanged(Telling& telling) {
    Table& table = telling.table();
    for (const std::size_t i : telling.struck())
        std::swap(table.at(table.rows[i], column::start), table.at(table.rows[i], column::end));
}

constexpr Kind list[] = {
    {"old-under-new-stamp", "an export of some nights ago, with today's time", Span::any, old_under_new_stamp},
    {"old-under-old-stamp", "an export of some nights ago, with its own time", Span::any, old_under_old_stamp},
    {"old-every-other-night", "an old export every other night", Span::any, old_every_other_night},
    {"one-table-old", "one table is of some nights ago", Span::any, one_table_old},
    {"rows-old", "rows are as they were a week ago", Span::any, rows_old},
    {"files-exchanged", "pupils and staff have changed places", Span::any, files_exchanged},
    {"staff-among-pupils", "the list of pupils has the staff too", Span::any, staff_among_pupils},
    {"anothers-file", "another municipality's export", Span::any, anothers_file},
    {"anothers-table", "another municipality's list of pupils or staff", Span::any, anothers_table},
    {"anothers-rows-too", "another municipality's people among one's own", Span::any, anothers_rows_too},
    {"starts-in-the-future", "first days lie in the future", Span::any, starts_in_the_future},
    {"starts-a-year-later", "first days lie a year later", Span::any, starts_a_year_later},
    {"ends-in-the-past", "last days have passed", Span::any, ends_in_the_past},
    {"ends-on-one-day", "one last day in the past for many", Span::any, ends_on_one_day},
    {"dates-cleared", "first and last days are missing", Span::any, dates_cleared},
    {"day-for-month", "day and month have changed places", Span::any, day_for_month},
    {"starts-and-ends-exchanged", "first and last day have changed places", Span::any, starts_and_ends_exchanged},
};

}  // namespace

std::span<const Kind> kinds_of_times() {
    return list;
}

}  // namespace samkat::lies
