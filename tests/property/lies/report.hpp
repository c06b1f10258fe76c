// The table by kind of lie, the totals, and the bounds that samkat promises. Pure.
#pragma once

#include <string>
#include <vector>

#include "tests/property/lies/episode.hpp"

namespace samkat::lies {

// For people: a row a kind, those told two together apart.
std::string table_text(const Outcome& outcome, const SimulationOptions& options);
std::string table_json(const Outcome& outcome, const SimulationOptions& options);
// What of the bounds does not hold; empty: all is well.
std::vector<std::string> broken_bounds(const Outcome& outcome);

}  // namespace samkat::lies
