// Who is protected, as the commands that show people need to know it, and what must be told of protections at once.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "daemon/base/result.hpp"
#include "daemon/run/installation.hpp"
#include "daemon/run/planning.hpp"

namespace samkat::run {

// PersonIds of those whom some source has marked and whose protection nobody has lifted, as the store knows.
using ProtectedPersons = std::set<std::string, std::less<>>;
Result<ProtectedPersons> protected_persons(const Installation& installation);

// The findings of the plans that say that somebody is protected, may be, or is no longer marked.
std::vector<Finding> protection_findings(const std::vector<MunicipalityPlan>& plans);

}  // namespace samkat::run
