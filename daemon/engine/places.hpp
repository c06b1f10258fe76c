// Where a person's records put her: what the store remembers, so that those who are absent count for their unit and
// class. Pure.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "daemon/base/pool.hpp"
#include "daemon/model/person.hpp"

namespace samkat::engine {

// place_name() of every class that the human being of `persons` is enrolled in, and of every unit where she is in no
// class or on duty; sorted. Whatever the dates: of past and coming ones too.
std::vector<std::string> places_of(std::span<const Person* const> persons, const Pool& pool);

}  // namespace samkat::engine
