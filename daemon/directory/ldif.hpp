// LDIF content records (RFC 2849): reading and writing. Pure, any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "daemon/base/result.hpp"
#include "daemon/model/entry.hpp"

namespace samkat::directory {

inline constexpr std::size_t ldif_record_limit = 64u << 20;  // bytes of one record, folded lines and all

// Calls `each` for every record, with the line of its dn, in the order of the text. Reads folded lines, base64,
// comments, CRLF, a version line, and UTF-8 that is not base64. Change records (changetype) and values by URL fail.
// Errors say place and line, and name no values. Stops at the first error, of the text or of `each`.
Result<void> read_ldif(std::string_view text, const std::string& place,
                       const std::function<Result<void>(Entry&& entry, std::uint32_t line)>& each);

// Appends the record of `entry` and the empty line behind it: lines folded at 76 bytes, base64 where it is needed.
void write_ldif(std::string& out, const Entry& entry);

}  // namespace samkat::directory
