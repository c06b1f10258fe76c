#include "daemon/engine/kept_back.hpp"

#include <gtest/gtest.h>

#include "daemon/engine/guard.hpp"

namespace samkat::engine {
namespace {

Change change_of(const std::string& uid, const std::string& account = "") {
    Change change;
    change.municipality = "1495";
    change.dn = Dn::parse("uid=" + uid + ",ou=skara,dc=example").value();
    change.account = account;
    change.attributes = {{"sn", {"Ek"}, {"Öberg"}, "", "", ""}};
    return change;
}

OpenIntent open_intent(Change change) {
    OpenIntent intent;
    intent.municipality = "1495";
    intent.change = std::move(change);
    return intent;
}

TEST(KeptBack, TheEntryAndTheAccountOfAnOpenIntentWait) {
    Change move = change_of("anna", "a.1495.pupil");
    move.kind = ChangeKind::move;
    move.new_dn = Dn::parse("uid=anna,ou=left,dc=example").value();
    const OpenIntent open[] = {open_intent(move)};
    Change at_new_place = change_of("x");
    at_new_place.dn = Dn::parse("UID=Anna,ou=left,dc=example").value();
    std::vector<Change> changes{change_of("anna"), at_new_place, change_of("other", "a.1495.pupil"),
                                change_of("bo", "b.1495.pupil")};
    const auto holds = keep_back(open, {}, changes);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(changes[i].held, guard_id::undecided) << i;
    EXPECT_EQ(changes[3].held, "");
    ASSERT_EQ(holds.size(), 1u);
    EXPECT_NE(holds[0].detail.en.find("3 changes"), std::string::npos);
}

TEST(KeptBack, WhatCouldBeApprovedWaitsToo) {
    const OpenIntent open[] = {open_intent(change_of("anna"))};
    std::vector<Change> changes{change_of("anna")};
    changes[0].held = guard_id::first_run;
    keep_back(open, {}, changes);
    EXPECT_EQ(changes[0].held, guard_id::undecided);
    // What is for hands goes on being shown as that.
    changes[0].held = guard_id::protected_person;
    keep_back(open, {}, changes);
    EXPECT_EQ(changes[0].held, guard_id::protected_person);
}

TEST(KeptBack, TheSameChangeIsHeldWhenItHasFailedThreeTimes) {
    const std::string digest = change_of("anna").digest();
    std::vector<Change> changes{change_of("anna"), change_of("bo")};
    const Failure twice[] = {{"1495", digest, failures_in_a_row - 1, {"sv", "en"}}};
    EXPECT_TRUE(keep_back({}, twice, changes).empty());
    const Failure elsewhere[] = {{"1471", digest, failures_in_a_row, {"sv", "en"}}};
    EXPECT_TRUE(keep_back({}, elsewhere, changes).empty());
    const Failure thrice[] = {{"1495", digest, failures_in_a_row, {"nej (50)", "no (50)"}}};
    const auto holds = keep_back({}, thrice, changes);
    EXPECT_EQ(changes[0].held, guard_id::failing);
    EXPECT_EQ(changes[1].held, "");
    ASSERT_EQ(holds.size(), 1u);
    EXPECT_NE(holds[0].detail.sv.find("nej (50)"), std::string::npos);
    EXPECT_NE(holds[0].detail.en.find("no (50)"), std::string::npos);
    EXPECT_EQ(holds[0].about, changes[0].dn.text());
}

}  // namespace
}  // namespace samkat::engine
