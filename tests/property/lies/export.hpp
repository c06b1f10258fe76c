// Export: what a register sends one night, as tables of texts and as the bytes of its files. Lies are told here.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/property/lies/town.hpp"

namespace samkat::lies {

// The columns. Both tables have id to mail, unit, start to protection, and in a register of several municipalities
// the municipality; only pupils have unit_name to groups, only staff duty.
namespace column {
inline constexpr std::string_view id = "id", civic = "personnr", given = "fornamn", family = "efternamn",
                                  mail = "epost", unit = "enhet", unit_name = "skola", year = "arskurs",
                                  klass = "klass", groups = "grupper",  // several, with |
    duty = "befattning", start = "start", end = "slut",                 // YYYY-MM-DD; no end: empty
    protection = "skydd",                                               // J or N
    municipality = "kommun";                                            // code
}  // namespace column

using Row = std::vector<std::string>;

struct Table {
    static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

    std::string name;  // "elever" or "personal"
    std::vector<std::string> columns;
    std::vector<Row> rows;

    // The column's index, or nowhere.
    std::size_t index(std::string_view column) const;
    bool has(std::string_view column) const { return index(column) != nowhere; }
    // The cell; one that nobody reads, and that is empty, where another lie has taken the column away.
    std::string& at(Row& row, std::string_view column) {
        const std::size_t place = index(column);
        return place < row.size() ? row[place] : (nobodys = {});
    }
    std::string nobodys{};
};

struct Export {
    Table pupils, staff;
    int age_days = 0;  // how long ago its files say that they were written
};

enum class Format : std::uint8_t { csv, xml };

// A register: of one municipality, or of several.
struct Register {
    std::string name;
    std::vector<std::size_t> municipalities;  // indices in Town::municipalities()
    Format format = Format::csv;
};

// The honest export. Rows stand in the order of class and name, as most registers write them.
Export export_of(const Town& town, const Register& from);

struct File {
    std::string name;  // "lidby-elever.csv", "lidby-personal.csv"; XML has one, "lidby.xml"
    std::string bytes;
};
// UTF-8. CSV with semicolons, quoted where it must be, and a header line.
std::vector<File> files_of(const Export& content, const Register& from);
std::vector<std::string> file_names(const Register& from);

}  // namespace samkat::lies
