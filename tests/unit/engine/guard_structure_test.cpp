// The guard's rules about classes, groups, units and containers.
#include <gtest/gtest.h>

#include "daemon/engine/keep_names.hpp"
#include "tests/unit/engine/simulation.hpp"

namespace samkat::engine::test {
namespace {

std::vector<Row> pupils(int count, const std::string& klass, const std::string& prefix = "p") {
    std::vector<Row> rows;
    for (int i = 0; i < count; ++i) {
        std::string date = format_date(plus_days(*parse_date("2013-01-01"), i));
        std::erase(date, '-');
        rows.push_back({.id = prefix + std::to_string(i),
                        .given = prefix + "Elev" + std::to_string(i),
                        .family = prefix + "Namn" + std::to_string(i),
                        .date = prefix == "p" ? date : "",
                        .klass = klass,
                        .line = static_cast<std::uint32_t>(i + 2)});
    }
    return rows;
}

std::size_t held(const Plan& plan, std::string_view guard) {
    return static_cast<std::size_t>(
        std::ranges::count_if(plan.changes, [&](const Change& each) { return each.held == guard; }));
}

TEST(GuardStructure, WhatOnlyHeldPeopleNeedIsNotMade) {
    Simulation skara;
    skara.apply(skara.plan(pupils(30, "7A")));
    auto foreign = pupils(30, "9X", "f");
    for (Row& row : foreign) row.unit = "99999999";
    const Plan plan = skara.plan(foreign);
    EXPECT_EQ(plan.changes.size(), 60u);  // leavers and newcomers, all held
    EXPECT_EQ(skara.apply(plan), 0u);
    // Approved, they bring what they need.
    skara.approve(plan);
    const Plan approved = skara.plan(foreign);
    EXPECT_TRUE(std::ranges::any_of(approved.changes, [](const Change& each) {
        return each.entry_class == EntryClass::unit && each.held.empty();
    }));
}

TEST(GuardStructure, AContainerThatOnlyHeldPeopleNeedIsHeldWithThem) {
    Simulation skara;
    skara.first_run = false;
    skara.policy.guard.period_floor = 2;
    const Plan plan = skara.plan(pupils(30, "7A"));
    EXPECT_EQ(plan.held_count(), plan.changes.size());
    EXPECT_TRUE(std::ranges::any_of(plan.changes,
                                    [](const Change& each) { return each.entry_class == EntryClass::container; }));
}

TEST(GuardStructure, AClassThatIsRenamedIsHeldAndOnePupilWhoMovesIsNot) {
    Simulation skara;
    auto rows = pupils(60, "7A");
    for (std::size_t i = 30; i < 60; ++i) rows[i].klass = "7B";
    skara.apply(skara.plan(rows));
    auto moved = rows;
    moved[0].klass = "7B";
    EXPECT_EQ(held(skara.plan(moved), "ENGINE_GUARD_CLASS_MOVES"), 0u);
    for (std::size_t i = 0; i < 30; ++i) rows[i].klass = "8A";
    const Plan plan = skara.plan(rows);
    EXPECT_EQ(held(plan, "ENGINE_GUARD_CLASS_MOVES"), 2u);
    EXPECT_EQ(skara.apply(plan), 0u);
    EXPECT_EQ(skara.group("7A")->values("member").size(), 30u);
    skara.approve(plan);
    skara.apply(skara.plan(rows));
    EXPECT_EQ(skara.group("8A")->values("member").size(), 30u);
}

// What is approved of the accounts takes their classes with it: one approval, and not two.
TEST(GuardStructure, ClassesFollowAccountsThatSomebodyHasApproved) {
    Simulation skara;
    skara.policy.attributes.push_back(
        rule(EntryClass::account, "departmentNumber", {reads(ContextField::class_names)}));
    auto rows = pupils(60, "7A");
    skara.apply(skara.plan(rows));
    for (Row& row : rows) row.klass = "8A";
    const Plan plan = skara.plan(rows);
    ASSERT_GE(plan.held_count(), 60u);
    skara.approve(plan);
    const Plan approved = skara.plan(rows);
    skara.apply(approved);
    ASSERT_NE(skara.group("8A"), nullptr);
    EXPECT_EQ(skara.group("8A")->values("member").size(), 60u);
    EXPECT_TRUE(skara.plan(rows).changes.empty());
}

// A plan file was made before anybody approved it, and has no groups that follow.
TEST(GuardStructure, ClassesFollowAccountsOfAnApprovedPlanFile) {
    Simulation skara;
    skara.policy.attributes.push_back(
        rule(EntryClass::account, "departmentNumber", {reads(ContextField::class_names)}));
    auto rows = pupils(60, "7A");
    skara.apply(skara.plan(rows));
    for (Row& row : rows) row.klass = "8A";
    Plan file = skara.plan(rows);
    skara.approve(file);
    for (Change& change : file.changes) change.approved = !change.held.empty();
    skara.apply(file);
    ASSERT_EQ(skara.group("7A")->values("member").size(), 60u);
    const Plan next = skara.plan(rows);
    EXPECT_TRUE(next.held.empty());
    skara.apply(next);
    EXPECT_EQ(skara.group("8A")->values("member").size(), 60u);
}

TEST(GuardStructure, ManyNewGroupsAreHeld) {
    Simulation skara;
    auto rows = pupils(60, "7A");
    skara.apply(skara.plan(rows));
    for (std::size_t i = 0; i < 20; ++i) rows[i].groups = {"G" + std::to_string(i)};
    EXPECT_EQ(held(skara.plan(rows), "ENGINE_GUARD_GROUPS"), 20u);
    for (std::size_t i = 2; i < 20; ++i) rows[i].groups = {};
    EXPECT_EQ(held(skara.plan(rows), "ENGINE_GUARD_GROUPS"), 0u);
}

// A few pupils of another school bring its unit and all their groups.
TEST(GuardStructure, UnitsAndGroupsOfAFewStrangersCountTogether) {
    Simulation skara;
    auto rows = pupils(60, "7A");
    skara.apply(skara.plan(rows));
    for (std::size_t i = 0; i < 2; ++i) {
        Row row{.id = "s" + std::to_string(i), .given = "Elev" + std::to_string(i), .family = "Ek"};
        row.date = "2012020" + std::to_string(i + 1);
        row.klass = "7S";
        row.unit = "50010002";
        row.groups = {"MA" + std::to_string(i)};
        rows.push_back(row);
    }
    EXPECT_EQ(held(skara.plan(rows), "ENGINE_GUARD_GROUPS"), 0u) << "a unit, a class and two groups";
    rows.back().groups.push_back("SV");
    EXPECT_EQ(held(skara.plan(rows), "ENGINE_GUARD_GROUPS"), 5u);
}

TEST(Structure, SpellingsThatDifferInCaseAreOneClass) {
    Simulation skara;
    auto rows = pupils(5, "7A");
    rows[0].klass = "7a";
    skara.apply(skara.plan(rows));
    ASSERT_NE(skara.group("7A"), nullptr);
    EXPECT_EQ(skara.group("7A")->values("member").size(), 5u);
    EXPECT_EQ(skara.group("7a"), nullptr);
    const std::string link{skara.group("7A")->value("samkatAccountId")};
    for (std::size_t i = 1; i < 4; ++i) rows[i].klass = "7a";  // the commonest spelling now
    skara.apply(skara.plan(rows));
    ASSERT_NE(skara.group("7a"), nullptr) << "the name follows";
    EXPECT_EQ(skara.group("7a")->value("samkatAccountId"), link) << "the link does not";
    EXPECT_EQ(skara.group("7a")->values("member").size(), 5u);
    EXPECT_TRUE(skara.plan(rows).changes.empty());
}

TEST(Structure, WhatHasANameKeepsItWhereNobodyStatesOne) {
    MunicipalityPolicy policy = skara();
    policy.attributes.push_back(rule(EntryClass::unit, "displayName", {reads(ContextField::unit_name)}));
    Entry actual{policy.base}, desired{policy.base};
    actual.set("displayName", {"Centralskolan"});
    actual.set("description", {"x"});
    desired.set("displayName", {"12345678"});
    desired.set("description", {"y"});
    keep_names(policy, EntryClass::unit, actual, desired);
    EXPECT_EQ(desired.value("displayName"), "Centralskolan");
    EXPECT_EQ(desired.value("description"), "y");
    Entry fresh{policy.base};
    desired.set("displayName", {"12345678"});
    keep_names(policy, EntryClass::unit, fresh, desired);
    EXPECT_EQ(desired.value("displayName"), "12345678");
}

}  // namespace
}  // namespace samkat::engine::test
