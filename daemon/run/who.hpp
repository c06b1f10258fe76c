// Who is meant: from what somebody wrote to a PersonId.
#pragma once

#include <string>

#include "daemon/model/ids.hpp"
#include "daemon/run/installation.hpp"
#include "daemon/run/registers.hpp"

namespace samkat::run {

struct Who {
    // PersonId, username, EPPN, register id or entry:UUID; or a civic number.
    std::string text;
    bool civic = false;
};

// Looks in the store, for entry:UUID in the directory, and, if they are given, in the registers: they also have people
// that samkat has not written yet. `today` decides the century of short civic numbers.
Result<PersonId> find_person(Installation& installation, const Who& who, Date today, const Registers* registers);

}  // namespace samkat::run
