// InputFile: an export file, read once from front to back, and only if nobody is writing it.
//
// A file is taken to be finished if no process holds it open for writing (a read lease can be had, fcntl(2)
// F_SETLEASE), or, where leases cannot be had (another owner's file, a network share), if it was last changed at least
// `settle` ago. And it must be the same file with the same size and time after it was read. One thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <span>

#include "daemon/base/date.hpp"
#include "daemon/base/file.hpp"

struct stat;

namespace samkat::sdk {

class InputFile {
  public:
    struct Rules {
        std::chrono::milliseconds settle{30000};
        std::uint64_t max_bytes = std::uint64_t{1} << 30;
    };

    // Symbolic links are followed; what is no regular file, too large or being written fails.
    static Result<InputFile> open(const std::filesystem::path& path, const Rules& rules);

    // The next bytes, as many as there are and fit; 0 at the end.
    Result<std::size_t> read(std::span<char> into);
    // Fails if the file was changed or replaced since it was opened. To be asked after the last read().
    Result<void> unchanged() const;

    TimePoint modified() const;
    std::uint64_t size() const { return seen_.size; }
    const std::filesystem::path& path() const { return path_; }
    // The last part of the path, fit to be shown: the place of its records and findings.
    std::string name() const { return name_of(path_); }
    static std::string name_of(const std::filesystem::path& path);

  private:
    struct Seen {
        std::uint64_t device = 0, inode = 0, size = 0;
        std::int64_t seconds = 0, nanoseconds = 0;
        bool operator==(const Seen&) const = default;
    };
    InputFile(std::filesystem::path path, Fd file, Seen seen)
        : path_(std::move(path)), file_(std::move(file)), seen_(seen) {}
    static Seen seen_of(const struct stat& status);

    std::filesystem::path path_;
    Fd file_;
    Seen seen_;
    std::uint64_t read_ = 0;
};

}  // namespace samkat::sdk
