// Whether the records of one register id can be of one human being, by what they say of civic number, birth date and
// name. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/pool.hpp"
#include "daemon/model/person.hpp"

namespace samkat::engine {

// The parts of a name that agreement is tested on: case-folded, without hyphens and spaces, at least two characters (or
// the whole name if it is shorter).
std::vector<std::string> name_parts(std::string_view given_name, std::string_view family_name);

// True if the lists have a value in common.
bool share(const std::vector<std::string>& a, const std::vector<std::string>& b);

// Compares drafts of one register id whose texts live in `pool`, which must outlive it.
class Agreement {
  public:
    explicit Agreement(const Pool& pool) : pool_(pool) {}

    // They do unless they contradict: other civic numbers, or, without two to compare, another birth date or no part of
    // the given name in common.
    bool agree(const Person& a, const Person& b) const;
    // The same for each two of `persons`. False for more different descriptions than any human being has.
    bool all_agree(std::span<const Person* const> persons) const;

    // Empty without a given name.
    std::vector<std::string> given_names(const Person& person) const;
    std::vector<std::string> family_names(const Person& person) const;
    // Of the whole name.
    std::vector<std::string> names(const Person& person) const;

  private:
    bool close_names(const Person& a, const Person& b) const;

    const Pool& pool_;
};

}  // namespace samkat::engine
