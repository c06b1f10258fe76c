// Export jobs that go wrong, and the files that they write.
#include <map>

#include "daemon/base/date.hpp"
#include "tests/property/lies/kinds_later.hpp"

namespace samkat::lies {

namespace {

// Started anew half way: the first part is of the oldest night, the rest of tonight, and people moved between.
void two_exports_spliced(Telling& telling) {
    Table& table = telling.table();
    std::vector<Row> rows = telling.table_of(telling.before.front()).rows;
    const double part = telling.share * (0.5 + 0.45 * telling.always().part());
    const auto old = static_cast<std::size_t>(part * static_cast<double>(rows.size())) + 1;
    rows.resize(std::min(old, rows.size()));
    const auto from = static_cast<std::ptrdiff_t>(std::min(rows.size(), table.rows.size()));
    rows.insert(rows.end(), table.rows.begin() + from, table.rows.end());
    table.rows = std::move(rows);
}

// Appended to the file that should have been replaced, header and all.
void appended_to_the_old(Telling& telling) {
    Table& table = telling.table();
    const bool old_first = telling.always().chance(0.7);
    const Table old = telling.table_of(telling.before.front());
    std::vector<Row> rows = old_first ? old.rows : table.rows;
    rows.push_back(table.columns);
    const std::vector<Row>& rest = old_first ? table.rows : old.rows;
    rows.insert(rows.end(), rest.begin(), rest.end());
    table.rows = std::move(rows);
}

// Every page that is asked for is the first one.
void first_page_again(Telling& telling) {
    auto& rows = telling.table().rows;
    const auto kept = static_cast<std::size_t>(static_cast<double>(rows.size()) * (1 - 0.9 * telling.share));
    const std::size_t page = std::max<std::size_t>(1, kept);
    for (std::size_t i = page; i < rows.size(); ++i) rows[i] = Row{rows[i % page]};
}

// Pages of a list without an order: each begins with what the one before ended with, and others fall out.
void pages_overlap(Telling& telling) {
    auto& rows = telling.table().rows;
    const std::size_t page = 2 + telling.always().below(std::max<std::size_t>(1, rows.size() / 3));
    const auto part = static_cast<std::size_t>(telling.share * static_cast<double>(page - 1));
    const std::size_t twice = std::max<std::size_t>(1, part);
    for (std::size_t from = page; from < rows.size(); from += page) {
        for (std::size_t i = 0; i < twice && from + i < rows.size(); ++i) rows[from + i] = Row{rows[from - twice + i]};
    }
}

// Made for paper: the headings stand again on each page, and a line counts the people.
void headings_on_each_page(Telling& telling) {
    Table& table = telling.table();
    const auto lines = static_cast<std::size_t>(telling.always().between(5, 45));
    std::vector<Row> rows;
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        if (i > 0 && i % lines == 0) rows.push_back(table.columns);
        rows.push_back(table.rows[i]);
    }
    Row total(table.columns.size());
    if (!total.empty()) total.front() = "Antal: " + std::to_string(table.rows.size());
    rows.push_back(std::move(total));
    table.rows = std::move(rows);
}

// A new release of the register calls its columns something else.
void headings_reworded(Telling& telling) {
    static const std::vector<std::pair<std::string_view, std::string>> words = {
        {column::given, "Förnamn"},      {column::family, "Efternamn"}, {column::mail, "e-post"},
        {column::civic, "Personnummer"}, {column::klass, "Klass"},      {column::unit, "Enhetskod"},
        {column::start, "Startdatum"},   {column::end, "Slutdatum"},    {column::protection, "Skyddad"}};
    Table& table = telling.table();
    Random random = telling.always();
    const std::string_view certain = random.pick(words).first;
    for (const auto& [from, to] : words) {
        const bool changes = random.chance(telling.share) || from == certain;
        if (changes && table.has(from)) table.columns[table.index(from)] = to;
    }
}

// A join too many: a row for each group, or for each thing that staff do.
void a_row_for_each_group(Telling& telling) {
    Table& table = telling.table();
    const std::string_view many = table.has(column::groups) ? column::groups : column::duty;
    std::vector<Row> rows;
    for (const Row& row : table.rows) {
        if (!telling.strikes(row)) {
            rows.push_back(row);
            continue;
        }
        const std::string all = text_of(table, row, many) + "|" + (many == column::duty ? "Mentor" : "");
        for (std::size_t at = 0; at < all.size(); at = all.find('|', at) + 1) {
            rows.push_back(row);
            put(table, rows.back(), many, all.substr(at, all.find('|', at) - at));
            if (all.find('|', at) == std::string::npos) break;
        }
    }
    table.rows = std::move(rows);
}

template <class Change>
void for_dates(Telling& telling, const Change& change) {
    const auto whole = [&](std::string& date) {
        if (date.size() == 10) change(date);
    };
    for_struck(telling, column::start, whole);
    for_struck(telling, column::end, whole);
}

// Midnight in Sweden is the day before in UTC.
void dates_a_day_off(Telling& telling) {
    const int days = telling.always().chance(0.8) ? -1 : 1;
    for_dates(telling, [&](std::string& date) {
        if (const auto day = parse_date(date)) date = format_date(plus_days(*day, days));
    });
}

void dates_with_times(Telling& telling) {
    const std::string time = telling.always().pick(std::vector<std::string>{
        "T00:00:00", " 00:00:00.000", "T00:00:00+02:00", "T22:00:00Z", " 00.00", "T00:00:00.0000000"});
    for_dates(telling, [&](std::string& date) { date += time; });
}

std::string in_form(const std::string& date, std::size_t form) {
    const std::string year = date.substr(0, 4), month = date.substr(5, 2), day = date.substr(8, 2);
    switch (form) {
        case 0:
            return month + "/" + day + "/" + year;
        case 1:
            return day + "/" + month + "/" + year;
        case 2:
            return day + "." + month + "." + year;
        case 3:
            return year + month + day;
        case 4:
            return year.substr(2) + month + day;
        case 5:
            return year + "/" + month + "/" + day;
        default:
            return year.substr(2) + "-" + month + "-" + day;
    }
}
void dates_in_another_form(Telling& telling) {
    const std::size_t form = telling.always().below(7);
    for_dates(telling, [&](std::string& date) { date = in_form(date, form); });
}
void dates_in_many_forms(Telling& telling) {
    Random random = telling.always();
    for_dates(telling, [&](std::string& date) { date = in_form(date, random.below(7)); });
}

// What a program writes for no date.
void ends_that_are_no_dates(Telling& telling) {
    const std::string none = telling.always().pick(std::vector<std::string>{
        "NULL", "0001-01-01", "1900-01-00", "1899-12-30", "1970-01-01", "9999-12-31", "0000-00-00", "-", "tv"});
    for_struck(telling, column::end, [&](std::string& end) { end = end.empty() ? none : end; });
}

// Whoever stands there gets the last day of a term: of the one that has just ended, or of this one.
void ends_with_the_term(Telling& telling) {
    const std::string now = latest_start(telling.table());
    const int year = std::atoi(now.c_str());
    const bool spring = now.size() == 10 && now.substr(5) < "06-12";
    const std::string last = spring ? std::to_string(year - 1) + "-12-19" : std::to_string(year) + "-06-12";
    const std::string next = spring ? std::to_string(year) + "-06-12" : std::to_string(year) + "-12-19";
    const std::string end = telling.always().chance(0.5) ? last : next;
    for_struck(telling, column::end, [&](std::string& each) { each = end; });
}

// First days, last days or both are the day of the export.
void dates_of_the_export(Telling& telling) {
    const std::string day = latest_start(telling.table());
    const std::size_t which = telling.always().below(3);
    if (which != 1) for_struck(telling, column::start, [&](std::string& start) { start = day; });
    if (which != 0) for_struck(telling, column::end, [&](std::string& end) { end = day; });
}

// The unit is told by something else than its code: the municipality, the company number, the name, the class.
void another_key_for_unit(Telling& telling) {
    Table& table = telling.table();
    const std::size_t key = telling.always().below(4);
    for (const std::size_t i : telling.struck()) {
        Row& row = table.rows[i];
        const std::string municipality = text_of(table, row, column::municipality);
        const std::string of[] = {municipality.empty() ? "1480" : municipality, "212000-1355",
                                  "Enhet " + text_of(table, row, column::unit_name),
                                  text_of(table, row, column::unit) + "-" + text_of(table, row, column::klass)};
        put(table, row, column::unit, of[key]);
    }
}

// The lines of a file: does `change` to so many of those of people as the share says, and to at least one.
template <class Change>
void for_lines(Telling& telling, std::string& bytes, const Change& change) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t end = std::min(bytes.find('\n', at), bytes.size() - 1) + 1;
        lines.push_back(bytes.substr(at, end - at));
        at = end;
    }
    const bool xml = bytes.starts_with("<?xml");
    Random random = telling.always().apart("lines");
    std::vector<std::size_t> people;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        if (!xml || lines[i].starts_with("<elev ") || lines[i].starts_with("<anstalld ")) people.push_back(i);
    }
    random.shuffle(people);
    people.resize(std::min(people.size(), 1 + random.count(people.size(), telling.share)));
    for (const std::size_t i : people) change(lines[i], random);
    bytes.clear();
    for (const std::string& line : lines) bytes += line;
}

