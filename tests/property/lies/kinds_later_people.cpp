// Who is in the list, and who they are said to be.
#include <map>
#include <set>

#include "tests/property/lies/kinds_later.hpp"
#include "tests/property/lies/names.hpp"

namespace samkat::lies {

namespace {

// Rows in twos that have the same value of a column, siblings and namesakes: so many of them as the share says, and one
// at least.
std::vector<std::pair<std::size_t, std::size_t>> couples(Telling& telling, std::string_view column) {
    const Table& table = telling.table();
    std::map<std::string, std::size_t> waiting;
    std::vector<std::pair<std::size_t, std::size_t>> list;
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const std::string value = text_of(table, table.rows[i], column);
        const auto [at, is_new] = waiting.try_emplace(value, i);
        if (is_new) continue;
        list.emplace_back(at->second, i);
        waiting.erase(at);
    }
    std::ranges::stable_partition(list, [&](const auto& both) { return telling.strikes(table.rows[both.first]); });
    const auto wanted = static_cast<std::size_t>(telling.share * static_cast<double>(list.size()));
    list.resize(std::min(list.size(), std::max<std::size_t>(1, wanted)));
    return list;
}

// The office wrote in the wrong sibling's row: what belongs to one is the other's.
void siblings_mixed_up(Telling& telling) {
    static const std::vector<std::vector<std::string_view>> mixed = {
        {column::civic},
        {column::civic, column::given},
        {column::given, column::mail},
        {column::id},
        {column::klass, column::year, column::unit, column::unit_name, column::start},
        {column::mail, column::civic}};
    Table& table = telling.table();
    const std::vector<std::string_view> columns = telling.always().pick(mixed);
    for (const auto& [one, other] : couples(telling, column::family)) {
        for (const std::string_view name : columns) {
            if (table.has(name)) std::swap(table.at(table.rows[one], name), table.at(table.rows[other], name));
        }
    }
}

// Two who have the same name were taken for one who stood twice, and made one: with the id of the first and the rest,
// or only the number, of the second.
void namesakes_made_one(Telling& telling) {
    Table& table = telling.table();
    const bool rest = telling.always().chance(0.5);
    std::set<std::size_t> gone;
    const std::string_view shared = telling.always().apart("name").chance(0.5) ? column::family : column::given;
    for (const auto& [one, other] : couples(telling, shared)) {
        const std::string id = text_of(table, table.rows[one], column::id);
        if (rest) table.rows[one] = table.rows[other];
        put(table, table.rows[one], column::id, id);
        put(table, table.rows[one], column::civic, text_of(table, table.rows[other], column::civic));
        gone.insert(other);
    }
    for (auto i = gone.rbegin(); i != gone.rend(); ++i)
        table.rows.erase(table.rows.begin() + static_cast<std::ptrdiff_t>(*i));
}

// The guardian's number, and at times the given name too: the office looked at the wrong line of the population
// register.
void numbers_of_guardians(Telling& telling) {
    Table& table = telling.table();
    const bool names = telling.always().chance(0.5);
    Random random = telling.always().apart("guardian");
    for (const std::size_t i : telling.struck()) {
        put(table, table.rows[i], column::civic, made_up_civic(random, 1970, 1992));
        if (names) put(table, table.rows[i], column::given, random.pick(given_names()));
    }
}

// Everybody who has to do with the school: the guardians stand among the pupils, each in a child's class.
void guardians_in_the_list(Telling& telling) {
    Table& table = telling.table();
    const bool beside = telling.always().chance(0.5);
    Random random = telling.always().apart("guardian");
    for (const std::size_t i : telling.struck()) {
        Row guardian = table.rows[i];
        put(table, guardian, column::id,
            beside ? "V" + text_of(table, guardian, column::id) : std::to_string(random.between(7'000'000, 7'999'999)));
        put(table, guardian, column::civic, made_up_civic(random, 1970, 1992));
        put(table, guardian, column::given, random.pick(given_names()));
        if (!beside) put(table, guardian, column::klass, "");
        if (!beside) put(table, guardian, column::mail, "");
        table.rows.push_back(std::move(guardian));
    }
}

// Another employer's people, or another school system's, counted from one as well: under ids that are in use here.
void ids_of_two_series(Telling& telling) {
    Table& table = telling.table();
    const Table& others = telling.table_of(telling.stranger);
    const bool in_front = telling.always().chance(0.5);
    std::vector<Row> rows;
    for (const std::size_t i : telling.struck()) {
        if (rows.size() == others.rows.size()) break;
        Row row = others.rows[rows.size()];
        if (others.columns != table.columns) return;
        put(table, row, column::id, text_of(table, table.rows[i], column::id));
        rows.push_back(std::move(row));
    }
    table.rows.insert(in_front ? table.rows.begin() : table.rows.end(), rows.begin(), rows.end());
}

// The export of the test environment: the keys are the real ones, the people are made up.
void test_environment(Telling& telling) {
    Table& table = telling.table();
    const bool adults = telling.about_staff;
    for (const std::size_t i : telling.struck()) {
        Row& row = table.rows[i];
        Random random = telling.always().apart(text_of(table, row, column::id));
        const std::string given = random.pick(given_names()), family = random.pick(family_names());
        put(table, row, column::given, given);
        put(table, row, column::family, family);
        put(table, row, column::civic, made_up_civic(random, adults ? 1960 : 2009, adults ? 2000 : 2019));
        put(table, row, column::mail, plain_letters(given) + "." + plain_letters(family) + "@test.example");
        put(table, row, column::protection, "N");
    }
}

// A school was set up a second time: the same people under new ids, numbers or none, and a new code.
void school_set_up_twice(Telling& telling) {
    Table& table = telling.table();
    if (table.rows.empty()) return;
    Random random = telling.always();
    const std::string unit = text_of(table, random.pick(table.rows), column::unit);
    const bool same_ids = random.chance(0.3), numbers = random.chance(0.6);
    const std::string code = std::to_string(random.between(70'000'000, 79'999'999));
    const Table honest = table;
    for (const Row& row : honest.rows) {
        if (text_of(honest, row, column::unit) != unit || !telling.strikes(row)) continue;
        Row again = row;
        if (!same_ids) put(table, again, column::id, "3" + text_of(honest, row, column::id));
        if (!numbers) put(table, again, column::civic, "");
        put(table, again, column::unit, code);
        put(table, again, column::unit_name, text_of(honest, row, column::unit_name) + " (ny)");
        table.rows.push_back(std::move(again));
    }
}

// The new school year was opened by mistake: year 9 is out, everybody else a year up, and a contract of staff ended.
void rolled_over_early(Telling& telling) {
    Table& table = telling.table();
    const std::string day = latest_start(table);
    if (!table.has(column::year)) return for_struck(telling, column::end, [&](std::string& end) { end = day; });
    for (const std::size_t i : telling.struck()) {
        Row& row = table.rows[i];
        const int year = std::atoi(text_of(table, row, column::year).c_str());
        std::string klass = text_of(table, row, column::klass);
        if (all_digits(klass.substr(0, 1))) klass[0] = static_cast<char>(klass[0] + 1);
        put(table, row, column::klass, klass);
        put(table, row, column::year, std::to_string(year + 1));
        put(table, row, column::groups, "");
    }
    std::erase_if(table.rows, [&](const Row& row) { return text_of(table, row, column::year) == "10"; });
}

// The rows of the school year before stand there too, ended last summer: in front of the new ones, or after them.
void last_years_rows_too(Telling& telling) {
    Table& table = telling.table();
    const bool in_front = telling.always().chance(0.5);
    std::vector<Row> old;
    for (const std::size_t i : telling.struck()) {
        Row row = table.rows[i];
        const int year = std::atoi(text_of(table, row, column::year).c_str());
        const int since = std::atoi(latest_start(table).c_str()) - 1;
        put(table, row, column::year, std::to_string(std::max(0, year - 1)));
        put(table, row, column::klass, std::to_string(std::max(0, year - 1)) + "A");
        put(table, row, column::start, std::to_string(since - 1) + "-08-18");
        put(table, row, column::end, std::to_string(since) + "-06-12");
        old.push_back(std::move(row));
    }
    table.rows.insert(in_front ? table.rows.begin() : table.rows.end(), old.begin(), old.end());
}

// A table was restored from a backup: who had left is back, and last days are gone.
void leavers_are_back(Telling& telling) {
    Table& table = telling.table();
    std::set<std::string> here;
    for (Row& row : table.rows) {
        here.insert(text_of(table, row, column::id));
        put(table, row, column::end, "");
    }
    for (const Export& each : telling.before) {
        const Table& then = telling.table_of(each);
        for (Row row : then.rows) {
            if (row.size() != table.columns.size() || !here.insert(text_of(then, row, column::id)).second) continue;
            put(table, row, column::end, "");
            table.rows.push_back(std::move(row));
        }
    }
}

// A hasty second registration: the same id, and something differs a little.
void doubles_that_differ(Telling& telling) {
    Table& table = telling.table();
    Random random = telling.always();
    std::vector<std::size_t> rows = telling.struck();
    std::ranges::sort(rows, std::greater<>{});
    for (const std::size_t i : rows) {
        Row again = table.rows[i];
        switch (random.below(5)) {
            case 0:
                put(table, again, column::family, text_of(table, again, column::family) + "s");
                break;
            case 1:
                put(table, again, column::mail, "ny." + text_of(table, again, column::mail));
                break;
            case 2:
                put(table, again, column::civic, "");
                break;
            case 3:
                put(table, again, column::end, latest_start(table));
                break;
            default:
                put(table, again, column::protection, "");
                break;
        }
        table.rows.insert(random.chance(0.5) ? table.rows.end() : table.rows.begin() + static_cast<std::ptrdiff_t>(i),
                          std::move(again));
    }
}

// Pupils who borrow a computer as the staff do stand in the staff's list, without what it asks for.
void pupils_among_staff(Telling& telling) {
    const Table& pupils = telling.today.pupils;
    Table& staff = telling.today.staff;
    Random random = telling.always();
    for (const Row& row : pupils.rows) {
        if (!random.chance(telling.share)) continue;
        Row one(staff.columns.size());
        for (std::size_t i = 0; i < staff.columns.size(); ++i) one[i] = text_of(pupils, row, staff.columns[i]);
        put(staff, one, column::duty, "Elevassistent");
        staff.rows.push_back(std::move(one));
    }
}

// The register hides those who are protected in its own way: no name, no number, and no mark or still one.
void protected_made_nameless(Telling& telling) {
    const bool marked = telling.always().chance(0.3);
    for (Table* table : {&telling.today.pupils, &telling.today.staff}) {
        for (Row& row : table->rows) {
            if (text_of(*table, row, column::protection) != "J") continue;
            put(*table, row, column::given, "Skyddad");
            put(*table, row, column::family, "Personuppgift");
            for (const std::string_view name : {column::civic, column::mail}) put(*table, row, name, "");
            if (!marked) put(*table, row, column::protection, "N");
        }
    }
}

// The protected stand twice, once without the mark: under the same id, or another one.
void marked_and_unmarked(Telling& telling) {
    const bool same_id = telling.always().chance(0.6), in_front = telling.always().apart("front").chance(0.5);
    for (Table* table : {&telling.today.pupils, &telling.today.staff}) {
        std::vector<Row> again;
        for (const Row& row : table->rows) {
            if (text_of(*table, row, column::protection) != "J") continue;
            again.push_back(row);
            put(*table, again.back(), column::protection, "N");
            if (!same_id) put(*table, again.back(), column::id, "2" + text_of(*table, row, column::id));
        }
        table->rows.insert(in_front ? table->rows.begin() : table->rows.end(), again.begin(), again.end());
    }
}

// The marks come from an archive, which knows of those who leave.
void marks_of_leavers(Telling& telling) {
    for (Table* table : {&telling.today.pupils, &telling.today.staff}) {
        for (Row& row : table->rows)
            put(*table, row, column::protection, text_of(*table, row, column::end).empty() ? "N" : "J");
    }
}

// The column of marks was sorted without the others: as many marks, on other people.
void marks_sorted_alone(Telling& telling) {
    const bool first = telling.always().chance(0.5);
    for (Table* table : {&telling.today.pupils, &telling.today.staff}) {
        std::vector<std::string> marks;
        for (const Row& row : table->rows) marks.push_back(text_of(*table, row, column::protection));
        std::ranges::sort(marks);
        if (!first) std::ranges::reverse(marks);
        for (std::size_t i = 0; i < marks.size(); ++i) put(*table, table->rows[i], column::protection, marks[i]);
    }
}

constexpr Kind list[] = {
    {"siblings-mixed-up", "siblings have what is the other's", Span::any, siblings_mixed_up, nullptr, 1, true},
    {"namesakes-made-one", "two people of one name are one", Span::any, namesakes_made_one, nullptr, 1, true},
    {"numbers-of-guardians", "civic numbers are the guardians'", Span::any, numbers_of_guardians, nullptr, 1, true},
    {"guardians-in-the-list", "guardians stand among the pupils", Span::any, guardians_in_the_list, nullptr, 1, true},
    {"ids-of-two-series", "other people too, under the ids of those here", Span::any, ids_of_two_series, nullptr, 1,
     true},
    {"test-environment", "made-up people under the real ids", Span::any, test_environment, nullptr, 1, true},
    {"school-set-up-twice", "a school stands twice, the second time with a new code", Span::any, school_set_up_twice,
     nullptr, 1, true},
    {"rolled-over-early", "the school year has changed before its time", Span::any, rolled_over_early, nullptr, 1,
     true},
    {"last-years-rows-too", "the rows of last year stand there too", Span::any, last_years_rows_too, nullptr, 1, true},
    {"leavers-are-back", "those who have left are back", Span::any, leavers_are_back, nullptr, 1, true},
    {"doubles-that-differ", "rows stand twice, and differ a little", Span::any, doubles_that_differ, nullptr, 1, true},
    {"pupils-among-staff", "the list of staff has pupils too", Span::any, pupils_among_staff, nullptr, 1, true},
    {"protected-made-nameless", "protected people have no name and no number", Span::any, protected_made_nameless,
     nullptr, 1, true},
    {"marked-and-unmarked", "protected people stand twice, once without mark", Span::any, marked_and_unmarked, nullptr,
     1, true},
    {"marks-of-leavers", "only those who leave are protected", Span::any, marks_of_leavers, nullptr, 1, true},
    {"marks-sorted-alone", "protections were sorted without the rest", Span::any, marks_sorted_alone, nullptr, 1, true},
};

}  // namespace

std::span<const Kind> kinds_later_of_people() {
    return list;
}

}  // namespace samkat::lies
