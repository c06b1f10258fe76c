// Several nights in a row, with sources that fail or deliver half: who was well described yesterday stays.
#include "tests/support/nights.hpp"

#include <gtest/gtest.h>

namespace samkat::run {
namespace {

class Nights : public testing::Test {
  protected:
    Nights() {
        // In both municipalities, so that two sources describe her.
        world.pupils["skara"].push_back({"3", "Eva", "Gran", "7A", "50010001", both});
        world.pupils["gotene"].push_back({"8", "Eva", "Gran", "7A", "50010001", both});
        for (int i = 0; i < 8; ++i) world.pupils["gotene"].push_back({"x" + std::to_string(i), "Elev", "Ask"});
    }

    void night() { test::night(world); }

    // How many of Eva's accounts are in a state.
    std::size_t evas(const std::string& status) const {
        return test::entries_with(world, {"givenName: Eva", "samkatAccountStatus: " + status}).size();
    }

    static constexpr const char* both = "201006092389";
    test::SmallWorld world{
        "[guard]\nfirst_run = false\nmax_creates_per_mille = 1000000\nsmall_floor = 5\nmax_leavers_per_mille = 1000\n"};
};

TEST_F(Nights, ASourceThatFailsTwiceTakesNobodyAway) {
    night();
    ASSERT_EQ(evas("active"), 2u);
    world.broken["gotene"] = true;
    for (int i = 0; i < 5; ++i) {
        night();
        EXPECT_EQ(evas("active"), 2u) << "night " << i;
    }
    world.broken["gotene"] = false;
    night();
    EXPECT_EQ(evas("active"), 2u);
    // And what is whole is believed.
    std::erase_if(world.pupils["gotene"], [](const test::Pupil& each) { return each.id == "8"; });
    night();
    EXPECT_EQ(evas("active"), 1u);
    EXPECT_EQ(evas("grace"), 1u);
}

TEST_F(Nights, HalfADeliveryTwiceTakesNobodyAway) {
    night();
    ASSERT_EQ(evas("active"), 2u);
    const auto whole = world.pupils["gotene"];
    world.pupils["gotene"].resize(1);  // Cilla alone
    for (int i = 0; i < 5; ++i) {
        night();
        EXPECT_EQ(evas("active"), 2u) << "night " << i;
    }
    world.pupils["gotene"] = whole;
    night();
    EXPECT_EQ(evas("active"), 2u);
}

TEST_F(Nights, AnEmptyDeliveryTwiceTakesNobodyAway) {
    night();
    world.pupils["gotene"].clear();
    for (int i = 0; i < 5; ++i) {
        night();
        EXPECT_EQ(evas("active"), 2u) << "night " << i;
    }
}

// Registers drop whom they protect; that somebody else goes on to describe her makes no account.
TEST_F(Nights, WhoWasProtectedOnTheFirstNightIsSoOnTheNext) {
    world.pupils["skara"].back().protection = "Sekretessmarkering";
    night();
    EXPECT_EQ(evas("active"), 0u);
    world.pupils["skara"].pop_back();
    night();
    night();
    EXPECT_EQ(evas("active"), 0u);
}

}  // namespace
}  // namespace samkat::run
