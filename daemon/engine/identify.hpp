// identify: drafts of all sources → the human beings they describe, each with an id (see World). Pure; the order of
// sources and records does not matter.
//
// Records of one register id are of one human being unless they contradict (roster.hpp). Which ids are of one human
// being, and which are of a person known before, is decided by linking.hpp. What is unclear is a conflict: a finding,
// and what the records concerned say has no effect; the person whose id they carry stays as she is in their
// municipalities.
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
