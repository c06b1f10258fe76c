// HMAC-SHA256 (RFC 2104) of many small texts under one key: the key's part of the work is done once. Any thread.
#pragma once

#include <memory>
#include <string_view>

#include "daemon/base/digest.hpp"
#include "daemon/base/secret.hpp"

namespace samkat {

class KeyedDigest {
  public:
    explicit KeyedDigest(const Secret& key);
    KeyedDigest(KeyedDigest&&) noexcept;
    KeyedDigest& operator=(KeyedDigest&&) noexcept;
    ~KeyedDigest();

    // The same as hmac_sha256(key, bytes).
    Sha256 of(std::string_view bytes) const;

  private:
    struct Free {
        void operator()(evp_md_ctx_st* context) const;
    };
    using Context = std::unique_ptr<evp_md_ctx_st, Free>;
    static Context begun(const Secret& key, std::uint8_t pad);

    Context inner_, outer_;  // SHA-256 after the padded key
};

}  // namespace samkat
