#include "daemon/engine/mint.hpp"

#include <set>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "tests/unit/engine/world_builder.hpp"

namespace samkat::engine::test {
namespace {

const auto any = [](std::string_view) { return true; };

TEST(Mint, IsAFunctionOfKeyPurposeAndSubject) {
    const NameRule rule{.policy = NamePolicy::opaque, .length = 12, .pattern = {}};
    const std::string name = mint(rule, "eppn", "s", "", TestHash{}, any).value();
    EXPECT_EQ(name.size(), 12u);
    EXPECT_EQ(mint(rule, "eppn", "s", "", TestHash{}, any).value(), name);
    EXPECT_NE(mint(rule, "username", "s", "", TestHash{}, any).value(), name);
    EXPECT_NE(mint(rule, "eppn", "t", "", TestHash{}, any).value(), name);
    EXPECT_NE(mint(rule, "eppn", "s", "", TestHash{}, [&](std::string_view each) { return each != name; }).value(),
              name);
}

TEST(Mint, PronounceableNamesCanBeTypedByAChild) {
    const NameRule rule{.policy = NamePolicy::pronounceable, .syllables = 3, .digits = 2, .pattern = {}};
    EXPECT_TRUE(rc::check("no 0, o, 1 or l, and nothing rude", [&] {
        const auto subject = *rc::gen::string<std::string>();
        const std::string name = mint(rule, "username", subject, "", TestHash{}, any).value();
        RC_ASSERT(name.size() == 8u);
        RC_ASSERT(name.find_first_of("0o1l") == std::string::npos);
        RC_ASSERT(!is_rude(name));
        RC_ASSERT(std::string_view{"aeiuy"}.find(name[1]) != std::string_view::npos);
    }));
}

TEST(Mint, RudeCandidatesArePassedOver) {
    EXPECT_TRUE(is_rude("kukate34"));
    EXPECT_FALSE(is_rude("batuke47"));
}

TEST(Mint, TemplatesGetNumbers) {
    const NameRule rule{.policy = NamePolicy::from_template, .pattern = {}};
    std::set<std::string> taken = {"anna.berg", "anna.berg2"};
    const auto is_free = [&](std::string_view name) { return !taken.contains(std::string{name}); };
    EXPECT_EQ(mint(rule, "username", "s", "Anna.Berg", TestHash{}, is_free).value(), "anna.berg3");
    EXPECT_EQ(mint(rule, "username", "s", "..Åsa--Öst.", TestHash{}, any).value(), "asa-ost");
    EXPECT_FALSE(mint(rule, "username", "s", "…", TestHash{}, any).has_value());
}

TEST(Mint, GivesUpWhenNothingIsFree) {
    const NameRule rule{.policy = NamePolicy::opaque, .length = 4, .pattern = {}};
    EXPECT_EQ(mint(rule, "eppn", "s", "", TestHash{}, [](std::string_view) { return false; }).error().id,
              "ENGINE_MINT_EXHAUSTED");
}

TEST(Mint, OpaqueNamesUseTheWholeAlphabet) {
    std::set<char> seen;
    for (int i = 0; i < 200; ++i) {
        for (const char c : encode_opaque(sha256(std::to_string(i)), 26)) seen.insert(c);
    }
    EXPECT_EQ(seen.size(), safe_alphabet.size());
}

}  // namespace
}  // namespace samkat::engine::test
