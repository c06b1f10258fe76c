// Waiting for new lines in the change log.
#pragma once

#include <filesystem>
#include <functional>
#include <stop_token>

#include "daemon/base/result.hpp"

namespace samkat::cli {

// Calls `act` each time a file in `directory` has been written to, until `stop` is asked for or `act` fails.
Result<void> follow(const std::filesystem::path& directory, std::stop_token stop,
                    const std::function<Result<void>()>& act);

}  // namespace samkat::cli
