// What of what a run found out about who is who is learnt. Pure.
#pragma once

#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "daemon/model/known.hpp"
#include "daemon/model/plan.hpp"

namespace samkat::engine {

// `identities` without what is doubted: of a known person who has a Change that waits, or whom a delivery describes
// that a hold calls in question, only new marks of protection are learnt, and of a protected person register ids. So it
// is with who is not among `described`, PersonIds of those whom records of the municipality describe: of whom only
// another one's do is for its guard to say whether it can be believed. Whom nobody knows yet is learnt as found: it
// goes with the Change that makes the account.
std::vector<Identity> learnt(std::span<const Identity> identities, std::span<const KnownPerson> known,
                             std::span<const Change> changes, std::span<const Hold> holds,
                             const std::set<std::string_view>& described);

}  // namespace samkat::engine
