// What the engine works on: persons and the pool their texts live in. Plain data; belongs to one run.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/base/finding.hpp"
#include "daemon/base/pool.hpp"
#include "daemon/model/person.hpp"

namespace samkat::engine {

// A record that had a fault.
struct DamagedRecord {
    RegisterKey key;
    Protection protection = Protection::none;  // as far as it could be read
};

// What one source said, mapped: a Person for every record that could be read, not yet identified.
struct Drafts {
    std::string source;
    Pool pool;
    std::set<std::string> places;        // files or URLs that records came from
    std::vector<Person> persons;         // each with exactly one register key and one origin
    std::vector<DamagedRecord> damaged;  // their persons stay as they are, and are not created
    // A record's key could not be read: nobody may be taken for absent from this source.
    bool keys_unreadable = false;
    Findings findings;
};

// Copies `person` from one pool into another.
Person imported(const Person& person, const Pool& from, Pool& to);

// Adds what another record of the same person says: `into` keeps what it has, and fields it lacks come from `from`. The
// stronger protection wins. Both of one pool.
void merge(Person& into, const Person& from);

// How the marks of a source stand today, against those remembered.
struct MarkCount {
    std::string source;
    std::size_t before = 0;  // people whom the source has marked, and nobody has lifted
    std::size_t gone = 0;    // of them: those whom it describes today without the mark
};

// The persons of several sources, after identify(). A human being has one id, and one Person for each municipality that
// describes them, made of the records of that municipality and no other: whose word counts is whose account it is.
struct World {
    Pool pool;
    std::vector<Person> persons;  // sorted by id, then by code of municipality
    // Human beings who are in a municipality's registers but in a state that nothing may follow from, and its code;
    // without a code it is so in every one. What is unclear in one municipality holds nobody in another.
    std::set<std::pair<std::string, std::string>> frozen;
    // Persons with more than one record for one key in one source.
    std::set<std::string, std::less<>> duplicated;
    // Persons who are protected: marked in some record of today, or once marked and not lifted by a person since: that
    // a mark is gone, or who bore it, lifts nothing. They may be in `persons`, frozen or absent.
    std::set<std::string, std::less<>> guarded;
    // Those of them whom a record of today marks, be it damaged or in a conflict.
    std::set<std::string, std::less<>> marked;
    // By source: register ids that are, by what is remembered, somebody else's. They wait.
    std::map<std::string, std::size_t, std::less<>> strangers;
    std::vector<MarkCount> marks;  // of the sources that were read whole; sorted by source
    Findings findings;

    // True if nothing may follow in the municipality from what is said of the person, or from what is not.
    bool is_frozen(const PersonId& id, const std::string& municipality) const;

    // The Persons of one human being; none if they are not in `persons`.
    std::span<const Person> of(const PersonId& id) const;
    // The one whose records are the municipality's, or null.
    const Person* of(const PersonId& id, std::string_view municipality) const;
};

}  // namespace samkat::engine
