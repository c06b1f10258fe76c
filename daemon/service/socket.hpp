// Lines over a unix stream socket, with time limits. One thread at a time.
#pragma once

#include <chrono>
#include <filesystem>
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

}  // namespace samkat::service
