// For a chain that does not hold together and has no backup: it is put aside as it is, and its lines up to the first
// break stay. One thread at a time; nobody may be writing the chain.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/base/result.hpp"
#include "daemon/changelog/keys.hpp"

namespace samkat::changelog {

struct SetAside {
    std::uint64_t kept = 0;         // lines that stay
    std::uint64_t lines = 0;        // that the file had
    std::filesystem::path damaged;  // where the whole file is now
};

// Copies the file to FILE.damaged-`mark`, on disk before anything is cut from it. None: the chain is whole.
Result<std::optional<SetAside>> set_aside_if_broken(const std::filesystem::path& directory,
                                                    std::string_view municipality, const Keys& keys,
                                                    const std::string& mark);

}  // namespace samkat::changelog
