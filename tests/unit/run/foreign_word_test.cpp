// Whose word counts: what the register of one municipality says about the people of another.
#include <set>

#include <gtest/gtest.h>

#include "tests/support/nights.hpp"

namespace samkat::run {
namespace {

class ForeignWord : public testing::Test {
  protected:
    // As an entry of Skara's has it.
    std::size_t skara(const std::vector<std::string>& lines) const {
        auto all = lines;
        all.emplace_back("samkatMunicipality: 1495");
        return test::entries_with(world, all).size();
    }

    static constexpr const char* number = "201006082398";  // Bo's
    static constexpr const char* right = "201201152392";
    test::SmallWorld world{"[guard]\nfirst_run = false\nmax_creates_per_mille = 1000000\nsmall_floor = 5\n"};
};

// The row of a pupil of Götene's with a number that is a pupil's of Skara, and the same given name.
TEST_F(ForeignWord, AMistypedNumberChangesNothingForWhomItBelongsTo) {
    test::night(world);
    ASSERT_EQ(skara({"givenName: Bo", "sn: Ask"}), 1u);
    const std::string before = test::entries_with(world, {"sn: Ask"}).front();
    world.pupils["gotene"].push_back({"9", "Bo", "Zorn", "7A", "50010001", number});
    for (int i = 0; i < 3; ++i) {
        test::night(world);
        EXPECT_EQ(test::entries_with(world, {"sn: Ask"}), std::vector{before}) << "night " << i;
        EXPECT_EQ(skara({"sn: Zorn"}), 0u);
    }
    EXPECT_TRUE(test::entries_with(world, {"sn: Zorn"}).empty());  // the record waits
    world.pupils["gotene"].back().civic = right;
    test::night(world);
    EXPECT_EQ(test::entries_with(world, {"sn: Ask"}), std::vector{before});
    EXPECT_EQ(test::entries_with(world, {"sn: Zorn", "samkatMunicipality: 1471"}).size(), 1u);
}

// A namesake: the number and both names are hers. What follows ends when the number is right.
TEST_F(ForeignWord, ALinkThatAWrongNumberMadeIsUndoneWhenItIsCorrected) {
    test::night(world);
    const auto ids = [&](const std::string& municipality) {
        std::set<std::string> all;
        for (const std::string& entry : test::entries_with(
                 world, {"givenName: Bo", "samkatMunicipality: " + municipality, "samkatAccountStatus: active"})) {
            const std::size_t at = entry.find("samkatPersonId: ") + 16;
            all.insert(entry.substr(at, entry.find('\n', at) - at));
        }
        return all;
    };
    const auto bo = ids("1495");
    const std::string before = test::entries_with(world, {"sn: Ask"}).front();
    world.pupils["gotene"].push_back({"9", "Bo", "Ask", "7A", "50010001", number});
    for (int i = 0; i < 7; ++i) test::night(world);
    EXPECT_EQ(ids("1471"), bo);
    world.pupils["gotene"].back().civic = right;
    test::night(world);
    EXPECT_EQ(ids("1495"), bo);
    ASSERT_EQ(ids("1471").size(), 1u);
    EXPECT_NE(ids("1471"), bo);
    EXPECT_EQ(test::entries_with(world, {"sn: Ask", "samkatMunicipality: 1495"}), std::vector{before});
    // And it stays so.
    const auto after = ids("1471");
    test::night(world);
    EXPECT_EQ(ids("1471"), after);
}

}  // namespace
}  // namespace samkat::run
