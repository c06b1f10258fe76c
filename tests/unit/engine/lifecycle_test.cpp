#include "daemon/engine/lifecycle.hpp"

#include <gtest/gtest.h>

#include "tests/unit/engine/world_builder.hpp"

namespace samkat::engine::test {
namespace {

class LifecycleTest : public ::testing::Test {
  protected:
    LifecycleTest() {
        policy.code = "1495";
        policy.grace_days = 30;
        policy.lead_days = 10;
    }

    // The state of the only account, with what is known of it.
    std::vector<DesiredAccount> states(const std::vector<Row>& rows, std::optional<AccountStatus> status = {},
                                       const std::string& until = "") {
        drafts = drafts_of("skara", rows);
        const Drafts once = drafts_of("skara", {{.id = "1"}});
        persons = known_of(test::identified({&once}).identities);
        persons[0].newcomer = newcomer;
        result = test::identified({&drafts}, persons);
        accounts.clear();
        if (status)
            accounts.push_back(
                {{persons[0].id, "1495", Role::pupil}, "batuke47", "x@skara", "uid=batuke47", *status, date_of(until)});
        return lifecycle({policy, as_of, result.world, accounts, persons, failed, silent});
    }

    MunicipalityPolicy policy;
    Date as_of = today;
    bool newcomer = false;
    Drafts drafts;
    std::vector<KnownPerson> persons;
    std::vector<KnownAccount> accounts;
    Identified result;
    std::set<std::string, std::less<>> failed, silent;
};

TEST_F(LifecycleTest, AnEnrolledPupilHasAnActiveAccount) {
    const auto all = states({{.id = "1"}});
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].status, AccountStatus::active);
    EXPECT_EQ(all[0].cause.locator, "skara.csv:2");
}

TEST_F(LifecycleTest, TheAccountComesLeadDaysBeforeTheFirstDay) {
    EXPECT_EQ(states({{.id = "1", .start = "2026-08-28"}}).size(), 0u);
    EXPECT_EQ(states({{.id = "1", .start = "2026-08-27"}}).size(), 1u);
}

TEST_F(LifecycleTest, WhoHasStartedDoesNotStartLater) {
    const auto all = states({{.id = "1", .start = "2027-01-10"}}, AccountStatus::active);
    EXPECT_TRUE(all[0].starts_later);
    EXPECT_TRUE(all[0].frozen);
}

TEST_F(LifecycleTest, ANewcomerWhoCameTooEarlyLeavesUntilSheStarts) {
    newcomer = true;
    const auto early = states({{.id = "1", .start = "2027-01-10"}}, AccountStatus::active);
    EXPECT_FALSE(early[0].starts_later);
    EXPECT_FALSE(early[0].frozen);
    EXPECT_EQ(early[0].status, AccountStatus::grace);
    EXPECT_EQ(format_date(early[0].grace_until), "2026-09-16");
}

TEST_F(LifecycleTest, TheLastDayIsInclusive) {
    EXPECT_EQ(states({{.id = "1", .end = "2026-08-17"}}, AccountStatus::active)[0].status, AccountStatus::active);
    const auto ended = states({{.id = "1", .end = "2026-08-16"}}, AccountStatus::active);
    EXPECT_EQ(ended[0].status, AccountStatus::grace);
    EXPECT_EQ(format_date(ended[0].grace_until), "2026-09-15");
    EXPECT_EQ(ended[0].cause.kind, CauseKind::end_date);
    EXPECT_EQ(states({{.id = "1", .end = "2026-07-01"}}, AccountStatus::active)[0].status, AccountStatus::disabled);
}

TEST_F(LifecycleTest, NobodyGetsAnAccountForWhatIsOver) {
    EXPECT_TRUE(states({{.id = "1", .end = "2026-08-16"}}).empty());
}

TEST_F(LifecycleTest, AbsenceStartsGraceAndGraceEnds) {
    const auto gone = states({}, AccountStatus::active);
    EXPECT_EQ(gone[0].status, AccountStatus::grace);
    EXPECT_EQ(format_date(gone[0].grace_until), "2026-09-16");
    EXPECT_EQ(states({}, AccountStatus::grace, "2026-08-18")[0].status, AccountStatus::grace);
    EXPECT_EQ(states({}, AccountStatus::grace, "2026-08-17")[0].status, AccountStatus::disabled);
    EXPECT_EQ(states({}, AccountStatus::disabled)[0].status, AccountStatus::disabled);
    policy.grace_days = 0;
    EXPECT_EQ(states({}, AccountStatus::active)[0].status, AccountStatus::disabled);
}

TEST_F(LifecycleTest, WhoComesBackIsActiveAgain) {
    EXPECT_EQ(states({{.id = "1"}}, AccountStatus::disabled)[0].status, AccountStatus::active);
}

TEST_F(LifecycleTest, NothingFollowsFromTheSilenceOfASourceThatCannotBeBelieved) {
    silent = {"skara"};
    EXPECT_TRUE(states({}, AccountStatus::active)[0].frozen);
    EXPECT_FALSE(states({{.id = "1"}}, AccountStatus::active)[0].frozen);
    silent = {};
    failed = {"skara"};
    EXPECT_TRUE(states({}, AccountStatus::active)[0].frozen);
    failed = {"other"};
    EXPECT_FALSE(states({}, AccountStatus::active)[0].frozen);
}

TEST_F(LifecycleTest, AFailedSourceKeepsWhomItDescribedEvenIfAnotherNamesThem) {
    failed = {"skara"};
    EXPECT_TRUE(states({{.id = "1"}}, AccountStatus::active)[0].frozen);
}

}  // namespace
}  // namespace samkat::engine::test
