#include "daemon/engine/withhold.hpp"

#include <gtest/gtest.h>

#include "daemon/engine/guard.hpp"
#include "tests/unit/engine/simulation.hpp"

namespace samkat::engine::test {
namespace {

constexpr std::size_t pupils = 30;

// A school where everybody has an account and is in a class; Elev0 is the one that the tests are about.
class Withhold : public ::testing::Test {
  protected:
    Withhold() {
        for (std::size_t i = 0; i < pupils; ++i) {
            std::string date = format_date(plus_days(*parse_date("2014-01-01"), static_cast<int>(i)));
            std::erase(date, '-');
            rows.push_back({.id = std::to_string(i), .given = "Elev" + std::to_string(i), .date = date});
        }
        skara.policy.attributes.push_back(
            rule(EntryClass::account, "displayName", {reads(ContextField::display_name)}));
        skara.apply(skara.plan(rows));
        her = PersonId{std::string{skara.entry_of("Elev0")->value("samkatPersonId")}};
    }

    void mark() { rows[0].protection = Protection::secrecy_marking; }
    void unmark() { rows[0].protection = Protection::none; }
    Plan night() {
        Plan plan = skara.plan(rows);
        skara.apply(plan);
        return plan;
    }
    const Entry& entry() const { return *skara.account_of(her); }
    std::string text_of(const Entry& entry) const {
        std::string text;
        for (const Attribute& each : entry.attributes()) {
            for (const std::string& value : each.values) text += each.name + "=" + value + "\n";
        }
        return text;
    }
    void expect_withheld() const {
        const std::string text = text_of(entry());
        for (const char* each : {"Elev0", "Berg", "12345678", "givenName"})
            EXPECT_EQ(text.find(each), std::string::npos) << each << " in\n" << text;
        EXPECT_EQ(entry().value("cn"), entry().value("uid"));
        EXPECT_EQ(entry().value("sn"), entry().value("uid"));
        EXPECT_TRUE(entry().value("eduPersonPrincipalName").ends_with("@edu.skara.example"));
        for (const auto& [key, each] : skara.directory) {
            EXPECT_FALSE(each.has("member", entry().dn().text())) << each.dn().text();
            EXPECT_FALSE(each.has("owner", entry().dn().text())) << each.dn().text();
        }
    }
    static std::size_t held(const Plan& plan, std::string_view guard) {
        return static_cast<std::size_t>(
            std::ranges::count_if(plan.changes, [&](const Change& each) { return each.held == guard; }));
    }
    static std::size_t said(const Plan& plan, std::string_view id) {
        return static_cast<std::size_t>(
            std::ranges::count_if(plan.findings, [&](const Finding& each) { return each.id == id; }));
    }
    void approve(const Plan& plan) {
        for (const Change& change : plan.changes) {
            if (!change.held.empty())
                skara.approvals.push_back({"1495", change.digest(), "2027-09-01T00:00:00.000Z", "", ""});
        }
    }

