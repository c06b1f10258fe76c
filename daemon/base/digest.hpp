// Digests, keyed hashes, sealing and random bytes, on OpenSSL's EVP. Pure except random_bytes; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "daemon/base/result.hpp"
#include "daemon/base/secret.hpp"

struct evp_md_ctx_st;

namespace samkat {

using Sha256 = std::array<std::uint8_t, 32>;

// SHA-256 (FIPS 180-4) of everything given to update().
class Sha256Stream {
  public:
    Sha256Stream();
    ~Sha256Stream();
    Sha256Stream(Sha256Stream&&) noexcept;
    Sha256Stream& operator=(Sha256Stream&&) noexcept;

    void update(std::string_view bytes);
    // The digest; the stream starts anew.
    Sha256 finish();

  private:
    struct Free {
        void operator()(evp_md_ctx_st* context) const;
    };
    std::unique_ptr<evp_md_ctx_st, Free> context_;
};

Sha256 sha256(std::string_view bytes);
// HMAC-SHA256 (RFC 2104).
Sha256 hmac_sha256(const Secret& key, std::string_view bytes);

std::string hex(std::span<const std::uint8_t> bytes);  // lower case
std::string base64(std::string_view bytes);            // RFC 4648 section 4, padded
Result<std::string> from_base64(std::string_view text);

// Cryptographically random bytes.
Result<std::string> random_bytes(std::size_t count);

// AES-256-GCM with a random 96-bit nonce: nonce ‖ ciphertext ‖ 128-bit tag. `key` is 32 bytes; `context` is
// authenticated with the text and must be the same when it is opened.
Result<std::string> seal(const Secret& key, std::string_view plain, std::string_view context);
Result<std::string> open_sealed(const Secret& key, std::string_view sealed, std::string_view context);

// Length-prefixed concatenation, so that no two different lists of parts give the same bytes to a digest.
std::string joined_for_digest(std::initializer_list<std::string_view> parts);

}  // namespace samkat
