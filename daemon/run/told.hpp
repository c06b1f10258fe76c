// What a run that applies tells at once of what its plans found: who is left as she is because something is wrong with
// what the registers or the directory say. The whole list is the plan's own.
#pragma once

#include <vector>

#include "daemon/base/finding.hpp"
#include "daemon/run/planning.hpp"

namespace samkat::run {

// The errors of the plans, in their order. What says that somebody is protected, may be, or is no longer marked, and
// which source failed, is told each time; of every other kind the first, followed by how many more there are
// (RUN_FINDINGS_ALIKE). Cannot fail.
std::vector<Finding> told_findings(const std::vector<MunicipalityPlan>& plans);

// How many errors of the plan say that people or entries stay as they are until somebody has mended what is wrong. What
// costs a register's row alone is not among them (it is told), nor what protection withholds (that is counted apart).
std::size_t frozen_in(const Plan& plan);

}  // namespace samkat::run
