// The seal of plan files: `plan --out` writes with each plan a MAC under the installation key, and whoever uses the
// file checks it first. A plan's id tells plans apart; anybody can compute it, and it does not cover everything in
// them.
#pragma once

#include <string>

#include "daemon/base/json.hpp"
#include "daemon/model/plan.hpp"
#include "daemon/run/installation.hpp"

namespace samkat::run {

// The plan as write_plan() writes it, and last the member `mac`: HMAC-SHA256 in hex under the installation key, for the
// purpose "plan", over the bytes of the object without that member.
std::string sealed_plan(const Installation& installation, const Plan& plan);

// Reads what sealed_plan() wrote. An error if this installation did not write it, or any member was changed since.
Result<Plan> read_sealed_plan(const Installation& installation, const Json& json);

}  // namespace samkat::run
