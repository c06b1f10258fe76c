// What a connector would see that it must not.
#pragma once

#include "daemon/base/result.hpp"
#include "daemon/sources/cage.hpp"

namespace samkat::sources {

// Fails if one of cage.hidden is, or lies below, something that the program may read: cage.readable, the program, or
// the system's folders. Symbolic links are followed. What is not there yet counts as if it were.
Result<void> check_hidden(const std::filesystem::path& program, const Cage& cage);

}  // namespace samkat::sources