// Files of several schools in one, each with its byte order mark.
void byte_order_marks_within(Telling& telling, std::string& bytes) {
    for_lines(telling, bytes, [](std::string& line, Random&) {
        const std::size_t at = line.starts_with('<') ? line.find('"') + 1 : 0;
        line.insert(at, "\xEF\xBB\xBF");
    });
}

// The ends of lines, or of elements, are lost: people stand on one line, or within other people until the list ends.
void people_within_people(Telling& telling, std::string& bytes) {
    std::map<std::string, int> open;
    for_lines(telling, bytes, [&](std::string& line, Random&) {
        const std::size_t close = line.rfind("</");
        if (!line.starts_with('<')) return line.resize(line.find_last_not_of("\r\n") + 1);
        ++open[line.substr(close)];
        line.erase(close);
    });
    for (const auto& [element, times] : open) {
        const std::size_t end = bytes.find(element.starts_with("</elev") ? "</elever>" : "</personal>");
        for (int i = 0; i < times && end != std::string::npos; ++i) bytes.insert(end, element);
    }
}

// Lines are broken within.
void lines_broken(Telling& telling, std::string& bytes) {
    for_lines(telling, bytes, [](std::string& line, Random& random) {
        const std::size_t from = line.find_first_of(";>");
        if (from == std::string::npos || line.size() < from + 6) return;
        line.insert(from + 1 + random.below(line.size() - from - 4), "\r\n");
    });
}

