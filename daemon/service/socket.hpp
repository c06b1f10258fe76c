// Lines over a unix stream socket, with time limits. One thread at a time.
#pragma once

#include <chrono>
#include <filesystem>
#include <streambuf>
#include <string>

#include "daemon/base/file.hpp"
#include "daemon/base/result.hpp"

namespace samkat::service {

// A socket connected to `path`; errno says why not.
Fd connect_to(const std::filesystem::path& path);
// Listens at `path`, mode 0600. errno says why not.
Fd listen_at(const std::filesystem::path& path);

// Waits until `descriptor` can be read. False at the end of `limit`; a negative limit waits for ever.
bool wait_readable(int descriptor, std::chrono::milliseconds limit);

// One line of at most `longest` bytes without its newline, all of it within `limit`. errno says why not: EMSGSIZE,
// ETIMEDOUT, ECONNRESET. `rest` holds what came after it and is read first.
bool read_line(int descriptor, std::string& line, std::string& rest, std::size_t longest,
               std::chrono::milliseconds limit);
// All of `bytes`, without SIGPIPE; false when the peer is gone or takes nothing for half a minute.
bool send_all(int descriptor, std::string_view bytes);

// What is written here goes out as {"NAME":"…"} lines. After an error it swallows: the work goes on without its
// listener.
class LineStream final : public std::streambuf {
  public:
    LineStream(int descriptor, std::string name) : descriptor_(descriptor), name_(std::move(name)) {}
    ~LineStream() override { flush(true); }

  protected:
    int_type overflow(int_type character) override;
    std::streamsize xsputn(const char* bytes, std::streamsize count) override;
    int sync() override;

  private:
    void flush(bool everything);
    int descriptor_;
    std::string name_;
    std::string pending_;
    bool gone_ = false;
};

}  // namespace samkat::service
