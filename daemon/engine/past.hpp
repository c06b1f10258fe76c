// Whether what a register id says today fits what is remembered of the person whose id it is. Pure.
#pragma once

#include <span>
#include <vector>

#include "daemon/engine/linking.hpp"

namespace samkat::engine {

Description description_of(const KnownPerson& person);

// A register can give an old id to somebody new, and a number can be mistyped; id and number together settle it.
// Another number is believed only with the same birth date and given name (a TF or samordningsnummer becomes a
// personnummer), and if it is a number of that date; of a newcomer with the same names, since what was typed when she
// came is mended soon after; so is a given name that was not read at all. Without a number to compare, a part of the
// given name must be the same, and no birth date may be another.
bool fits(const Holder& holder, const Description& past);

// True if a register has both ids, in one role.
bool two_ids(const Holder& a, const Holder& b);

// Of the ids of one person those that are still hers. None: nobody can tell.
std::vector<std::size_t> stand_of(std::span<const std::size_t> ids, std::span<const Holder> holders,
                                  const Description& past);

}  // namespace samkat::engine