// Some lines were written by another program: with tabs or commas, or elements in capitals.
void lines_in_another_form(Telling& telling, std::string& bytes) {
    const char sign = telling.always().chance(0.5) ? ',' : '\t';
    for_lines(telling, bytes, [&](std::string& line, Random&) {
        if (!line.starts_with('<')) {
            std::ranges::replace(line, ';', sign);
            return;
        }
        bool within = false;
        for (std::size_t i = line.find('>'); i < line.rfind("</"); ++i) {
            if (line[i] == '<' || line[i] == '>') within = line[i] == '<';
            if (within && line[i] >= 'a' && line[i] <= 'z') line[i] = static_cast<char>(line[i] - 'a' + 'A');
        }
    });
}

// Zero bytes after the first field, which has a fixed width.
void zeros_within(Telling& telling, std::string& bytes) {
    for_lines(telling, bytes, [](std::string& line, Random& random) {
        const std::size_t at = line.find_first_of(";<", 1);
        line.insert(std::min(at, line.size()), static_cast<std::size_t>(random.between(1, 12)), '\0');
    });
}

// UTF-16, with a byte order mark or without.
void in_utf_16(Telling& telling, std::string& bytes) {
    std::string out = telling.always().chance(0.5) ? "\xFF\xFE" : "";
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const unsigned byte = static_cast<unsigned char>(bytes[i]);
        const auto next = [&] { return ++i < bytes.size() ? static_cast<unsigned char>(bytes[i]) & 0x3fu : 0u; };
        unsigned letter = byte;
        if (byte >= 0xe0) {
            letter = (byte & 0x0f) << 12;
            letter |= next() << 6;
            letter |= next();
        } else if (byte >= 0xc0) {
            letter = (byte & 0x1f) << 6;
            letter |= next();
        }
        out += static_cast<char>(letter & 0xff);
        out += static_cast<char>(letter >> 8);
    }
    bytes = std::move(out);
}

// Written for a web page: å is &aring;.
void letters_as_entities(Telling& telling, std::string& bytes) {
    static constexpr std::pair<std::string_view, std::string_view> letters[] = {
        {"å", "aring"}, {"ä", "auml"}, {"ö", "ouml"},   {"Å", "Aring"},
        {"Ä", "Auml"},  {"Ö", "Ouml"}, {"é", "eacute"}, {"'", "#39"}};
    const std::string sign = bytes.starts_with("<?xml") ? "&amp;" : "&";
    for_lines(telling, bytes, [&](std::string& line, Random&) {
        for (const auto& [from, to] : letters) {
            for (std::size_t at = 0; (at = line.find(from, at)) != std::string::npos; ++at)
                line.replace(at, from.size(), sign + std::string{to} + ";");
        }
    });
}

