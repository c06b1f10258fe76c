// Names of the simulator's people: common ones, with the letters that Swedish registers have. Any thread.
#pragma once

#include <string>
#include <vector>

namespace samkat::lies {

const std::vector<std::string>& given_names();
const std::vector<std::string>& family_names();
// The name in a to z, for an address.
std::string plain_letters(const std::string& name);

}  // namespace samkat::lies
