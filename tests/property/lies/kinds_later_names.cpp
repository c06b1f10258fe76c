// Names, addresses and numbers that another system writes its own way.
#include <map>

#include "tests/property/lies/kinds_later.hpp"
#include "tests/property/lies/names.hpp"

namespace samkat::lies {

namespace {

// The source has one field for the whole name.
void names_together(Telling& telling) {
    Table& table = telling.table();
    const bool family_first = telling.always().chance(0.5);
    for (const std::size_t i : telling.struck()) {
        const std::string given = text_of(table, table.rows[i], column::given);
        const std::string family = text_of(table, table.rows[i], column::family);
        put(table, table.rows[i], column::given, family_first ? "" : given + " " + family);
        put(table, table.rows[i], column::family, family_first ? family + ", " + given : "");
    }
}

// A query that was not escaped: names end at the first hyphen, apostrophe or letter beyond a to z.
void names_end_at_a_sign(Telling& telling) {
    const auto cut = [](std::string& name) {
        const auto strange = [](char c) { return c == '-' || c == '\'' || static_cast<unsigned char>(c) >= 0x80; };
        name.erase(std::ranges::find_if(name, strange), name.end());
    };
    for_struck(telling, column::given, cut);
    for_struck(telling, column::family, cut);
}

// A program that knows of one surname only: al-Hakim is Hakim, Berg-Öhman is Öhman.
void prefixes_lost(Telling& telling) {
    const bool last = telling.always().chance(0.7);
    for_struck(telling, column::family, [&](std::string& name) {
        const std::size_t at = name.find_first_of("-'");
        if (at != std::string::npos) name = last ? name.substr(at + 1) : name.substr(0, at);
    });
}

// All the given names of the population register, of which the school used one.
void all_given_names(Telling& telling) {
    Random random = telling.always();
    for_struck(telling, column::given, [&](std::string& name) {
        const std::string other = random.pick(given_names());
        name = random.chance(0.5) ? name + " " + other : other + " " + name + " " + random.pick(given_names());
    });
}

// A file share that takes å for an a and a ring.
void letters_taken_apart(Telling& telling) {
    static constexpr std::pair<std::string_view, std::string_view> letters[] = {
        {"å", "a\xCC\x8A"}, {"ä", "a\xCC\x88"}, {"ö", "o\xCC\x88"}, {"Å", "A\xCC\x8A"},
        {"Ä", "A\xCC\x88"}, {"Ö", "O\xCC\x88"}, {"é", "e\xCC\x81"}, {"ü", "u\xCC\x88"}};
    Table& table = telling.table();
    for (const std::size_t i : telling.struck()) {
        for (std::string& value : table.rows[i]) {
            for (const auto& [from, to] : letters) {
                for (std::size_t at = 0; (at = value.find(from, at)) != std::string::npos; at += to.size())
                    value.replace(at, from.size(), to);
            }
        }
    }
}

// A view of the database that makes everything small to compare by: marks too.
void all_in_small_letters(Telling& telling) {
    Table& table = telling.table();
    for (const std::size_t i : telling.struck()) {
        for (std::string& value : table.rows[i]) {
            for (char& c : value) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
}

// Copied from a web page, with what does not show there.
void signs_that_do_not_show(Telling& telling) {
    static const std::vector<std::string> signs = {"\xC2\xA0", "\xE2\x80\x8B", "\xC2\xAD", "\xE2\x80\x8E", "\t"};
    const std::string name =
        one_of(telling, {column::id, column::civic, column::given, column::mail, column::klass, column::unit});
    Random random = telling.always();
    for_struck(telling, name,
               [&](std::string& value) { value.insert(random.chance(0.5) ? value.size() : 0, random.pick(signs)); });
}

// Fields of a fixed width, filled up with spaces.
void fields_filled_up(Telling& telling) {
    Table& table = telling.table();
    const auto width = static_cast<std::size_t>(telling.always().between(14, 40));
    for (const std::size_t i : telling.struck()) {
        for (std::string& value : table.rows[i]) value.resize(std::max(width, value.size()), ' ');
    }
}

// An old field is too narrow; two addresses may become one.
void mails_cut_to_a_width(Telling& telling) {
    const auto width = static_cast<std::size_t>(telling.always().between(5, 14));
    for_struck(telling, column::mail, [&](std::string& mail) { mail.resize(std::min(width, mail.size())); });
}

// The move to a new mail system has come half way.
void mail_domains_changed(Telling& telling) {
    const std::string domain = telling.always().pick(
        std::vector<std::string>{"skola.example", "kommun.onmicrosoft.example", "elev.mejl.example", "test.example"});
    for_struck(telling, column::mail, [&](std::string& mail) { mail = mail.substr(0, mail.find('@')) + "@" + domain; });
}

// The private address that the guardians have given: siblings and namesakes share it.
void mails_of_the_family(Telling& telling) {
    Table& table = telling.table();
    for (const std::size_t i : telling.struck()) {
        const std::string family = plain_letters(text_of(table, table.rows[i], column::family));
        put(table, table.rows[i], column::mail, "familjen." + family + "@hemma.example");
    }
}

// The address that the school office typed for everybody who had none, and for those who had.
void mails_of_the_office(Telling& telling) {
    Table& table = telling.table();
    for (const std::size_t i : telling.struck())
        put(table, table.rows[i], column::mail,
            "expedition." + text_of(table, table.rows[i], column::unit) + "@mejl.example");
}

// The address book's way: Maja Ek <maja.ek@…>.
void mails_with_names(Telling& telling) {
    Table& table = telling.table();
    const bool link = telling.always().chance(0.4);
    for (const std::size_t i : telling.struck()) {
        const Row& row = table.rows[i];
        const std::string mail = text_of(table, row, column::mail);
        const std::string name = text_of(table, row, column::given) + " " + text_of(table, row, column::family);
        put(table, table.rows[i], column::mail, link ? "mailto:" + mail : name + " <" + mail + ">");
    }
}

// Addresses are made anew from the names, and namesakes numbered as they come: some get each other's.
void mails_made_anew(Telling& telling) {
    Table& table = telling.table();
    std::map<std::string, int> taken;
    std::vector<std::size_t> rows = telling.struck();
    telling.always().apart("order").shuffle(rows);
    for (const std::size_t i : rows) {
        Row& row = table.rows[i];
        const std::string mail = text_of(table, row, column::mail);
        std::string name = plain_letters(text_of(table, row, column::given)).substr(0, 3);
        name += plain_letters(text_of(table, row, column::family)).substr(0, 3);
        if (const int number = taken[name]++; number > 0) name += std::to_string(number);
        put(table, row, column::mail, name + mail.substr(std::min(mail.find('@'), mail.size())));
    }
}

// As for one who is registered but does not live in the country: the day and sixty.
void coordination_numbers(Telling& telling) {
    const bool checked = telling.always().chance(0.5);
    for_struck(telling, column::civic, [&](std::string& civic) {
        if (civic.size() != 12 || !all_digits(civic) || civic[6] > '3') return;
        civic[6] = static_cast<char>(civic[6] + 6);
        if (checked) civic[11] = check_digit(std::string_view{civic}.substr(2, 9));
    });
}

// The school system's own numbers, TF and a count for those of one birthday, until the real one is known.
void temporary_numbers(Telling& telling) {
    Random random = telling.always();
    const std::string letters = random.pick(std::vector<std::string>{"TF", "T", "R", "P"});
    for_struck(telling, column::civic, [&](std::string& civic) {
        if (civic.size() != 12) return;
        civic.replace(8, letters.size(), letters);
        if (letters.size() == 2) civic.replace(10, 2, "0" + std::to_string(random.between(1, 3)));
    });
}

// For the sake of privacy the last four digits are not handed out.
void last_four_hidden(Telling& telling) {
    const std::string four =
        telling.always().pick(std::vector<std::string>{"0000", "XXXX", "****", "", "-", "-xxxx", "1234", "9999"});
    for_struck(telling, column::civic, [&](std::string& civic) {
        if (civic.size() == 12) civic = civic.substr(0, 8) + four;
    });
}

// The century is guessed of two digits, and wrongly.
void centuries_wrong(Telling& telling) {
    for_struck(telling, column::civic, [](std::string& civic) {
        if (civic.size() == 12) civic.replace(0, 2, civic.starts_with("20") ? "19" : "20");
    });
}

// Several forms among the rows, of which some have no century.
void numbers_in_many_forms(Telling& telling) {
    Random random = telling.always();
    for_struck(telling, column::civic, [&](std::string& civic) {
        if (civic.size() != 12) return;
        const std::string day = civic.substr(0, 8), number = civic.substr(8);
        static constexpr std::string_view between[] = {"-", " ", "–", "+"};
        civic = day.substr(random.chance(0.5) ? 2 : 0) + std::string{between[random.below(4)]} + number;
    });
}

void ids_with_a_check_digit(Telling& telling) {
    for_struck(telling, column::id, [](std::string& id) { id += all_digits(id) ? check_digit(id) : '0'; });
}

// A narrower field on the way keeps the end of each id, or its beginning: some become the same.
void ids_cut_to_a_width(Telling& telling) {
    const bool end = telling.always().chance(0.5);
    const auto lost = static_cast<std::size_t>(telling.always().apart("lost").between(1, 3));
    for_struck(telling, column::id, [&](std::string& id) {
        if (id.size() > lost) id.erase(end ? 0 : id.size() - lost, lost);
    });
}

// The key was not exported: the job counts the rows.
void ids_are_row_numbers(Telling& telling) {
    Table& table = telling.table();
    const int from = telling.always().pick(std::vector<int>{0, 1, 1000, 100'000});
    for (const std::size_t i : telling.struck())
        put(table, table.rows[i], column::id, std::to_string(from + static_cast<int>(i)));
}

// The key of another system: the mail address, the civic number, or the name in one word.
void another_key_for_id(Telling& telling) {
    Table& table = telling.table();
    const std::string key = one_of(telling, {column::mail, column::civic, column::family});
    for (const std::size_t i : telling.struck()) {
        std::string id = text_of(table, table.rows[i], key);
        if (key == column::family) id = plain_letters(text_of(table, table.rows[i], column::given) + id);
        put(table, table.rows[i], column::id, id);
    }
}

constexpr Kind list[] = {
    {"names-together", "given and family name stand in one column", Span::any, names_together, nullptr, 1, true},
    {"names-end-at-a-sign", "names end at a hyphen, an apostrophe or an å", Span::any, names_end_at_a_sign, nullptr, 1,
     true},
    {"prefixes-lost", "al-Hakim is Hakim", Span::any, prefixes_lost, nullptr, 1, true},
    {"all-given-names", "all the given names that somebody has", Span::any, all_given_names, nullptr, 1, true},
    {"letters-taken-apart", "å is an a and a ring", Span::any, letters_taken_apart, nullptr, 1, true},
    {"all-in-small-letters", "everything is in small letters, marks too", Span::any, all_in_small_letters, nullptr, 1,
     true},
    {"signs-that-do-not-show", "values have signs in them that do not show", Span::any, signs_that_do_not_show, nullptr,
     1, true},
    {"fields-filled-up", "values have spaces after them, up to a width", Span::any, fields_filled_up, nullptr, 1, true},
    {"mails-cut-to-a-width", "addresses are cut after some letters", Span::any, mails_cut_to_a_width, nullptr, 1, true},
    {"mail-domains-changed", "addresses are at another domain", Span::any, mail_domains_changed, nullptr, 1, true},
    {"mails-of-the-family", "families have one address", Span::any, mails_of_the_family, nullptr, 1, true},
    {"mails-of-the-office", "schools have one address", Span::any, mails_of_the_office, nullptr, 1, true},
    {"mails-with-names", "addresses have names around them", Span::any, mails_with_names, nullptr, 1, true},
    {"mails-made-anew", "addresses are made anew, and namesakes get each other's", Span::any, mails_made_anew, nullptr,
     1, true},
    {"coordination-numbers", "civic numbers have a day and sixty", Span::any, coordination_numbers, nullptr, 1, true},
    {"temporary-numbers", "civic numbers are temporary ones, TF01", Span::any, temporary_numbers, nullptr, 1, true},
    {"last-four-hidden", "civic numbers have four zeros or crosses at the end", Span::any, last_four_hidden, nullptr, 1,
     true},
    {"centuries-wrong", "civic numbers are of another century", Span::any, centuries_wrong, nullptr, 1, true},
    {"numbers-in-many-forms", "civic numbers are written in several ways", Span::any, numbers_in_many_forms, nullptr, 1,
     true},
    {"ids-with-a-check-digit", "ids have one more digit", Span::any, ids_with_a_check_digit, nullptr, 1, true},
    {"ids-cut-to-a-width", "ids have lost digits, and some are the same", Span::any, ids_cut_to_a_width, nullptr, 1,
     true},
    {"ids-are-row-numbers", "ids are the numbers of the rows", Span::any, ids_are_row_numbers, nullptr, 1, true},
    {"another-key-for-id", "ids are mail addresses, civic numbers or names", Span::any, another_key_for_id, nullptr, 1,
     true},
};

}  // namespace

std::span<const Kind> kinds_later_of_names() {
    return list;
}

}  // namespace samkat::lies
