// One file of municipalities.d becomes a MunicipalityPolicy.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "config/config.hpp"
#include "config/rules.hpp"
#include "config/sources.hpp"

namespace samkat::config {

// What samkat.toml says for all municipalities.
struct SharedParts {
    const Document* document = nullptr;
    Tables tables;
    WrittenRules rules;  // of the profile and samkat.toml
};

struct MunicipalityParts {
    MunicipalityPolicy policy;  // without sources
    Tables own_tables;
    std::vector<WrittenSource> sources;
};

// None if the file has no [municipality]. `files` gets the table files that were read.
std::optional<MunicipalityParts> read_municipality(const Document& document, const SharedParts& shared,
                                                   const LoadOptions& options,
                                                   std::vector<std::filesystem::path>& files, Findings& findings);

}  // namespace samkat::config
