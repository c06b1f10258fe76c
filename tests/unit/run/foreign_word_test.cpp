// Whose word counts: what the register of one municipality says about the people of another.
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
    world.pupils["gotene"].back().civic = "201201152396";
    test::night(world);
    EXPECT_EQ(test::entries_with(world, {"sn: Ask"}), std::vector{before});
}

}  // namespace
}  // namespace samkat::run
