// The order in which a plan's Changes are done, and what each waits for. Pure.
#pragma once

#include <vector>

#include "daemon/model/change.hpp"

namespace samkat::engine {

// What withholds comes first, then containers from the top, units, accounts that lose something, other accounts, and
// groups; within each by account and DN, and of two Changes of one entry the one that stood first. Sets seq (1, 2, …)
// and depends_on: the Change that makes the parent entry or a new member, and the entry's own earlier one. Whatever a
// Change depends on comes before it.
void put_in_order(std::vector<Change>& changes);

}  // namespace samkat::engine
