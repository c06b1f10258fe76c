// Reads the lines of a file that may still be growing: forward with bounded memory, its tail, and the place of a line
// by bisection. One thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/file.hpp"
#include "daemon/base/result.hpp"

namespace samkat::changelog {

// The last finished lines of a file and what stands after them.
struct Tail {
    std::vector<std::string> lines;  // at most two, in order, without newline
    bool from_start = false;         // these are all there are
    std::string rest;                // after the last newline
    std::uint64_t finished = 0;      // offset after the last newline
    std::uint64_t size = 0;          // of the file
};

class LineReader {
  public:
    // None if there is no such file.
    static Result<std::optional<LineReader>> open(const std::filesystem::path& path);

    // The next finished line, valid until the next call; none at the end, or where only an unfinished line is left.
    Result<std::optional<std::string_view>> next();
    // Bytes after the last line that next() returned: not 0 at the end means an unfinished line.
    std::uint64_t left_over() const { return buffer_.size() - used_; }
    // Those bytes; valid until the next call.
    std::string_view rest() const { return std::string_view{buffer_}.substr(used_); }
    void seek(std::uint64_t offset);

    Result<Tail> tail() const;
    // Offset of a line whose seq is at most `seq`, near to it; 0 if there is none.
    Result<std::uint64_t> offset_near(std::uint64_t seq) const;

  private:
    LineReader(std::filesystem::path path, Fd file) : path_(std::move(path)), file_(std::move(file)) {}
    Result<std::uint64_t> size() const;
    Result<std::string> read_at(std::uint64_t offset, std::size_t size) const;
    // Offset of the first line that starts after `offset`; `end` if none starts before it.
    Result<std::uint64_t> line_after(std::uint64_t offset, std::uint64_t end) const;
    tl::unexpected<Error> too_long() const;

    std::filesystem::path path_;
    Fd file_;
    std::string buffer_;  // what was read and not yet returned, from used_ on
    std::size_t used_ = 0;
    std::size_t searched_ = 0;  // no newline in buffer_ before this
    std::uint64_t offset_ = 0;  // in the file, of the end of buffer_
};

}  // namespace samkat::changelog
