// A lie: what a register may send instead of the truth. How to add one:
//
//   void without_even_years(Telling& telling) {                 // "strikes" pupils of some years
//       Table& table = telling.table();                         // pupils, or sometimes staff
//       std::erase_if(table.rows, [&](const Row& row) { return telling.strikes(row); });
//   }
//   …
//   {"rows-lost", "rows are missing here and there", Span::any, without_even_years},
//
// in the table of one of the files kinds_*.cpp, which hold a family each. That is all: the simulator picks the night,
// the world, the strength and whether it is told alone, for one night or for a week, and finds out what it did. A kind
// that was added after samkat's rules were written is marked `.later = true`.
//
// A kind must say something other than the truth whenever telling.share is large; where there is nothing to lie about
// (no staff, say) it may leave everything as it is. It must follow from `telling` alone: the same telling, the same
// lie.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/property/lies/export.hpp"
#include "tests/property/lies/random.hpp"

namespace samkat::lies {

// What a lie is given on one night.
struct Telling {
    Export& today;                      // tonight's honest export: what the lie changes
    const std::vector<Export>& before;  // the honest ones of the nights before, oldest first; at least eight
    const Export& stranger;             // tonight's honest export of somebody else, of the same form
    double share = 1;                   // how strong: of the rows, of the letters…; more than 0, at most 1
    int night = 0;                      // of the lie, from 0
    int run = 0;                        // of the night, from 0: see Kind::runs_a_night
    std::uint64_t seed = 0;             // of the lie: the same every night
    bool about_staff = false;           // which table() it is

    // The table that the lie is about.
    Table& table() { return about_staff ? today.staff : today.pupils; }
    const Table& table_of(const Export& other) const { return about_staff ? other.staff : other.pupils; }
    // The same stream on every night: what it decides, such as which school is missing, stays so.
    Random always() const { return Random{seed}; }
    // Another one each night and run.
    Random tonight() const { return Random{seed ^ (static_cast<std::uint64_t>(night * 100 + run + 1) << 20)}; }
    // Whether the lie is about this row of table(): so many of them as `share` says, the same ones every night.
    bool strikes(const Row& row) { return strikes(row, share); }
    bool strikes(const Row& row, double part);
    // The numbers of the rows that it strikes; at least `least`, if there are so many.
    std::vector<std::size_t> struck(std::size_t least = 1);
};

// How long a lie is told.
enum class Span : std::uint8_t {
    any,   // one night or a week
    slow,  // it grows: ten nights
};

struct Kind {
    std::string_view name;  // kebab-case
    std::string_view says;  // what the register does, in a few words
    Span span = Span::any;
    void (*tell)(Telling& telling) = nullptr;  // changes rows and columns, or null
    // Changes the bytes of one file: of table()'s, or of the only one. Or null.
    void (*garble)(Telling& telling, std::string& bytes) = nullptr;
    int runs_a_night = 1;
    bool later = false;  // added after the rules were written
};

// All kinds: what the files kinds_*.cpp have.
std::span<const Kind> kinds();
const Kind* kind_called(std::string_view name);

// Each file's part.
std::span<const Kind> kinds_of_rows();
std::span<const Kind> kinds_of_columns();
std::span<const Kind> kinds_of_ids();
std::span<const Kind> kinds_of_times();
std::span<const Kind> kinds_of_marks();
std::span<const Kind> kinds_of_bytes();
std::span<const Kind> kinds_of_erosion();
std::span<const Kind> kinds_added_later();

}  // namespace samkat::lies
