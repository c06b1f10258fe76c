// Comparing names and values the way directories do, for the parts of this room that hold entries themselves. Pure.
#pragma once

#include <string>
#include <string_view>

namespace samkat::directory {

// ASCII lower case, as attribute names and OIDs compare (RFC 4512 section 2.5).
std::string lower_name(std::string_view name);

// The name without its options: "cn;lang-sv" → "cn".
std::string_view without_options(std::string_view name);

// True for letters, digits, hyphens, dots and ";options" (RFC 4512 section 2.5), at most 256 characters.
bool is_attribute_name(std::string_view name);

// caseIgnoreMatch (RFC 4518): equal after folding case and squeezing white space; values that are not UTF-8 compare as
// bytes.
bool same_value(std::string_view a, std::string_view b);

}  // namespace samkat::directory
