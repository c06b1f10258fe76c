#include "daemon/base/digest.hpp"

#include <stdexcept>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "daemon/base/messages.hpp"

namespace samkat {

namespace {

constexpr std::size_t nonce_size = 12;
constexpr std::size_t tag_size = 16;

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

struct CipherFree {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, CipherFree>;

}  // namespace

void Sha256Stream::Free::operator()(evp_md_ctx_st* context) const {
    EVP_MD_CTX_free(context);
}

Sha256Stream::Sha256Stream() : context_(EVP_MD_CTX_new()) {
    if (!context_ || EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) != 1) {
        throw std::runtime_error("OpenSSL has no SHA-256");
    }
}
Sha256Stream::~Sha256Stream() = default;
Sha256Stream::Sha256Stream(Sha256Stream&&) noexcept = default;
Sha256Stream& Sha256Stream::operator=(Sha256Stream&&) noexcept = default;

void Sha256Stream::update(std::string_view bytes) {
    EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size());
}

Sha256 Sha256Stream::finish() {
    Sha256 result{};
    EVP_DigestFinal_ex(context_.get(), result.data(), nullptr);
    EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr);
    return result;
}

Sha256 sha256(std::string_view bytes) {
    Sha256Stream stream;
    stream.update(bytes);
    return stream.finish();
}

Sha256 hmac_sha256(const Secret& key, std::string_view bytes) {
    Sha256 result{};
    unsigned int size = 0;
    if (HMAC(EVP_sha256(), key.reveal().data(), static_cast<int>(key.reveal().size()), bytes_of(bytes), bytes.size(),
             result.data(), &size) == nullptr) {
        throw std::runtime_error("OpenSSL has no HMAC-SHA256");
    }
    return result;
}

std::string hex(std::span<const std::uint8_t> bytes) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string result;
    result.reserve(bytes.size() * 2);
    for (const std::uint8_t byte : bytes) {
        result += digits[byte >> 4];
        result += digits[byte & 15];
    }
    return result;
}

std::string base64(std::string_view bytes) {
    std::string result((bytes.size() + 2) / 3 * 4 + 1, '\0');
    const int size = EVP_EncodeBlock(bytes_of(result), bytes_of(bytes), static_cast<int>(bytes.size()));
    result.resize(static_cast<std::size_t>(size));
    return result;
}

Result<std::string> from_base64(std::string_view text) {
    if (text.size() % 4 != 0) return fail(base_messages::JSON_SHAPE, {}, {{"what", "base64"}});
    std::string result(text.size() / 4 * 3 + 1, '\0');
    const int size = EVP_DecodeBlock(bytes_of(result), bytes_of(text), static_cast<int>(text.size()));
    if (size < 0) return fail(base_messages::JSON_SHAPE, {}, {{"what", "base64"}});
    std::size_t padding = 0;
    while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
    result.resize(static_cast<std::size_t>(size) - padding);
    return result;
}

Result<std::string> random_bytes(std::size_t count) {
    std::string result(count, '\0');
    if (RAND_bytes(bytes_of(result), static_cast<int>(count)) != 1) {
        return fail(base_messages::CRYPTO, {}, {{"operation", "RAND_bytes"}});
    }
    return result;
}

Result<std::string> seal(const Secret& key, std::string_view plain, std::string_view context) {
    auto nonce = random_bytes(nonce_size);
    if (!nonce) return nonce;
    const Cipher cipher{EVP_CIPHER_CTX_new()};
    std::string body(plain.size(), '\0');
    std::string tag(tag_size, '\0');
    int size = 0;
    const bool ok =
        cipher && key.reveal().size() == 32 &&
        EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key.reveal()), bytes_of(*nonce)) == 1 &&
        EVP_EncryptUpdate(cipher.get(), nullptr, &size, bytes_of(context), static_cast<int>(context.size())) == 1 &&
        EVP_EncryptUpdate(cipher.get(), bytes_of(body), &size, bytes_of(plain), static_cast<int>(plain.size())) == 1 &&
        EVP_EncryptFinal_ex(cipher.get(), bytes_of(body) + body.size(), &size) == 1 &&
        EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, tag_size, tag.data()) == 1;
    if (!ok) return fail(base_messages::CRYPTO, {}, {{"operation", "AES-256-GCM"}});
    return *nonce + body + tag;
}

Result<std::string> open_sealed(const Secret& key, std::string_view sealed, std::string_view context) {
    if (sealed.size() < nonce_size + tag_size || key.reveal().size() != 32) return fail(base_messages::SEAL_BROKEN);
    const std::string_view nonce = sealed.substr(0, nonce_size);
    const std::string_view body = sealed.substr(nonce_size, sealed.size() - nonce_size - tag_size);
    std::string tag{sealed.substr(sealed.size() - tag_size)};
    std::string plain(body.size(), '\0');
    const Cipher cipher{EVP_CIPHER_CTX_new()};
    int size = 0;
    const bool ok =
        cipher &&
        EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key.reveal()), bytes_of(nonce)) == 1 &&
        EVP_DecryptUpdate(cipher.get(), nullptr, &size, bytes_of(context), static_cast<int>(context.size())) == 1 &&
        EVP_DecryptUpdate(cipher.get(), bytes_of(plain), &size, bytes_of(body), static_cast<int>(body.size())) == 1 &&
        EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, tag_size, tag.data()) == 1 &&
        EVP_DecryptFinal_ex(cipher.get(), bytes_of(plain) + plain.size(), &size) == 1;
    if (!ok) return fail(base_messages::SEAL_BROKEN);
    return plain;
}

std::string joined_for_digest(std::initializer_list<std::string_view> parts) {
    std::string result;
    for (const std::string_view part : parts) {
        auto size = static_cast<std::uint64_t>(part.size());
        for (int i = 0; i < 8; ++i) {
            result += static_cast<char>(size & 0xFF);
            size >>= 8;
        }
        result += part;
    }
    return result;
}

}  // namespace samkat
