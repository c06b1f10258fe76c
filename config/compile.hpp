// Compiles the templates and conditions of a document, with errors at their line and column in the file. Pure.
#pragma once

#include <vector>

#include "config/expression.hpp"
#include "config/section.hpp"

namespace samkat::config {

// `value` is a text of `document`; `setting` is shown in messages. Empty if there are errors.
Expression template_at(const Document& document, const Value& value, const std::string& setting,
                       const Vocabulary& vocabulary, Findings& findings);
Expression condition_at(const Document& document, const Value& value, const std::string& setting,
                        const Vocabulary& vocabulary, Findings& findings);

// "file:line" of a value.
std::string place_of(const Document& document, const Value& value);

}  // namespace samkat::config
