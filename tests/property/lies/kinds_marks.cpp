// Marks of protected identity that are gone, set, or on the wrong people. They strike all rows of both tables, or so
// many of the marks as the share says.
#include <algorithm>

#include "tests/property/lies/columns.hpp"

namespace samkat::lies {

namespace {

template <class Change>
void for_marks(Telling& telling, const Change& change) {
    for (Table* table : {&telling.today.pupils, &telling.today.staff}) {
        for (Row& row : table->rows) {
            if (std::string* mark = cell(*table, row, column::protection)) change(*mark);
        }
    }
}

void marks_blank(Telling& telling) {
    for_marks(telling, [](std::string& mark) { mark.clear(); });
}
void marks_all_none(Telling& telling) {
    for_marks(telling, [](std::string& mark) { mark = "N"; });
}

void marks_missing(Telling& telling) {
    for (Table* table : {&telling.today.pupils, &telling.today.staff}) {
        const std::size_t index = table->index(column::protection);
        if (index == Table::nowhere) continue;
        table->columns.erase(table->columns.begin() + static_cast<std::ptrdiff_t>(index));
        for (Row& row : table->rows) row.erase(row.begin() + static_cast<std::ptrdiff_t>(index));
    }
}

void some_marks_gone(Telling& telling) {
    Random random = telling.always();
    bool any = false;
    for_marks(telling, [&](std::string& mark) {
        if (mark != "J" || (any && !random.chance(telling.share))) return;
        mark = "N";
        any = true;
    });
}

void everybody_marked(Telling& telling) {
    for_marks(telling, [](std::string& mark) { mark = "J"; });
}
void marks_turned_round(Telling& telling) {
    for_marks(telling, [](std::string& mark) { mark = mark == "J" ? "N" : "J"; });
}
void marks_in_other_words(Telling& telling) {
    for_marks(telling, [](std::string& mark) { mark = mark == "J" ? "Sekr" : "-"; });
}
void marks_shifted(Telling& telling) {
    telling.share = 1;
    shift_down(telling, {column::protection});
}

void marked_rows_missing(Telling& telling) {
    for (Table* table : {&telling.today.pupils, &telling.today.staff})
        std::erase_if(table->rows, [&](const Row& row) { return text_of(*table, row, column::protection) == "J"; });
}

// The register makes a new row for her, and forgets the mark.
void marked_under_new_id(Telling& telling) {
    for (Table* table : {&telling.today.pupils, &telling.today.staff}) {
        for (Row& row : table->rows) {
            if (text_of(*table, row, column::protection) != "J") continue;
            table->at(row, column::id).insert(0, "66");
            table->at(row, column::protection) = "N";
        }
    }
}

constexpr Kind list[] = {
    {"marks-blank", "the column of protections is blank", Span::any, marks_blank},
    {"marks-all-none", "nobody is protected", Span::any, marks_all_none},
    {"marks-missing", "the column of protections is not there", Span::any, marks_missing},
    {"some-marks-gone", "some protections are gone", Span::any, some_marks_gone},
    {"everybody-marked", "everybody is protected", Span::any, everybody_marked},
    {"marks-turned-round", "who is protected is not, and the others are", Span::any, marks_turned_round},
    {"marks-in-other-words", "protections are written in other words", Span::any, marks_in_other_words},
    {"marks-shifted", "protections have slipped a row", Span::any, marks_shifted},
    {"marked-rows-missing", "protected people are left out", Span::any, marked_rows_missing},
    {"marked-under-new-id", "protected people have new ids and no mark", Span::any, marked_under_new_id},
};

}  // namespace

std::span<const Kind> kinds_of_marks() {
    return list;
}

}  // namespace samkat::lies
