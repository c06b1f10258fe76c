// identify: drafts of all sources → the human beings they describe, each with an id (see World). Pure; the order of
// sources and records does not matter.
//
// Several records are of one human being when a register key or a civic number says so; by civic number only
// if birth date and a part of the given name agree as well (a mistyped number must not merge two people, least of all
// two of one family), never for two ids of one role in one register, and a TF number only within its register, since TF
// numbers are not unique in the country. Whatever contradicts is a Conflict: a finding, and everybody concerned stays
// as they are.
#pragma once

#include <functional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "daemon/engine/keyed_hash.hpp"
#include "daemon/engine/world.hpp"
#include "daemon/model/known.hpp"
#include "daemon/model/plan.hpp"

namespace samkat::engine {

struct Identified {
    World world;
    // What is new or changed about who is who: to be recorded with the first Change of the person that is applied.
    std::vector<Identity> identities;  // sorted by person
};

// `known` is what earlier runs recorded, `hash` the installation's. `doubted` names the sources that were not read
// whole (failed, silent, or questioned by the guard): whom they described last, they still do, though they do not say
// so.
Identified identify(std::span<const Drafts* const> drafts, std::span<const KnownPerson> known, const KeyedHash& hash,
                    const std::set<std::string, std::less<>>& doubted);

}  // namespace samkat::engine
