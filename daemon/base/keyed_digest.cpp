#include "daemon/base/keyed_digest.hpp"

#include <stdexcept>

#include <openssl/crypto.h>
#include <openssl/evp.h>

namespace samkat {

namespace {

constexpr std::size_t block_size = 64;

void require(bool ok) {
    if (!ok) throw std::runtime_error("OpenSSL has no SHA-256");
}

Sha256 continued(const evp_md_ctx_st* begun, const void* bytes, std::size_t size) {
    // One a thread: making a context costs more than the digest of a short text.
    static thread_local const std::unique_ptr<evp_md_ctx_st, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(),
                                                                                                 &EVP_MD_CTX_free};
    Sha256 result{};
    require(context != nullptr && EVP_MD_CTX_copy_ex(context.get(), begun) == 1 &&
            EVP_DigestUpdate(context.get(), bytes, size) == 1 &&
            EVP_DigestFinal_ex(context.get(), result.data(), nullptr) == 1);
    return result;
}

}  // namespace

void KeyedDigest::Free::operator()(evp_md_ctx_st* context) const {
    EVP_MD_CTX_free(context);
}

KeyedDigest::Context KeyedDigest::begun(const Secret& key, std::uint8_t pad) {
    std::array<std::uint8_t, block_size> block{};
    const std::string_view bytes = key.reveal();
    if (bytes.size() > block_size) {
        const Sha256 digest = sha256(bytes);
        std::copy(digest.begin(), digest.end(), block.begin());
    } else {
        std::copy(bytes.begin(), bytes.end(), block.begin());
    }
    for (std::uint8_t& byte : block) byte ^= pad;
    Context context{EVP_MD_CTX_new()};
    require(context != nullptr && EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1 &&
            EVP_DigestUpdate(context.get(), block.data(), block.size()) == 1);
    OPENSSL_cleanse(block.data(), block.size());
    return context;
}

KeyedDigest::KeyedDigest(const Secret& key) : inner_(begun(key, 0x36)), outer_(begun(key, 0x5C)) {}
KeyedDigest::KeyedDigest(KeyedDigest&&) noexcept = default;
KeyedDigest& KeyedDigest::operator=(KeyedDigest&&) noexcept = default;
KeyedDigest::~KeyedDigest() = default;

Sha256 KeyedDigest::of(std::string_view bytes) const {
    const Sha256 inner = continued(inner_.get(), bytes.data(), bytes.size());
    return continued(outer_.get(), inner.data(), inner.size());
}

}  // namespace samkat
