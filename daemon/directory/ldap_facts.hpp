// What a server says about itself, from the entries that say it. Pure. Private to this room.
#pragma once

#include "daemon/directory/facts.hpp"
#include "daemon/model/entry.hpp"

namespace samkat::directory {

// What the root DSE `entry` says.
Facts facts_of(const Entry& entry);
// What the subschema subentry `entry` says. A description that cannot be read is left out, so that what needs it is
// reported as missing.
SchemaFacts schema_of(const Entry& entry);

}  // namespace samkat::directory
