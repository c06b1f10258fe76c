// What of the directory is believed: entries that are hidden, moved, deleted, copied, swapped, and read in part.
#include "daemon/engine/sighting.hpp"

#include <gtest/gtest.h>

#include "tests/unit/engine/simulation.hpp"

namespace samkat::engine::test {
namespace {

std::vector<Row> pupils(int count) {
    std::vector<Row> rows;
    for (int i = 0; i < count; ++i) {
        std::string date = format_date(plus_days(*parse_date("2014-01-01"), i));
        std::erase(date, '-');
        rows.push_back({.id = std::to_string(i),
                        .given = "Elev" + std::to_string(i),
                        .date = date,
                        .klass = "7A",
                        .line = static_cast<std::uint32_t>(i + 2)});
    }
    return rows;
}

class Seen : public testing::Test {
  protected:
    void SetUp() override {
        rows = pupils(20);
        skara.apply(skara.plan(rows));
    }

    Entry& entry(const std::string& given) { return skara.directory.at(skara.entry_of(given)->dn().key()); }
    // Renames or moves an entry as an administrator with ldapmodrdn does.
    void move(const std::string& given, const Dn& to) {
        Entry moved = entry(given);
        skara.directory.erase(moved.dn().key());
        moved.set_dn(to);
        skara.directory[to.key()] = moved;
    }
    void swap(const std::string& attribute) {
        const Values first = entry("Elev0").values(attribute);
        entry("Elev0").set(attribute, entry("Elev1").values(attribute));
        entry("Elev1").set(attribute, first);
    }
    std::size_t members() const { return skara.group("7A")->values("member").size(); }

    static std::vector<std::string> found(const Plan& plan) {
        std::vector<std::string> ids;
        for (const Finding& each : plan.findings) {
            if (each.id.starts_with("ENGINE_PLAN_")) ids.push_back(each.id.substr(12));
        }
        return ids;
    }
    static std::size_t passing(const Plan& plan) {
        return static_cast<std::size_t>(
            std::ranges::count_if(plan.changes, [](const Change& each) { return each.held.empty(); }));
    }

