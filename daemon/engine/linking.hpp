// linking: which register ids are of one human being, and which of them samkat knows already. Pure; the order of what
// goes in decides nothing but the order of what comes out.
//
// - A register id that samkat knows is that person's as long as its records fit what is known of her.
// - A civic number alone links nobody: two ids, or an id and a known person, become one only by a second field
//   (description.hpp), and never two ids in one role of one register. What is not linked waits; a known person who is
//   there by an id of her own, and contradicts nothing that was known, goes on.
// - Two known persons never become one, unless the one came from the other (below). If they share a number now, the one
//   whose number changed waits.
// - Somebody who came in the last days and whose id is another human being's now, by two fields, was made of a wrong
//   row: the id leaves her. Not where that is said of many, nor where the row is somebody's who has long been known, or
//   is marked as protected: registers mask whom they protect, and the mark must reach her. Newcomers whose ids are
//   exchanged keep their numbers, and the ids follow.
// - Where ids of one person contradict each other, those that say what was known stand. One of the others leaves, and
//   is a human being of its own, if it differs in two fields; else it waits. Should the two agree again, it returns.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "daemon/base/pool.hpp"
#include "daemon/engine/description.hpp"
#include "daemon/model/known.hpp"

namespace samkat::engine {

inline constexpr std::size_t nobody = std::numeric_limits<std::size_t>::max();

// A register id and what its records say of whose it is.
struct Holder {
    Description says;
    bool interim = false;        // the number is one that another can come after: samordningsnummer, TF number
    bool birth_differs = false;  // the register states another birth date than the number has
    Text register_name;
    bool pupil = false, staff = false;
    bool is_marked = false;      // as protected, by one of its records
    bool sound = true;           // false: one of its records cannot be read, or they contradict each other
    std::size_t known = nobody;  // index of the KnownPerson whose id it is
};

enum class Why : std::uint8_t {
    reused,          // waits: its own id, but not what is known of the person
    contradicts,     // waits: other ids of the person, or with the number, say something else
    two_ids,         // waits: one register has the number on two ids
    number_taken,    // waits: the number is a known person's, who is somebody else
    number_alone,    // waits: nothing but the number says that it is the same human being
    number_changed,  // waits: its number has become that of another known person
    two_persons,     // waits: the number is that of two known persons
    concerned,       // waits: others who are unclear have the number, or belong to the person
    left,            // goes on, as a human being of its own
    returned,        // goes on, as the person it once left
    same_number,     // goes on: so does another person, who may be the same human being
};

struct Remark {
    std::size_t holder;
    Why why;
    std::vector<std::size_t> others;  // some of those that it is about
    std::vector<std::size_t> known;   // persons whose number it is
};

struct Human {
    std::size_t known = nobody;
    std::vector<std::size_t> holders;  // ascending
};

struct Links {
    std::vector<Human> humans;    // a holder that is in none waits
    std::vector<Remark> remarks;  // of those that wait for others' sake, leave and the like
};

// `unclear`, sorted: known persons of whom something cannot be read today.
Links link(std::span<const Holder> holders, std::span<const KnownPerson> known, std::span<const std::size_t> unclear);

}  // namespace samkat::engine
