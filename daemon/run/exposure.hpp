// Exposure: what of a newly protected person had been standing in the directory, and since when, as the change log
// tells.
#pragma once

#include <vector>

#include "daemon/base/result.hpp"
#include "daemon/model/plan.hpp"
#include "daemon/run/installation.hpp"

namespace samkat::run {

// A finding for each account that the plan withholds: names of attributes and days, no values. Reads the municipality's
// chain, but only if there is such an account.
Result<std::vector<Finding>> exposures(const Installation& installation, const Plan& plan);

}  // namespace samkat::run
