// Whose word counts: what the register of one municipality says about the people of another.
#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "daemon/run/told.hpp"
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
        const RunReport report = test::night(world);
        // Each night says that somebody waits.
        const auto told = told_findings(report.planned.plans);
        EXPECT_EQ(std::ranges::count(told, "ENGINE_IDENTIFY_NUMBER_ALONE", &Finding::id), 1);
        EXPECT_TRUE(report.waiting());
        EXPECT_EQ(test::entries_with(world, {"sn: Ask"}), std::vector{before}) << "night " << i;
        EXPECT_EQ(skara({"sn: Zorn"}), 0u);
    }
    EXPECT_TRUE(test::entries_with(world, {"sn: Zorn"}).empty());  // the record waits
    world.pupils["gotene"].back().civic = right;
    EXPECT_FALSE(test::night(world).waiting());
    EXPECT_EQ(test::entries_with(world, {"sn: Ask"}), std::vector{before});
    EXPECT_EQ(test::entries_with(world, {"sn: Zorn", "samkatMunicipality: 1471"}).size(), 1u);
}

// What was mistyped when somebody came is mended in the days after. Later a register id with another number waits.
TEST_F(ForeignWord, ANewcomersNumberCanBeCorrected) {
    test::night(world);
    world.pupils["skara"].push_back({"9", "Sara Maj", "Zorn", "7A", "50010001", right});
    test::night(world);
    ASSERT_EQ(skara({"sn: Zorn"}), 1u);
    world.pupils["skara"].back().civic = "201006092389";
    EXPECT_FALSE(test::night(world).waiting());
    EXPECT_EQ(skara({"sn: Zorn", "samkatAccountStatus: active"}), 1u);
    EXPECT_FALSE(test::night(world).waiting());
    world.clock.advance(std::chrono::hours{24 * 16});
    world.pupils["skara"].back().civic = right;
    const auto told = told_findings(test::night(world).planned.plans);
    EXPECT_EQ(std::ranges::count(told, "ENGINE_IDENTIFY_KEY_REUSED", &Finding::id), 1);
}

// Of a pupil who has moved, the municipality that she left learns nothing by a delivery that is in question where she
// is now. Her names would follow a number that nobody believed.
TEST_F(ForeignWord, WhoIsDescribedElsewhereOnlyIsLearntThere) {
    world.pupils["gotene"].push_back({"8", "Dag", "Alm"});
    test::night(world);
    world.pupils["skara"].pop_back();
    test::Pupil bo{"9", "Bo", "Ask", "7A", "50010001", number};
    world.pupils["gotene"].push_back(bo);
    test::night(world);
    ASSERT_EQ(skara({"sn: Ask", "samkatAccountStatus: grace"}), 1u);
    const std::vector<std::string> account{"sn: Ask", "samkatMunicipality: 1471"};
    ASSERT_EQ(test::entries_with(world, account).size(), 1u);
    const std::string before = test::entries_with(world, account).front();
    const auto right_file = world.pupils["gotene"];
    world.pupils["gotene"] = {{"7", "CillÃ¥", "Al"}, {"8", "DÃ¥g", "Alm"}, bo};
    world.pupils["gotene"].back().civic = "201006082380";
    EXPECT_TRUE(test::night(world).waiting());
    world.pupils["gotene"] = right_file;
    world.pupils["gotene"].back() = {"9", "Annan", "Helt", "7A", "50010001", "201006082380"};
    EXPECT_TRUE(test::night(world).waiting());
    world.pupils["gotene"] = right_file;
    EXPECT_FALSE(test::night(world).waiting());
    EXPECT_EQ(test::entries_with(world, account), std::vector{before});
}

// Many of one kind are told as one and how many more.
TEST_F(ForeignWord, WhatManyHaveInCommonIsToldOnce) {
    MunicipalityPlan a, b;
    const auto of = [](const char* id, std::uint32_t line, Severity severity = Severity::error) {
        return Finding{severity, id, {"file.csv", line, 0, ""}, {"sv", "en"}, {"", ""}, ""};
    };
    a.plan.findings = {of("ENGINE_MAP_MISSING", 2),
                       of("ENGINE_IDENTIFY_KEY_REUSED", 3),
                       of("ENGINE_MAP_MISSING", 4),
                       of("ENGINE_MAP_MISSING", 5),
                       of("ENGINE_PLAN_REFERRAL", 0, Severity::warning),
                       of("ENGINE_PROTECTED_WITHHELD", 6),
                       of("ENGINE_PROTECTED_WITHHELD", 7)};
    b.plan.findings = {of("ENGINE_MAP_MISSING", 5), of("ENGINE_MAP_MISSING", 6), of("RUN_SOURCE_FAILED", 0),
                       of("RUN_SOURCE_FAILED", 0), of("RUN_SOURCE_FAILED", 1)};
    std::vector<std::string> said;
    for (const Finding& each : told_findings({a, b})) said.push_back(each.id + " " + each.text.en);
    EXPECT_EQ(said, (std::vector<std::string>{
                        "ENGINE_MAP_MISSING en", "RUN_FINDINGS_ALIKE 3 more findings of the kind ENGINE_MAP_MISSING.",
                        "ENGINE_IDENTIFY_KEY_REUSED en", "ENGINE_PROTECTED_WITHHELD en", "ENGINE_PROTECTED_WITHHELD en",
                        "RUN_SOURCE_FAILED en", "RUN_SOURCE_FAILED en"}))
        << "one source that failed does not stand for the next";
    EXPECT_EQ(frozen_in(a.plan), 1u);
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
