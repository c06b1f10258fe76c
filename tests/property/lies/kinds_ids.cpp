// Register ids and civic numbers that are new, somebody else's, or somebody's who has gone.
#include <algorithm>
#include <set>

#include "tests/property/lies/columns.hpp"

namespace samkat::lies {

namespace {

void ids_renumbered(Telling& telling) {
    Random random = telling.always();
    for_struck(telling, column::id,
               [&](std::string& id) { id = "9" + std::to_string(random.between(100'000, 999'999)); });
}

void ids_counted_on(Telling& telling) {
    for_struck(telling, column::id, [&](std::string& id) { id = std::to_string(std::atoi(id.c_str()) + 1); });
}

void ids_padded(Telling& telling) {
    for_struck(telling, column::id, [&](std::string& id) { id.insert(0, "0000"); });
}

void ids_as_numbers(Telling& telling) {
    for_struck(telling, column::id, [&](std::string& id) { id += ".0"; });
}

void ids_permuted(Telling& telling) {
    Table& table = telling.table();
    const std::vector<std::size_t> rows = telling.struck(2);
    std::vector<std::string> ids;
    for (const std::size_t i : rows) ids.push_back(text_of(table, table.rows[i], column::id));
    telling.always().apart("order").shuffle(ids);
    for (std::size_t i = 0; i < rows.size(); ++i) table.at(table.rows[rows[i]], column::id) = ids[i];
}

void ids_shifted(Telling& telling) {
    shift_down(telling, {column::id});
}

// Newcomers, or whoever the lie strikes where there are none, have the ids of people who have left; or of people whom
// they replace, where nobody has.
void ids_reused(Telling& telling) {
    Table& table = telling.table();
    std::set<std::string> here;
    for (const Row& row : table.rows) here.insert(text_of(table, row, column::id));
    std::vector<std::string> gone;
    const Table& then = telling.table_of(telling.before.front());
    for (const Row& row : then.rows) {
        const std::string id = text_of(then, row, column::id);
        if (!here.contains(id)) gone.push_back(id);
    }
    std::set<std::string> replaced;
    std::vector<std::size_t> rows = telling.struck(2);
    rows.resize(std::min<std::size_t>(rows.size(), 8));
    for (std::size_t i = 0; i + 1 < rows.size() && gone.size() < rows.size() / 2; i += 2) {
        gone.push_back(text_of(table, table.rows[rows[i]], column::id));
        replaced.insert(gone.back());
    }
    std::size_t next = 0;
    for (const std::size_t i : rows) {
        std::string& id = table.at(table.rows[i], column::id);
        if (next < gone.size() && !replaced.contains(id)) id = gone[next++] + "\n";  // marked: the new holder's
    }
    std::erase_if(table.rows, [&](const Row& row) { return replaced.contains(text_of(table, row, column::id)); });
    for (Row& row : table.rows) {
        std::string& id = table.at(row, column::id);
        if (id.ends_with('\n')) id.pop_back();
    }
}

void one_id_for_two(Telling& telling) {
    Table& table = telling.table();
    const std::vector<std::size_t> rows = telling.struck(2);
    for (std::size_t i = 0; i + 1 < rows.size(); i += 2)
        table.at(table.rows[rows[i]], column::id) = text_of(table, table.rows[rows[i + 1]], column::id);
}

void twice_under_new_id(Telling& telling) {
    Table& table = telling.table();
    for (const std::size_t i : telling.struck()) {
        Row again = table.rows[i];
        table.at(again, column::id).insert(0, "77");
        table.rows.push_back(std::move(again));
    }
}

void twice_under_new_id_without_number(Telling& telling) {
    Table& table = telling.table();
    for (const std::size_t i : telling.struck()) {
        Row again = table.rows[i];
        table.at(again, column::id).insert(0, "77");
        table.at(again, column::civic).clear();
        table.rows.push_back(std::move(again));
    }
}

// The same people under new ids, and no numbers to know them by.
void renumbered_without_numbers(Telling& telling) {
    ids_renumbered(telling);
    Table& table = telling.table();
    for (Row& row : table.rows) {
        if (table.at(row, column::id).size() == 7) table.at(row, column::civic).clear();
    }
}

void ids_of_a_stranger(Telling& telling) {
    Table& table = telling.table();
    const Table& other = telling.table_of(telling.stranger);
    std::size_t next = 0;
    for (const std::size_t i : telling.struck()) {
        if (next < other.rows.size())
            table.at(table.rows[i], column::id) = text_of(other, other.rows[next++], column::id);
    }
}

void number_of_another(Telling& telling) {
    Table& table = telling.table();
    const std::vector<std::size_t> rows = telling.struck(2);
    for (std::size_t i = 0; i + 1 < rows.size(); i += 2)
        table.at(table.rows[rows[i]], column::civic) = text_of(table, table.rows[rows[i + 1]], column::civic);
}

void number_of_a_stranger(Telling& telling) {
    Table& table = telling.table();
    const Table& other = telling.table_of(telling.stranger);
    Random random = telling.always();
    for (const std::size_t i : telling.struck()) {
        if (!other.rows.empty())
            table.at(table.rows[i], column::civic) = text_of(other, random.pick(other.rows), column::civic);
    }
}

void numbers_shifted(Telling& telling) {
    shift_down(telling, {column::civic});
}

void numbers_blank(Telling& telling) {
    for_struck(telling, column::civic, [](std::string& civic) { civic.clear(); });
}

// A wrong digit that the check digit shows.
void digit_wrong(Telling& telling) {
    Random random = telling.always();
    for_struck(telling, column::civic, [&](std::string& civic) {
        if (civic.size() == 12) civic[9] = static_cast<char>('0' + (civic[9] - '0' + random.between(1, 9)) % 10);
    });
}

// Two wrong digits, so that the check digit is right: day and last digit of the number.
void digits_wrong(Telling& telling) {
    for_struck(telling, column::civic, [&](std::string& civic) {
        if (civic.size() != 12) return;
        civic[10] = static_cast<char>('0' + (civic[10] - '0' + 5) % 10);
        int sum = 0;
        for (std::size_t i = 2; i < 11; ++i) {
            const int digit = (civic[i] - '0') * (i % 2 == 0 ? 2 : 1);
            sum += digit / 10 + digit % 10;
        }
        civic[11] = static_cast<char>('0' + (10 - sum % 10) % 10);
    });
}

// A newcomer with somebody's number and given name, but another family name: of the file, or of a stranger's.
void newcomer_with_number_of(Telling& telling, const Table& theirs) {
    Table& table = telling.table();
    if (theirs.rows.empty() || table.rows.empty()) return;
    Random random = telling.always();
    for (std::size_t i = std::max<std::size_t>(1, telling.struck().size() / 10); i > 0; --i) {
        const Row& victim = random.pick(theirs.rows);
        Row newcomer = random.pick(table.rows);
        table.at(newcomer, column::id) = "88" + std::to_string(random.between(100'000, 999'999));
        table.at(newcomer, column::civic) = text_of(theirs, victim, column::civic);
        table.at(newcomer, column::given) = text_of(theirs, victim, column::given);
        table.at(newcomer, column::family) = "Falkenström";
        table.at(newcomer, column::mail) = "falken" + std::to_string(i) + "@mejl.example";
        table.at(newcomer, column::protection) = "N";
        table.rows.push_back(std::move(newcomer));
    }
}
void newcomer_with_a_number_here(Telling& telling) {
    const Table honest = telling.table();
    newcomer_with_number_of(telling, honest);
}
void newcomer_with_a_strangers_number(Telling& telling) {
    newcomer_with_number_of(telling, telling.table_of(telling.stranger));
}

constexpr Kind list[] = {
    {"ids-renumbered", "people have new ids", Span::any, ids_renumbered},
    {"ids-counted-on", "every id is one higher", Span::any, ids_counted_on},
    {"ids-padded", "ids have zeros in front", Span::any, ids_padded},
    {"ids-as-numbers", "ids end with .0", Span::any, ids_as_numbers},
    {"ids-permuted", "people have each other's ids", Span::any, ids_permuted},
    {"ids-shifted", "ids have slipped a row", Span::any, ids_shifted},
    {"ids-reused", "people have the ids of those who have left", Span::any, ids_reused},
    {"one-id-for-two", "two people have one id", Span::any, one_id_for_two},
    {"twice-under-new-id", "people stand a second time, under a new id", Span::any, twice_under_new_id},
    {"twice-without-number", "people stand a second time, under a new id and without number", Span::any,
     twice_under_new_id_without_number},
    {"renumbered-without-numbers", "people have new ids and no civic number", Span::any, renumbered_without_numbers},
    {"ids-of-a-stranger", "people have ids of another municipality's register", Span::any, ids_of_a_stranger},
    {"number-of-another", "people have the civic number of somebody in the list", Span::any, number_of_another},
    {"number-of-a-stranger", "people have the civic number of somebody elsewhere", Span::any, number_of_a_stranger},
    {"numbers-shifted", "civic numbers have slipped a row", Span::any, numbers_shifted},
    {"numbers-blank", "civic numbers are missing", Span::any, numbers_blank},
    {"digit-wrong", "civic numbers are mistyped, and it shows", Span::any, digit_wrong},
    {"digits-wrong", "civic numbers are mistyped, and the check digit is right", Span::any, digits_wrong},
    {"newcomer-with-a-number-here", "newcomers have number and given name of somebody in the list", Span::any,
     newcomer_with_a_number_here},
    {"newcomer-with-a-strangers-number", "newcomers have number and given name of somebody elsewhere", Span::any,
     newcomer_with_a_strangers_number},
};

}  // namespace

std::span<const Kind> kinds_of_ids() {
    return list;
}

}  // namespace samkat::lies
