#include "daemon/base/keyed_digest.hpp"

#include <gtest/gtest.h>

namespace samkat {
namespace {

TEST(KeyedDigest, IsHmacWhateverTheSizes) {
    for (const std::size_t key_size : {0u, 1u, 32u, 64u, 65u, 200u}) {
        const Secret key{std::string(key_size, 'k')};
        const KeyedDigest keyed{key};
        for (const std::size_t size : {0u, 1u, 55u, 64u, 1000u}) {
            const std::string text(size, 'x');
            EXPECT_EQ(keyed.of(text), hmac_sha256(key, text)) << key_size << ' ' << size;
            EXPECT_EQ(keyed.of(text), keyed.of(text));
        }
    }
}

// RFC 4231 section 4.3.
TEST(KeyedDigest, GivesThePublishedValue) {
    EXPECT_EQ(hex(KeyedDigest{Secret{"Jefe"}}.of("what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c7"
              "5a003f089d2739839dec58b964ec3843");
}

}  // namespace
}  // namespace samkat
