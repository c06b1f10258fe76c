// Quoting what was read in something that people or journals will see. A value in a wrong column can be anybody's civic
// number, whole, mistyped or in a form of its own. Pure functions, any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace samkat {

// `utf8` with every digit masked that may belong to a civic number: of nine or more digits in a row, or eight with
// letters among them as in TF numbers, whatever separators stand between. Shorter rows are dates, codes and counts.
std::string without_numbers(std::string_view utf8);

// A value as a finding quotes it: without_numbers(), cut after `limit` characters, control characters escaped.
std::string quoted_for_people(std::string_view utf8, std::size_t limit = 40);

// `utf8` with the civic numbers masked that are true to form and check digit (SKV 704) and stand by themselves. For
// texts that hold digests and ids as well: what quoted_for_people() would mask of those is what they are for.
std::string without_civic_numbers(std::string_view utf8);
// True if it would mask any.
bool has_civic_number(std::string_view utf8);

}  // namespace samkat
