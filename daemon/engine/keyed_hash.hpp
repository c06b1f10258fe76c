// The installation's keyed hash, as the engine needs it: HMAC-SHA256 under the installation key.
#pragma once

#include <string>
#include <string_view>

#include "daemon/base/digest.hpp"

namespace samkat::engine {

// Implementations are pure functions of the key; any thread.
class KeyedHash {
  public:
    virtual ~KeyedHash() = default;
    virtual Sha256 mac(std::string_view bytes) const = 0;

    // Hex of HMAC(purpose ‖ value), both length-prefixed: hashes of different purposes never meet.
    std::string hash(std::string_view purpose, std::string_view value) const {
        return hex(mac(joined_for_digest({purpose, value})));
    }
};

}  // namespace samkat::engine