    Simulation skara;
    std::vector<Row> rows;
    PersonId her;
};

TEST_F(Withhold, AMarkTakesEverythingOutTheSameNight) {
    mark();
    const Plan plan = night();
    expect_withheld();
    ASSERT_EQ(plan.changes.size(), 2u);  // the account and the class
    EXPECT_TRUE(only_withholds(plan.changes[0]) && only_withholds(plan.changes[1]));
    EXPECT_EQ(said(plan, "ENGINE_PROTECTED_WITHHELD"), 1u);
    EXPECT_EQ(skara.group("7A")->values("member").size(), pupils - 1);
    EXPECT_TRUE(night().changes.empty());
}

TEST_F(Withhold, TheFindingNamesAttributesAndNobody) {
    mark();
    for (const Finding& each : skara.plan(rows).findings) {
        if (each.id != "ENGINE_PROTECTED_WITHHELD") continue;
        EXPECT_NE(each.text.en.find(her.value), std::string::npos);
        EXPECT_NE(each.text.en.find("givenName"), std::string::npos);
        EXPECT_EQ(each.text.en.find("Elev0"), std::string::npos);
    }
}

TEST_F(Withhold, NoGuardHoldsIt) {
    mark();
    skara.policy.guard = {.max_leavers = 0, .small_floor = 0, .max_creates_per_mille = 0, .max_modifies_per_mille = 0};
    skara.first_run = skara.config_changed = true;
    rows[1].family = "Annan";  // is held
    const Plan plan = skara.plan(rows);
    EXPECT_GT(held(plan, "ENGINE_GUARD_FIRST_RUN"), 0u);
    skara.apply(plan);
    expect_withheld();
    EXPECT_EQ(skara.entry_of("Elev1")->value("sn"), "Berg");
}

TEST_F(Withhold, AFailedSourceElsewhereDoesNotFreezeIt) {
    mark();
    skara.failed = {"skara"};
    night();
    expect_withheld();
}

TEST_F(Withhold, ADamagedRowIsEnough) {
    rows.erase(rows.begin());
    skara.damaged = {{"0", Protection::secrecy_marking}};
    night();
    expect_withheld();
    EXPECT_EQ(entry().value("samkatAccountStatus"), "active");
}

TEST_F(Withhold, WhatWithholdsComesFirst) {
    mark();
    rows.push_back({.id = "new", .given = "Ny", .date = "20150101", .klass = "9X"});
    const Plan plan = skara.plan(rows);
    ASSERT_GT(plan.changes.size(), 3u);
    EXPECT_TRUE(only_withholds(plan.changes[0]) && only_withholds(plan.changes[1]));
    skara.apply(plan);  // checks that what later Changes expect is what the first leave
    EXPECT_TRUE(night().changes.empty());
}

TEST_F(Withhold, RulesOfAnyPolicyAreDenied) {
    for (AttributeRule& each : skara.policy.attributes) {
        each.policy = AttributePolicy::keep;
        each.kept_when_disabled = true;
    }
    mark();
    night();
    expect_withheld();
}

TEST_F(Withhold, WhatSomebodyPutsBackGoesAgain) {
    mark();
    night();
    Entry changed = entry();
    changed.set("givenName", {"Elev0"});
    changed.set("title", {"somebody else's"});
    skara.directory[changed.dn().key()] = changed;
    const Plan plan = night();
    expect_withheld();
    EXPECT_EQ(entry().value("title"), "somebody else's");
    EXPECT_EQ(said(plan, "ENGINE_PROTECTED_FOREIGN"), 1u);
}

TEST_F(Withhold, ThePseudonymIsNoUsernameMadeOfNames) {
    skara.policy.username.policy = NamePolicy::from_template;
    mark();
    const Plan plan = night();
    EXPECT_EQ(entry().value("cn"), her.value);
    EXPECT_EQ(said(plan, "ENGINE_PROTECTED_NAMES"), 1u);
}

TEST_F(Withhold, AMarkThatIsGoneShowsNothing) {
    mark();
    night();
    unmark();
    for (int nights = 0; nights < 3; ++nights) {
        const Plan plan = night();
        EXPECT_EQ(held(plan, "ENGINE_GUARD_UNPROTECTED"), 1u);
        expect_withheld();
    }
    mark();  // and comes back
    EXPECT_TRUE(night().changes.empty());
}

TEST_F(Withhold, OnlyAnApprovedChangeLifts) {
    mark();
    night();
    unmark();
    approve(skara.plan(rows));
    night();
    EXPECT_EQ(entry().value("givenName"), "Elev0");
    night();
    EXPECT_TRUE(skara.group("7A")->has("member", entry().dn().text()));
    EXPECT_TRUE(night().changes.empty());
}

// The log that said so is lost, or an older one was put back: the entry says enough.
TEST_F(Withhold, WhatNobodyRemembersToBeWithheldIsShownByAPersonOnly) {
    mark();
    night();
    for (KnownPerson& each : skara.persons) each.protected_by.clear();
    unmark();
    const Plan plan = night();
    EXPECT_EQ(held(plan, "ENGINE_GUARD_UNPROTECTED"), 1u);
    expect_withheld();
    skara.approve(plan);
    night();
    EXPECT_EQ(entry().value("givenName"), "Elev0");
    EXPECT_TRUE(night().held.empty());
}

TEST_F(Withhold, AnApprovalFromBeforeTheProtectionLiftsNothing) {
    rows.push_back({.id = "new", .given = "Ny", .date = "20150101"});
    skara.policy.guard.max_creates_per_mille = skara.policy.guard.small_floor = 0;
    approve(skara.plan(rows));  // of her create, not yet done
    rows.back().protection = Protection::secrecy_marking;
    night();
    rows.back().protection = Protection::none;
    const Plan plan = night();
    EXPECT_EQ(held(plan, "ENGINE_GUARD_UNPROTECTED"), 1u);
    EXPECT_EQ(skara.entry_of("Ny"), nullptr);
}

TEST_F(Withhold, WhoIsDroppedFromTheExportStaysWithheld) {
    mark();
    night();
    const Row row = rows.front();
    rows.erase(rows.begin());
    for (const int days : {1, 2, 40}) {
        skara.as_of = plus_days(today, days);
        for (const Change& change : night().changes) EXPECT_EQ(change.held, "ENGINE_GUARD_PROTECTED");
        expect_withheld();
        EXPECT_EQ(entry().value("samkatAccountStatus"), "active");
    }
    rows.push_back(row);
    rows.back().protection = Protection::none;
    EXPECT_EQ(held(night(), "ENGINE_GUARD_UNPROTECTED"), 1u);
    expect_withheld();
}

TEST_F(Withhold, AClassAndAUnitOfProtectedPeopleAloneAreNotMade) {
    rows.push_back({.id = "new",
                    .given = "Ny",
                    .date = "20150101",
                    .unit = "87654321",
                    .klass = "SK1",
                    .protection = Protection::secrecy_marking});
    const Plan plan = skara.plan(rows);
    ASSERT_EQ(plan.changes.size(), 1u);  // her account, for hands
    EXPECT_EQ(plan.changes[0].held, "ENGINE_GUARD_PROTECTED");
}

class Omitting : public Withhold {
  protected:
    Omitting() {
        SourcePolicy source;
        source.name = "skara";
        source.omits_protected = true;
        skara.policy.sources = {source};
    }
};

TEST_F(Omitting, WhoDisappearsIsWithheldAndGoesIntoGrace) {
    const Row row = rows.front();
    rows.erase(rows.begin());
    const Plan plan = night();
    EXPECT_EQ(said(plan, "ENGINE_PROTECTION_POSSIBLE"), 1u);
    expect_withheld();
    EXPECT_EQ(entry().value("samkatAccountStatus"), "grace");
    EXPECT_TRUE(night().changes.empty());
    rows.insert(rows.begin(), row);
    night();
    EXPECT_EQ(entry().value("givenName"), "Elev0");
    EXPECT_TRUE(skara.group("7A")->has("member", entry().dn().text()));
}

TEST_F(Omitting, WhoseEndDateIsKnownIsALeaver) {
    rows[0].end = "2026-08-16";
    EXPECT_EQ(said(night(), "ENGINE_PROTECTION_POSSIBLE"), 0u);
    EXPECT_EQ(entry().value("givenName"), "Elev0");
    EXPECT_EQ(entry().value("samkatAccountStatus"), "grace");
    rows.erase(rows.begin());
    EXPECT_TRUE(night().changes.empty());
}

TEST_F(Omitting, AMassDisappearanceIsHeld) {
    skara.policy.guard.max_leavers = 5;
    rows.resize(10);
    const Plan plan = night();
    EXPECT_EQ(held(plan, "ENGINE_GUARD_LEAVERS"), 20u);
    EXPECT_NE(skara.entry_of("Elev20"), nullptr);
}

TEST(VanishedMarks, AreToldOfTheMunicipalitysSourcesWhenTheyAreMany) {
    MunicipalityPolicy policy = skara();
    policy.sources.resize(3);
    for (std::size_t i = 0; i < 3; ++i) policy.sources[i].name = std::string(1, static_cast<char>('a' + i));
    World world;
    world.marks = {{"a", 1, 1}, {"b", 20, 4}, {"c", 20, 5}, {"d", 3, 3}};
    const auto findings = vanished_marks(policy, world);
    ASSERT_EQ(findings.size(), 2u);
    EXPECT_EQ(findings[0].where.place, "a");
    EXPECT_EQ(findings[1].where.place, "c");
}

}  // namespace
}  // namespace samkat::engine::test
