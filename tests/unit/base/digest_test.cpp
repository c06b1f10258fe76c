#include "daemon/base/digest.hpp"

#include <gtest/gtest.h>

namespace samkat {
namespace {

// FIPS 180-4 and RFC 4231 test vectors.
TEST(Digest, KnownAnswers) {
    EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hex(hmac_sha256(Secret{"Jefe"}, "what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Digest, StreamEqualsWhole) {
    Sha256Stream stream;
    stream.update("a");
    stream.update("bc");
    EXPECT_EQ(stream.finish(), sha256("abc"));
    EXPECT_EQ(stream.finish(), sha256(""));
}

TEST(Digest, Base64RoundTrip) {
    for (const std::string text : {"", "f", "fo", "foo", "foob"}) EXPECT_EQ(from_base64(base64(text)).value(), text);
    EXPECT_FALSE(from_base64("abc").has_value());
    EXPECT_FALSE(from_base64("ab!=").has_value());
}

TEST(Digest, SealedOpensOnlyWithKeyAndContext) {
    const Secret key{std::string(32, 'k')};
    const auto sealed = seal(key, "Åsa", "event 7");
    ASSERT_TRUE(sealed.has_value());
    EXPECT_EQ(open_sealed(key, *sealed, "event 7").value(), "Åsa");
    EXPECT_FALSE(open_sealed(key, *sealed, "event 8").has_value());
    EXPECT_FALSE(open_sealed(Secret{std::string(32, 'x')}, *sealed, "event 7").has_value());
    EXPECT_FALSE(open_sealed(key, sealed->substr(1), "event 7").has_value());
    EXPECT_FALSE(seal(Secret{"short"}, "x", "").has_value());
}

TEST(Digest, JoinedPartsAreUnambiguous) {
    EXPECT_NE(joined_for_digest({"ab", "c"}), joined_for_digest({"a", "bc"}));
}

}  // namespace
}  // namespace samkat
