// What of what a run found out about who is who is learnt. Pure.
#pragma once

#include <span>
#include <vector>

#include "daemon/model/known.hpp"
#include "daemon/model/plan.hpp"

namespace samkat::engine {

// `identities` without what is doubted: of a known person who has a Change that waits, or whom a delivery describes
// that a hold calls in question, only new marks of protection are learnt, and of a protected person register ids. Whom
// nobody knows yet is learnt as found: it goes with the Change that makes the account.
std::vector<Identity> learnt(std::span<const Identity> identities, std::span<const KnownPerson> known,
                             std::span<const Change> changes, std::span<const Hold> holds);

}  // namespace samkat::engine
