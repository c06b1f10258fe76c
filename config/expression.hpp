// Compiles the texts of mapping rules (docs/mapping.md) into expressions. Pure; any thread; never throws, whatever the
// text.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/message.hpp"
#include "daemon/model/policy.hpp"
#include "daemon/model/rule.hpp"

namespace samkat::config {

using Tables = std::map<std::string, std::shared_ptr<const LookupTable>, std::less<>>;

// What a rule may name.
struct Vocabulary {
    std::optional<FieldContext> fields;  // none: a map rule, whose fields are known when records arrive
    const Tables* tables = nullptr;
};

struct ExpressionError {
    const Message* message;
    std::uint32_t column;  // in the text, from 1, in characters
    Arguments arguments;
};

struct Compiled {
    Expression expression;  // `place` is left to the caller; of no use if there are errors
    std::vector<ExpressionError> errors;
};

// Text with {expressions}.
Compiled compile_template(std::string_view text, const Vocabulary& vocabulary);
// One expression without braces.
Compiled compile_condition(std::string_view text, const Vocabulary& vocabulary);

}  // namespace samkat::config
