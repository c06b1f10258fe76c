// Lookup tables: [table.NAME] with rows, or with a CSV file that is safe to open in Excel. Reads files.
#pragma once

#include <filesystem>
#include <vector>

#include "config/expression.hpp"
#include "config/toml.hpp"

namespace samkat::config {

// Adds the tables of `document` to `tables`, replacing those of the same name. `files` gets what was read.
void read_tables(const Document& document, Tables& tables, std::vector<std::filesystem::path>& files,
                 Findings& findings);

// The rows of a CSV text: two columns, semicolons, a header row that is passed over, UTF-8 with or without a byte order
// mark or Windows-1252.
LookupTable parse_lookup_csv(const std::string& name, const std::string& place, std::string_view bytes,
                             Findings& findings);

}  // namespace samkat::config
