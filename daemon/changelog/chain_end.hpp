// How a chain's file ends: its last line, and what a crash may have left after it. One thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "daemon/base/result.hpp"
#include "daemon/changelog/heads.hpp"
#include "daemon/changelog/keys.hpp"

namespace samkat::changelog {

struct ChainEnd {
    Head head;
    std::uint64_t finished = 0;  // bytes up to the end of the last line, its newline included if it has one
    std::uint64_t size = 0;      // of the file: more than `finished` means a line that was never written to its end
    bool lacks_newline = false;  // the last line is whole, and its newline is missing
};

// The default where there is no file. Looks at the last two lines only; they must be in order, and written by this
// installation if `keys` are given. A last line that is no JSON at all was never written to its end.
Result<ChainEnd> chain_end(const std::filesystem::path& path, std::string_view municipality, const Keys* keys);

}  // namespace samkat::changelog
