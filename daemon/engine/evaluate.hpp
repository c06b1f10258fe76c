// Evaluates compiled expressions (daemon/model/rule.hpp). Pure; any thread.
//
// Evaluation is total: it never throws for any expression or data, and it always ends. Values are lists; a scalar is a
// list of at most one. Empty strings are no values. At most 1,000 values and 1 MiB a list and 64 KiB a value; what is
// over is cut. An expression that needs more than 10,000 steps has no values.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/model/entry.hpp"
#include "daemon/model/rule.hpp"

namespace samkat::engine {

// Where an expression's fields come from, by slot: in map rules the index in the record set's fields
// (Expression::bind), in attribute rules the ContextField. The views live until the next call.
class FieldSource {
  public:
    virtual ~FieldSource() = default;
    virtual std::span<const std::string_view> field(std::uint32_t slot) const = 0;
};

// What an evaluation looked at, for `explain`.
struct TraceStep {
    std::string what;   // name of a field, or lookup(table, 'key')
    std::string place;  // of the table; empty for a field
    Values values;
};
struct Trace {
    std::string rule;              // the expression as written
    std::string place;             // file:line of the rule
    std::vector<TraceStep> steps;  // in the order read, a field once
};

// An empty expression has no values.
Values evaluate(const Expression& expression, const FieldSource& fields);
// Adds to `trace` what was read.
Values evaluate(const Expression& expression, const FieldSource& fields, Trace& trace);
// True if the condition holds, and for an empty expression.
bool holds(const Expression& condition, const FieldSource& fields);

}  // namespace samkat::engine
