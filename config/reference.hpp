// Reference texts made from the tables: they are checked in, and a test compares them. Pure.
#pragma once

#include <string>

namespace samkat::config {

// config/reference.toml: every setting with its default, all commented out.
std::string reference_toml();
// docs/reference/mapping-functions.md: the functions, targets and fields of the mapping language.
std::string reference_mapping();

}  // namespace samkat::config
