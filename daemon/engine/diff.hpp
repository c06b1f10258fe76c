// diff: an Entry as it is against the Entry as it should be → attribute changes. Pure.
#pragma once

#include <string>
#include <vector>

#include "daemon/model/change.hpp"
#include "daemon/model/entry.hpp"

namespace samkat::engine {

// What differs in the attributes `managed`. Values compare exactly, DN-valued attributes (member, owner) as DNs: what
// differs only in spelling is no change. Of an attribute with options (options.hpp) `desired` keeps what it has; the
// rest goes, by a change of its own under the name with the option. Sorted by name.
std::vector<AttributeChange> diff(const Entry& actual, const Entry& desired, const std::vector<std::string>& managed);

// Every attribute of a new entry.
std::vector<AttributeChange> all_attributes(const Entry& desired);

}  // namespace samkat::engine
