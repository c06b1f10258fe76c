// Who is protected, as the commands that show people need to know it.
#pragma once

#include <set>
#include <string>

#include "daemon/base/result.hpp"
#include "daemon/run/installation.hpp"

namespace samkat::run {

// PersonIds of those whom some source has marked and whose protection nobody has lifted, as the store knows.
using ProtectedPersons = std::set<std::string, std::less<>>;
Result<ProtectedPersons> protected_persons(const Installation& installation);

}  // namespace samkat::run
