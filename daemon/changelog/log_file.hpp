// LogFile: the three things the change log does to a file it writes. Small, so that tests can put a double around it
// that fails or stops at any point. One thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>

#include "daemon/base/result.hpp"

namespace samkat::changelog {

class LogFile {
  public:
    virtual ~LogFile() = default;
    // Adds `bytes` at the end. On an error any beginning of them may stand in the file.
    virtual Result<void> append(std::string_view bytes) = 0;
    // Everything appended is on disk when it returns. After an error nothing is known about it.
    virtual Result<void> sync() = 0;
    // Cuts the file to `size` bytes and flushes that to disk.
    virtual Result<void> truncate(std::uint64_t size) = 0;
};

// Opens `path` for appending, and makes it (0640) if it is not there; a new file's name is on disk when it returns.
using OpenLogFile = std::function<Result<std::unique_ptr<LogFile>>(const std::filesystem::path& path)>;
Result<std::unique_ptr<LogFile>> open_posix_log_file(const std::filesystem::path& path);

}  // namespace samkat::changelog
