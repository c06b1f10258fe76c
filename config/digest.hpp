// Digests over what a config means. Pure.
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"
#include "config/sources.hpp"

namespace samkat::config {

// What decides the entries of one municipality: see Config::municipality_digests.
std::string municipality_digest(const MunicipalityPolicy& municipality, const std::vector<WrittenSource>& sources);
// What decides what is done with its Changes: see Config::decision_digests.
std::string decision_digest(const MunicipalityPolicy& municipality, const std::vector<WrittenSource>& sources);
// See Config::digest. `config` has its municipality digests already.
std::string config_digest(const Config& config, const std::vector<WrittenSource>& sources);

}  // namespace samkat::config