// A title, the day and what the job has to say above the first line.
void a_title_above(Telling& telling, std::string& bytes) {
    const std::vector<std::string> titles = {"Elev- och personallista\r\n\r\n", "sep=;\r\n",
                                             "Warning: mysql_connect(): Headers already sent\r\n", "\r\n",
                                             "(120 rows affected)\r\n"};
    bytes.insert(0, telling.always().pick(titles));
}

// The sign-in page or the error of the server that should have handed out the file.
void a_page_for_the_file(Telling& telling, std::string& bytes) {
    const std::vector<std::string> pages = {
        "<!DOCTYPE html>\n<html><head><title>Logga in</title></head><body><form></form></body></html>\n",
        "{\"error\":\"token_expired\",\"message\":\"Unauthorized\"}\n", "<?xml version=\"1.0\"?>\n<fel kod=\"503\"/>\n",
        "Error converting data type varchar to numeric.\r\n"};
    bytes = telling.always().pick(pages);
}

constexpr Kind list[] = {
    {"two-exports-spliced", "the first part is old, the rest of tonight", Span::any, two_exports_spliced, nullptr, 1,
     true},
    {"appended-to-the-old", "tonight's rows follow old ones, with their header", Span::any, appended_to_the_old,
     nullptr, 1, true},
    {"first-page-again", "the first page of the list again and again", Span::any, first_page_again, nullptr, 1, true},
    {"pages-overlap", "some stand on two pages, and others on none", Span::any, pages_overlap, nullptr, 1, true},
    {"headings-on-each-page", "headings and a total among the rows", Span::any, headings_on_each_page, nullptr, 1,
     true},
    {"headings-reworded", "columns have other names", Span::any, headings_reworded, nullptr, 1, true},
    {"a-row-for-each-group", "people have a row for each group or duty", Span::any, a_row_for_each_group, nullptr, 1,
     true},
    {"dates-a-day-off", "first and last days are a day off", Span::any, dates_a_day_off, nullptr, 1, true},
    {"dates-with-times", "dates have a time of day", Span::any, dates_with_times, nullptr, 1, true},
    {"dates-in-another-form", "dates are written another way", Span::any, dates_in_another_form, nullptr, 1, true},
    {"dates-in-many-forms", "dates are written in several ways", Span::any, dates_in_many_forms, nullptr, 1, true},
    {"ends-that-are-no-dates", "no last day is 1900-01-00 or NULL", Span::any, ends_that_are_no_dates, nullptr, 1,
     true},
    {"ends-with-the-term", "everybody's last day is a term's", Span::any, ends_with_the_term, nullptr, 1, true},
    {"dates-of-the-export", "first or last days are the day of the export", Span::any, dates_of_the_export, nullptr, 1,
     true},
    {"another-key-for-unit", "the unit's code is something else of it", Span::any, another_key_for_unit, nullptr, 1,
     true},
    {"byte-order-marks-within", "byte order marks within the file", Span::any, nullptr, byte_order_marks_within, 1,
     true},
    {"people-within-people", "ends of lines or elements are lost", Span::any, nullptr, people_within_people, 1, true},
    {"lines-broken", "lines are broken within", Span::any, nullptr, lines_broken, 1, true},
    {"lines-in-another-form", "some lines have another separator", Span::any, nullptr, lines_in_another_form, 1, true},
    {"zeros-within", "zero bytes within lines", Span::any, nullptr, zeros_within, 1, true},
    {"in-utf-16", "the file is in UTF-16", Span::any, nullptr, in_utf_16, 1, true},
    {"letters-as-entities", "å is &aring;", Span::any, nullptr, letters_as_entities, 1, true},
    {"a-title-above", "something stands above the first line", Span::any, nullptr, a_title_above, 1, true},
    {"a-page-for-the-file", "an error or a sign-in page in place of the file", Span::any, nullptr, a_page_for_the_file,
     1, true},
};

}  // namespace

std::span<const Kind> kinds_later_of_jobs() {
    return list;
}

}  // namespace samkat::lies
