// The settings of samkat.toml that are not about municipalities.
#pragma once

#include "config/config.hpp"
#include "config/section.hpp"

namespace samkat::config {

// Fills language to approval_expires of `config`. Reads secret files if the options say so.
void read_globals(const Document& document, const LoadOptions& options, Config& config, Findings& findings);

}  // namespace samkat::config
