// Ties the rules of a mapping to the fields of a record set, which are known only when the connector has announced
// them.
#pragma once

#include "daemon/base/finding.hpp"
#include "daemon/model/policy.hpp"
#include "daemon/model/record.hpp"

namespace samkat::engine {

// Sets the slots of every expression in `mapping` (rules and condition). A field that `set` has not is an error finding
// at the rule, with the rule's text and a caret; such a mapping must not be used.
Findings bind(KindMapping& mapping, const RecordSet& set);
// The same for one expression: SourcePolicy::municipality.
Findings bind(Expression& expression, const RecordSet& set);

}  // namespace samkat::engine
