// The configuration of the simulator's installation: files as an administrator writes them. Pure.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tests/property/lies/export.hpp"

namespace samkat::lies {

// The guard's settings: samkat's defaults, half as strict or twice as strict.
enum class GuardLevel : std::uint8_t { weak, standard, strict };

struct ConfigFile {
    std::string name;  // within the configuration's directory
    std::string text;
};
// `place` has the exports, and will have state and keys.
std::vector<ConfigFile> configuration(const Town& town, const std::vector<Register>& registers,
                                      const std::filesystem::path& place, GuardLevel guard);

// What entries are called by: below which DN a municipality's are, and its scope.
std::string base_of(const Municipality& municipality);
std::string scope_of(const Municipality& municipality);

}  // namespace samkat::lies
