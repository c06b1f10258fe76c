// The sealed part of a line: base64(kind ‖ nonce ‖ AES-256-GCM(zlib(content)) ‖ tag), bound to the clear part of its
// own line. kind is one byte: 'p' the key of the line's person, 'm' of its municipality, 's' of the system. One thread
// at a time.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "daemon/changelog/compress.hpp"
#include "daemon/changelog/keys.hpp"
#include "daemon/changelog/line.hpp"

namespace samkat::changelog {

class Sealer {
  public:
    // `event.sealed_by` must name the key of its person, its municipality or the system, and the key must be there.
    Result<std::string> seal(const Keys& keys, const Event& event, std::string_view clear, std::string_view content);

  private:
    Deflater deflater_;
};

class Opener {
  public:
    // Sets sealed_by, and content if `keys` is given and has the key; answers whether it has. Nothing sealed: true. A
    // key that is not there and was not destroyed is an error.
    Result<bool> open(const Keys* keys, Line& line);

  private:
    Inflater inflater_;
};

}  // namespace samkat::changelog