    Simulation skara;
    std::vector<Row> rows;
    using Ids = std::vector<std::string>;
};

TEST_F(Seen, HalfThePeopleHiddenHoldsWhatFollowsAndKeepsTheGroups) {
    for (int i = 0; i < 10; ++i) skara.hidden.insert(entry("Elev" + std::to_string(i)).dn().key());
    rows.push_back({.id = "new", .given = "Ny", .date = "20150101", .klass = "7B"});  // would follow from absence, too
    const Plan plan = skara.plan(rows);
    EXPECT_EQ(passing(plan), 0u);
    ASSERT_FALSE(plan.held.empty());
    EXPECT_EQ(plan.held.front().guard, "ENGINE_GUARD_UNSEEN");
    EXPECT_NE(plan.held.front().detail.en.find("10 accounts in Skara"), std::string::npos)
        << plan.held.front().detail.en;
    skara.apply(plan);
    EXPECT_EQ(members(), 20u);
}

TEST_F(Seen, AHiddenGroupIsNotMadeAnewWhenPeopleAreHiddenToo) {
    for (int i = 0; i < 10; ++i) skara.hidden.insert(entry("Elev" + std::to_string(i)).dn().key());
    skara.hidden.insert(skara.group("7A")->dn().key());
    EXPECT_EQ(passing(skara.plan(rows)), 0u);
}

TEST_F(Seen, APersonMayLetTheCreatesThrough) {
    for (int i = 0; i < 10; ++i) skara.directory.erase(entry("Elev" + std::to_string(i)).dn().key());
    for (const Change& change : skara.plan(rows).changes)
        skara.approvals.push_back({"1495", change.digest(), "2026-09-01T00:00:00.000Z", "", ""});
    EXPECT_EQ(skara.apply(skara.plan(rows)), 10u);
    EXPECT_NE(skara.entry_of("Elev0"), nullptr);
}

TEST_F(Seen, AFewThatAreGoneAreMadeAgainAndTold) {
    const Dn dn = entry("Elev3").dn();
    const std::string eppn{entry("Elev3").value("eduPersonPrincipalName")};
    skara.directory.erase(dn.key());
    const Plan plan = skara.plan(rows);
    EXPECT_EQ(found(plan), Ids{"GONE"});
    ASSERT_EQ(passing(plan), 1u);
    EXPECT_EQ(plan.changes[0].cause.kind, CauseKind::foreign_change);
    skara.apply(plan);
    EXPECT_EQ(entry("Elev3").dn(), dn);
    EXPECT_EQ(entry("Elev3").value("eduPersonPrincipalName"), eppn);
    EXPECT_EQ(members(), 20u);
    EXPECT_TRUE(skara.plan(rows).changes.empty());
}

TEST_F(Seen, WhatRefintTookFromTheGroupComesBackWithTheEntry) {
    const std::string dn = entry("Elev3").dn().text();
    skara.directory.erase(entry("Elev3").dn().key());
    Entry& group = skara.directory.at(skara.group("7A")->dn().key());
    Values left = group.values("member");
    std::erase(left, dn);
    group.set("member", left);
    skara.apply(skara.plan(rows));
    EXPECT_EQ(members(), 20u);
}

TEST_F(Seen, AnEntryThatTheServerKnowsOfIsNotMadeAgain) {
    const std::string key = entry("Elev3").dn().key();
    skara.hidden = skara.disclosed = {key};
    const Plan plan = skara.plan(rows);
    EXPECT_EQ(found(plan), Ids{"NOT_GONE"});
    EXPECT_TRUE(plan.changes.empty());
}

TEST_F(Seen, AnEntryThatWasMovedOutGetsNoSecondAccount) {
    const Dn to =
        Dn::parse("uid=" + std::string{entry("Elev3").value("uid")} + ",ou=old,dc=samverkan,dc=example").value();
    move("Elev3", to);
    rows[3].family = "Annan";
    const Plan plan = skara.plan(rows);
    EXPECT_EQ(found(plan), Ids{"ELSEWHERE"});
    EXPECT_TRUE(plan.changes.empty());
    EXPECT_EQ(plan.findings[0].where.place, to.text());
    // refint follows the entry; the group keeps it then, too.
    Entry& group = skara.directory.at(skara.group("7A")->dn().key());
    Values members = group.values("member");
    std::erase_if(members, [&](const std::string& each) { return each.starts_with(to.rdn() + ","); });
    members.push_back(to.text());
    group.set("member", members);
    EXPECT_TRUE(skara.plan(rows).changes.empty());
}

TEST_F(Seen, ManyThatWereMovedOutAreAsManyFindingsAndNoChange) {
    for (int i = 0; i < 10; ++i) {
        const std::string given = "Elev" + std::to_string(i);
        move(given,
             Dn::parse("uid=" + std::string{entry(given).value("uid")} + ",ou=old,dc=samverkan,dc=example").value());
    }
    const Plan plan = skara.plan(rows);
    EXPECT_EQ(found(plan), Ids(10, "ELSEWHERE"));
    EXPECT_EQ(passing(plan), 0u);
}

TEST_F(Seen, AGroupThatWasMovedOutIsNotMadeAgain) {
    Entry moved = *skara.group("7A");
    skara.directory.erase(moved.dn().key());
    moved.set_dn(Dn::parse("cn=7A,ou=old,dc=samverkan,dc=example").value());
    skara.directory[moved.dn().key()] = moved;
    const Plan plan = skara.plan(rows);
    EXPECT_EQ(found(plan), Ids{"ELSEWHERE"});
    EXPECT_TRUE(plan.changes.empty());
}

TEST_F(Seen, AnEntryThatLostItsLinkKeepsItsNames) {
    entry("Elev3").remove("samkatAccountId");
    const Plan plan = skara.plan(rows);
    EXPECT_EQ(found(plan), Ids{"NAME_ELSEWHERE"});
    EXPECT_TRUE(plan.changes.empty());
}

TEST_F(Seen, ACopyOutsideTheBaseFreezesBoth) {
    Entry copy = entry("Elev3");
    copy.set_dn(Dn::parse("uid=kopia,ou=other,dc=samverkan,dc=example").value());
    skara.directory[copy.dn().key()] = copy;
    rows[3].family = "Annan";
    const Plan plan = skara.plan(rows);
    EXPECT_EQ(found(plan), Ids{"DOUBLE_LINK"});
    EXPECT_TRUE(plan.changes.empty());
}

TEST_F(Seen, SwappedLinksChangeNeither) {
    for (const std::vector<std::string>& swapped :
         {Ids{"samkatAccountId"}, Ids{"samkatAccountId", "samkatPersonId"},
          Ids{"samkatAccountId", "samkatPersonId", "eduPersonPrincipalName"}, Ids{"eduPersonPrincipalName"}}) {
        for (const std::string& attribute : swapped) swap(attribute);
        rows[0].family = "Annan";
        const Plan plan = skara.plan(rows);
        EXPECT_EQ(found(plan), (Ids{"CONTRADICTED", "CONTRADICTED"})) << swapped.size();
        EXPECT_TRUE(plan.changes.empty()) << swapped.size();
        EXPECT_EQ(members(), 20u);
        for (const std::string& attribute : swapped) swap(attribute);  // and by itself when it is put right
        rows[0].family = "Berg";
        EXPECT_TRUE(skara.plan(rows).changes.empty());
    }
}

TEST_F(Seen, ALinkOnAStrangersEntryOverwritesNothing) {
    const std::string link{entry("Elev3").value("samkatAccountId")};
    skara.directory.erase(entry("Elev3").dn().key());
    Entry stranger{skara.policy.base.child("ou", "people").child("uid", "stranger")};
    stranger.set("uid", {"stranger"});
    stranger.set("sn", {"Verklig"});
    stranger.set("samkatAccountId", {link});
    skara.directory[stranger.dn().key()] = stranger;
    const Plan plan = skara.plan(rows);
    EXPECT_EQ(found(plan), Ids{"UNCONFIRMED"});
    EXPECT_TRUE(plan.changes.empty());
}

TEST_F(Seen, OneSignThatAgreesIsEnough) {
    entry("Elev3").set("samkatPersonId", {"changed"});
    const Plan plan = skara.plan(rows);
    ASSERT_EQ(plan.changes.size(), 1u);
    EXPECT_EQ(plan.changes[0].attributes[0].name, "samkatPersonId");
}

TEST_F(Seen, AnAdditionalUidIsNoOtherName) {
    for (const std::string extra : {"000first", "zzzlast"}) {
        const Dn dn = entry("Elev3").dn();
        entry("Elev3").add("uid", extra);
        rows[3].family = rows[3].family == "Berg" ? "Annan" : "Berg";
        const Plan plan = skara.plan(rows);
        EXPECT_EQ(found(plan), Ids{});
        ASSERT_EQ(plan.changes.size(), 1u);
        EXPECT_EQ(plan.changes[0].kind, ChangeKind::modify);
        skara.apply(plan);
        EXPECT_EQ(entry("Elev3").dn(), dn);
        EXPECT_TRUE(skara.plan(rows).changes.empty());
    }
}

TEST_F(Seen, AnAdditionalUidThatIsAnothersFreezesBoth) {
    entry("Elev3").add("uid", std::string{entry("Elev4").value("uid")});
    rows[4].family = "Annan";
    const Plan plan = skara.plan(rows);
    EXPECT_EQ(found(plan), Ids{"CONTRADICTED"});
    EXPECT_TRUE(plan.changes.empty());
}

TEST_F(Seen, OptionsAreOthersValues) {
    entry("Elev3").set("givenName;lang-sv", {"Annat"});
    entry("Elev4").set("givenName;lang-sv", {"Elev4"});
    entry("Elev4").remove("givenName");
    const Plan plan = skara.plan(rows);
    ASSERT_EQ(plan.changes.size(), 2u);
    EXPECT_EQ(skara.apply(plan), 2u);
    for (const std::string given : {"Elev3", "Elev4"}) EXPECT_TRUE(entry(given).values("givenName;lang-sv").empty());
    EXPECT_TRUE(skara.plan(rows).changes.empty());
}

TEST_F(Seen, OptionsOfAttributesThatOthersMayKeepStay) {
    for (AttributeRule& rule : skara.policy.attributes) {
        if (rule.name == "givenName") rule.policy = AttributePolicy::merge;
    }
    entry("Elev3").set("givenName;lang-sv", {"Annat"});
    EXPECT_TRUE(skara.plan(rows).changes.empty());
}

TEST_F(Seen, NoNameIsLeftUnderAnOptionWhenAnAccountIsDisabled) {
    skara.policy.grace_days = 0;
    entry("Elev3").set("sn;lang-sv", {"Berg"});
    const std::string key = entry("Elev3").dn().key();
    rows.erase(rows.begin() + 3);
    skara.apply(skara.plan(rows));
    EXPECT_EQ(skara.directory.at(key).value("samkatAccountStatus"), "disabled");
    EXPECT_TRUE(skara.directory.at(key).values("sn;lang-sv").empty());
}

TEST_F(Seen, AReferralIsAFinding) {
    Entry referral{skara.policy.base.child("ou", "elsewhere")};
    referral.set("objectClass", {"referral", "extensibleObject"});
    skara.directory[referral.dn().key()] = referral;
    rows[3].family = "Annan";
    const Plan plan = skara.plan(rows);
    EXPECT_EQ(found(plan), Ids{"REFERRAL"});
    EXPECT_EQ(passing(plan), 1u);
}

// --- attributes that cannot be read

TEST_F(Seen, AnAttributeThatCannotBeReadIsWrittenOnOneAccountOnly) {
    for (auto& [key, each] : skara.directory) each.remove("samkatRegisterHash");
    rows[7].family = "Annan";
    const Plan plan = skara.plan(rows);
    EXPECT_EQ(found(plan), Ids{"UNREADABLE"});
    EXPECT_EQ(plan.changes.size(), 2u);
    EXPECT_EQ(std::ranges::count_if(plan.changes,
                                    [](const Change& each) {
                                        return std::ranges::find(each.attributes, "samkatRegisterHash",
                                                                 &AttributeChange::name) != each.attributes.end();
                                    }),
              1);
    // It was new and not unreadable: the others follow.
    skara.apply(plan);
    EXPECT_EQ(skara.apply(skara.plan(rows)), 19u);
    EXPECT_TRUE(skara.plan(rows).changes.empty());
}

TEST_F(Seen, ANewRuleIsNotUnreadable) {
    skara.policy.attributes.push_back(rule(EntryClass::account, "o", {literal("Skara")}));
    skara.policy.guard.config_change = false;
    skara.config_changed = true;
    EXPECT_EQ(passing(skara.plan(rows)), 20u);
}

TEST_F(Seen, WhatFewHaveIsNotUnreadable) {
    skara.policy.guard.max_leavers_per_mille = 1000;
    skara.policy.guard.leavers = skara.policy.guard.changes = {1000, 1000};
    skara.policy.guard.part_per_mille = 1000;
    rows.erase(rows.begin(), rows.begin() + 15);  // in grace, with an attribute that nobody had
    const Plan plan = skara.plan(rows);
    EXPECT_EQ(found(plan), Ids{});
    EXPECT_EQ(passing(plan), 16u);
}

}  // namespace
}  // namespace samkat::engine::test
