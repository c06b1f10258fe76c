// Acts: what a connector might try and must not be able to do. Never installed.
#pragma once

#include <cstdint>
#include <string>

namespace samkat::test {

// Tries it: "done", or the system's reason why not. `target` is a path or `number` a port, process id or amount, as the
// act needs.
std::string try_act(const std::string& act, const std::string& target, std::int64_t number);

}  // namespace samkat::test
