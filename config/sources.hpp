// [[source]] tables become SourcePolicies.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/compile.hpp"
#include "config/config.hpp"

namespace samkat::config {

// A source and where it was written, for what is checked across files.
struct WrittenSource {
    SourcePolicy policy;
    // As in the file, without the directory it is in: for the digest.
    std::string written_connector;
    Json written_settings;
    const Document* document = nullptr;
    const Value* table = nullptr;
};

// The sources of `document`. `municipality` is the code of the file's municipality; empty for samkat.toml.
std::vector<WrittenSource> read_sources(const Document& document, const std::string& municipality, const Tables& tables,
                                        const LoadOptions& options, Findings& findings);

}  // namespace samkat::config
