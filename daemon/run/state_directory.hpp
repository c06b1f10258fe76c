// The state directory: made and looked at before anything in it is believed, and locked by the one process that writes.
#pragma once

#include <filesystem>

#include "daemon/base/file.hpp"
#include "daemon/base/result.hpp"

namespace samkat::run {

// An error if it belongs to somebody else (root may read anybody's), or others than its owner may write in it. One that
// is not there is fine.
Result<void> check_state_directory(const std::filesystem::path& directory, bool for_writing);

// Makes it if it is not there, with mode 0750 whatever the umask: the owner's group may read the change log, and nobody
// else anything. Then checks it and takes the lock, which the result holds.
Result<Fd> lock_state_directory(const std::filesystem::path& directory);

}  // namespace samkat::run
