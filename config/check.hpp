// Holds a document to the table of settings: unknown and misplaced keys, types, bounds, secrets written out. Pure.
#pragma once

#include <optional>

#include "config/settings.hpp"
#include "config/toml.hpp"

namespace samkat::config {

// What is wrong with `value` as a value of `setting`, without a place; none if it will do.
std::optional<Finding> problem_of(const Setting& setting, const Value& value);

// Everything wrong in the document, in the order of the file. `file` is global for samkat.toml and municipality for the
// others.
void check_document(const Document& document, SettingFile file, Findings& findings);

}  // namespace samkat::config
