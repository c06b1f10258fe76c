// What tells one human being from another: of a register id as its records say it today, or as samkat remembers it. All
// are keyed hashes, so that the two compare alike. Views: whoever made a Description keeps the texts. Pure.
//
// One field alone neither joins two human beings nor parts what is one: numbers are mistyped, names change, and the
// birth date that is read out of a number is no evidence beside the number.
#pragma once

#include <string_view>
#include <vector>

namespace samkat::engine {

struct Description {
    std::string_view civic;  // each empty where nothing is said
    std::string_view birth;
    bool birth_stated = false;                    // by a register; else read out of the number
    std::vector<std::string_view> given, family;  // parts of names
    bool newcomer = false;                        // remembered, and only for some days
};

// True if the one given name is part of the other, as "Karin" is of "Anna Karin". Twins are often called Anna Maria and
// Elsa Maria.
bool given_names_agree(const Description& a, const Description& b);
// So, and the family names have a part in common.
bool names_agree(const Description& a, const Description& b);

// True if all parts of both names are the same, and both have both.
bool same_names(const Description& a, const Description& b);

// True if something that both say makes them two human beings: number, birth date or given name.
bool contradict(const Description& a, const Description& b);

// True if they are one human being by more than the number: nothing contradicts, the numbers are the same, and so are
// the stated birth dates or both names.
bool same_by_two_fields(const Description& a, const Description& b);

// True if what was taken for one human being is two: of number, birth date and name at least two differ. Here a birth
// date that was read out of the number counts: numbers that differ in the day are seldom one mistyped.
bool differ_in_two_fields(const Description& a, const Description& b);

}  // namespace samkat::engine
