#include "daemon/engine/planner.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "daemon/engine/guard.hpp"
#include "tests/unit/engine/simulation.hpp"

namespace samkat::engine::test {
namespace {

std::vector<Row> school(int pupils) {
    std::vector<Row> rows;
    for (int i = 0; i < pupils; ++i) {
        const Date birth = plus_days(*parse_date("2014-01-01"), i);
        std::string date = format_date(birth);
        std::erase(date, '-');
        rows.push_back({.id = std::to_string(i),
                        .given = "Elev" + std::to_string(i),
                        .date = date,
                        .klass = i % 2 == 0 ? "7A" : "7B",
                        .line = static_cast<std::uint32_t>(i + 2)});
    }
    return rows;
}

std::size_t held(const Plan& plan, std::string_view guard) {
    return static_cast<std::size_t>(
        std::ranges::count_if(plan.changes, [&](const Change& each) { return each.held == guard; }));
}

TEST(Planner, TheFirstPlanMakesContainersUnitsAccountsAndGroupsInThatOrder) {
    Simulation skara;
    const Plan plan = skara.plan(school(3));
    std::vector<EntryClass> order;
    for (const Change& change : plan.changes) order.push_back(change.entry_class);
    EXPECT_TRUE(std::ranges::is_sorted(order));
    EXPECT_EQ(plan.counts()[0], 4u + 1u + 3u + 2u);  // base and three containers, a unit, accounts, classes
    skara.apply(plan);
    const Entry* entry = skara.entry_of("Elev0");
    ASSERT_NE(entry, nullptr);
    EXPECT_EQ(entry->value("samkatAccountStatus"), "active");
    EXPECT_TRUE(entry->value("eduPersonPrincipalName").ends_with("@edu.skara.example"));
    EXPECT_EQ(skara.group("7A")->values("member").size(), 2u);
    EXPECT_TRUE(skara.plan(school(3)).changes.empty());
}

TEST(Planner, AWrittenNameIsKeptThroughEverything) {
    Simulation skara;
    skara.apply(skara.plan(school(3)));
    const std::string uid{skara.entry_of("Elev1")->value("uid")};
    auto rows = school(3);
    rows[1].family = "Annan";
    const Plan plan = skara.plan(rows);
    ASSERT_EQ(plan.changes.size(), 1u);
    EXPECT_EQ(plan.changes[0].kind, ChangeKind::modify);
    EXPECT_EQ(plan.changes[0].attributes.size(), 2u);  // cn and sn
    EXPECT_EQ(plan.changes[0].attributes[1].locator, "skara.csv:3");
    skara.apply(plan);
    EXPECT_EQ(skara.entry_of("Elev1")->value("uid"), uid);
}

TEST(Planner, ALeaverGoesIntoGraceAndOutOfGroupsAndIsDisabledLater) {
    Simulation skara;
    skara.policy.disabled_ou = "left";
    skara.policy.lock_disabled = true;
    skara.apply(skara.plan(school(30)));
    auto rows = school(30);
    rows.erase(rows.begin());
    const Plan grace = skara.plan(rows);
    EXPECT_EQ(grace.changes.size(), 2u);
    skara.apply(grace);
    EXPECT_EQ(skara.entry_of("Elev0")->value("samkatAccountStatus"), "grace");
    EXPECT_EQ(skara.entry_of("Elev0")->value("sn"), "Berg");
    EXPECT_EQ(skara.group("7A")->values("member").size(), 14u);

    skara.as_of = plus_days(today, 30);
    const Plan disable = skara.plan(rows);
    ASSERT_EQ(disable.changes.size(), 3u);  // a container, the disable, the move that depends on it
    EXPECT_EQ(disable.changes[1].kind, ChangeKind::disable);
    EXPECT_EQ(disable.changes[2].kind, ChangeKind::move);
    skara.apply(disable);
    EXPECT_EQ(skara.entry_of("Elev0"), nullptr);  // her name is gone
    EXPECT_TRUE(skara.plan(rows).changes.empty());

    const Plan back = skara.plan(school(30));
    EXPECT_EQ(back.counts()[static_cast<std::size_t>(ChangeKind::enable)], 1u);
    skara.apply(back);
    const Entry* entry = skara.entry_of("Elev0");
    ASSERT_NE(entry, nullptr);
    EXPECT_TRUE(entry->values("pwdAccountLockedTime").empty());
    EXPECT_TRUE(entry->dn().is_within(skara.policy.base.child("ou", "people")));
    EXPECT_EQ(skara.group("7A")->values("member").size(), 15u);
    EXPECT_TRUE(skara.plan(school(30)).changes.empty());
}

TEST(Planner, AnEmptyClassKeepsItsGroup) {
    Simulation skara;
    skara.apply(skara.plan({{.id = "1", .klass = "7A"}}));
    skara.apply(skara.plan({{.id = "1", .klass = "7B"}}));
    EXPECT_EQ(skara.group("7A")->values("member"), Values{"ou=groups,ou=skara,dc=samverkan,dc=example"});
    EXPECT_TRUE(skara.plan({{.id = "1", .klass = "7B"}}).changes.empty());
}

TEST(Planner, SwappingEverybodyForOthersTripsTheGuard) {
    Simulation skara;
    skara.apply(skara.plan(school(100)));
    auto others = school(200);
    others.erase(others.begin(), others.begin() + 100);
    for (Row& row : others) row.id = "x" + row.id;
    const Plan plan = skara.plan(others);
    EXPECT_EQ(plan.held_count(), plan.changes.size());
    EXPECT_EQ(held(plan, "ENGINE_GUARD_CLASS_GONE"), 100u);
    EXPECT_EQ(held(plan, "ENGINE_GUARD_CREATES"), 100u);
    skara.apply(plan);
    for (const auto& [key, entry] : skara.directory) {
        if (entry.value("samkatPersonId").empty()) continue;
        EXPECT_EQ(entry.value("samkatAccountStatus"), "active");
    }
    EXPECT_EQ(skara.group("7A")->values("member").size(), 50u);  // held leavers keep their class
}

TEST(Planner, OneHeldLeaverDoesNotHoldTheClass) {
    Simulation skara;
    skara.policy.guard.max_leavers = 0;
    skara.apply(skara.plan(school(30)));
    auto rows = school(30);
    rows.erase(rows.begin());  // held
    rows.push_back({.id = "new", .given = "Ny", .date = "20150101", .klass = "7A"});
    const Plan plan = skara.plan(rows);
    EXPECT_EQ(held(plan, "ENGINE_GUARD_LEAVERS"), 1u);
    skara.apply(plan);
    EXPECT_EQ(skara.group("7A")->values("member").size(), 16u);
}

TEST(Planner, AnEmptySourceDisablesNobody) {
    Simulation skara;
    skara.apply(skara.plan(school(10)));
    skara.counts = {{"skara", 0, 10}};
    const Plan plan = skara.plan({});
    EXPECT_EQ(held(plan, "ENGINE_GUARD_EMPTY_SOURCE"), 10u);
    EXPECT_EQ(skara.apply(plan), 0u);
}

TEST(Planner, AnAccountOfAProtectedPersonIsNotCreated) {
    Simulation skara;
    auto rows = school(4);
    rows[0].protection = Protection::secrecy_marking;
    const Plan first = skara.plan(rows);
    EXPECT_EQ(held(first, "ENGINE_GUARD_PROTECTED"), 1u);
    skara.apply(first);
    EXPECT_EQ(skara.entry_of("Elev0"), nullptr);
    EXPECT_EQ(skara.group("7A")->values("member").size(), 1u);
}

TEST(Planner, AFirstRunIsHeldWholeUntilItIsApproved) {
    Simulation skara;
    skara.policy.guard.first_run = true;
    const Plan plan = skara.plan(school(3));
    EXPECT_EQ(held(plan, "ENGINE_GUARD_FIRST_RUN"), plan.changes.size());
    EXPECT_EQ(skara.apply(plan), 0u);
    for (const Change& change : plan.changes)
        skara.approvals.push_back({"1495", change.digest(), "2026-09-01T00:00:00.000Z", "", "", ""});
    EXPECT_EQ(skara.apply(skara.plan(school(3))), plan.changes.size());
}

TEST(Planner, AnExpiredApprovalIsNone) {
    Simulation skara;
    skara.policy.guard.first_run = true;
    for (const Change& change : skara.plan(school(2)).changes)
        skara.approvals.push_back({"1495", change.digest(), "2026-08-01T00:00:00.000Z", "", "", ""});
    EXPECT_EQ(skara.apply(skara.plan(school(2))), 0u);
}

TEST(Guard, AnApprovalThatIsGoneDoesNotStayInThePlan) {
    Change held;
    held.municipality = "1495";
    held.held = "ENGINE_GUARD_LEAVERS";
    held.approved = true;
    Change passed;
    passed.municipality = "1495";
    passed.approved = true;
    for (const bool expired : {false, true}) {
        std::vector<Change> changes{held, passed};
        std::vector<Approval> approvals;
        if (expired) approvals.push_back({"1495", held.digest(), "2026-08-01T00:00:00.000Z", "", "", ""});
        apply_approvals(approvals, "2026-08-17T06:00:00.000Z", changes);
        EXPECT_FALSE(changes[0].approved) << expired;
        EXPECT_FALSE(changes[1].approved) << "what nobody holds, nobody approved";
    }
}

TEST(Planner, ANameInAnUnmanagedEntryIsNotTaken) {
    Simulation skara;
    const Plan plan = skara.plan(school(1));
    const auto account = std::ranges::find(plan.changes, EntryClass::account, &Change::entry_class);
    Entry stranger{account->dn};
    stranger.set("uid", {account->dn.rdn_value()});
    skara.directory[stranger.dn().key()] = stranger;
    const Plan again = skara.plan(school(1));
    EXPECT_TRUE(std::ranges::none_of(again.changes, [&](const Change& each) { return each.dn == account->dn; }));
    EXPECT_TRUE(
        std::ranges::any_of(again.findings, [](const Finding& each) { return each.id == "ENGINE_PLAN_DN_TAKEN"; }));
}

TEST(Planner, WhatOthersWroteInUnmanagedAttributesStays) {
    Simulation skara;
    skara.apply(skara.plan(school(1)));
    for (auto& [key, entry] : skara.directory) {
        if (entry.value("givenName").empty()) continue;
        entry.set("telephoneNumber", {"0511-1"});
        entry.add("objectClass", "posixAccount");
        entry.set("sn", {"Fel"});
    }
    const Plan plan = skara.plan(school(1));
    ASSERT_EQ(plan.changes.size(), 1u);
    ASSERT_EQ(plan.changes[0].attributes.size(), 1u);
    EXPECT_EQ(plan.changes[0].attributes[0].name, "sn");
}

TEST(Planner, TwoEntriesWithOneLinkAreLeftAlone) {
    Simulation skara;
    skara.apply(skara.plan(school(1)));
    Entry copy = *skara.entry_of("Elev0");
    copy.set_dn(skara.policy.base.child("ou", "people").child("uid", "kopia"));
    copy.set("sn", {"Annan"});
    skara.directory[copy.dn().key()] = copy;
    const Plan plan = skara.plan(school(1));
    EXPECT_TRUE(
        std::ranges::none_of(plan.changes, [](const Change& each) { return each.entry_class == EntryClass::account; }));
    EXPECT_TRUE(
        std::ranges::any_of(plan.findings, [](const Finding& each) { return each.id == "ENGINE_PLAN_DOUBLE_LINK"; }));
}

TEST(Planner, ATeacherBelongsToTheUnitWhereTheGroupHasPupils) {
    Simulation skara;
    std::vector<Row> rows = {{.id = "1", .unit = "22222222", .groups = {"MA7"}},
                             {.id = "t",
                              .given = "Lärare",
                              .date = "19800101",
                              .individual = "239",
                              .unit = "11111111",
                              .groups = {"MA7"},
                              .role = Role::staff}};
    rows.push_back(rows[1]);
    rows[2].unit = "22222222";
    skara.apply(skara.plan(rows));
    const auto groups = std::ranges::count_if(
        skara.directory, [](const auto& each) { return each.second.value("displayName") == "MA7"; });
    EXPECT_EQ(groups, 1);
}

TEST(Planner, TheSameInputsInAnotherOrderGiveTheSamePlan) {
    Simulation a, b;
    auto rows = school(20);
    Plan first = a.plan(rows);
    std::ranges::reverse(rows);
    Plan second = b.plan(rows);
    EXPECT_EQ(plan_id(first), plan_id(second));
}

// Days of random changes: every plan can be done in its order with its preconditions, and then there is nothing to do.
TEST(Planner, EveryPlanLeavesNothingToDo) {
    EXPECT_TRUE(rc::check("plan, apply, plan again", [] {
        Simulation skara;
        GuardPolicy& guard = skara.policy.guard;
        guard.max_leavers = guard.max_leavers_per_mille = guard.period_floor = guard.part_floor = 1000;
        guard.moved_names = 1000;
        skara.policy.disabled_ou = *rc::gen::element<std::string>("", "left");
        skara.policy.grace_days = *rc::gen::element(0u, 2u);
        const auto base = school(12);
        for (int day = 0; day < 5; ++day) {
            std::vector<Row> rows;
            for (Row row : base) {
                if (*rc::gen::inRange(0, 3) == 0) continue;
                row.family = *rc::gen::element<std::string>("Berg", "Ek");
                row.klass = *rc::gen::element<std::string>("7A", "7B", "7C", "");
                row.end = *rc::gen::element<std::string>("", "", "2026-08-18");
                rows.push_back(row);
            }
            const Plan plan = skara.plan(rows);
            skara.apply(plan);
            const Plan again = skara.plan(rows);
            const std::size_t open = static_cast<std::size_t>(
                std::ranges::count_if(again.changes, [](const Change& each) { return each.held.empty(); }));
            RC_ASSERT(open == 0u);
            skara.as_of = plus_days(skara.as_of, 1);
        }
    }));
}

}  // namespace
}  // namespace samkat::engine::test
