// The seal: stage two of the cage, which a connector of ours puts on itself once it knows its settings.
#pragma once

#include <string>
#include <vector>

namespace samkat::sdk {

// From here on this process can read the files and folders at `paths` and nothing else, start nothing, and write to
// descriptors that are open. False if the machine cannot do that; what can be done is in force all the same, and so is
// the cage around it.
bool seal(const std::vector<std::string>& paths);

}  // namespace samkat::sdk
