// The guard's rules about accounts: each with what it must hold, and with ordinary life that it must not.
#include "daemon/engine/guard/garbled.hpp"
#include "tests/unit/engine/guard_rules.hpp"

namespace samkat::engine::test {
namespace {

// --- limits over time

TEST_F(GuardRules, AFewVanishingInEveryRunAreHeldTogether) {
    auto rows = pupils(200);
    live(rows);
    std::size_t gone = 0;
    for (int run = 0; run < 15; ++run) {
        rows.erase(rows.begin(), rows.begin() + 4);
        const Plan plan = skara.plan(rows);
        skara.apply(plan);
    }
    for (const KnownAccount& each : skara.accounts) gone += each.status != AccountStatus::active ? 1 : 0;
    EXPECT_LE(gone, 5u);
}

TEST_F(GuardRules, TheWeekEnds) {
    auto rows = pupils(200);
    live(rows);
    for (int week = 0; week < 4; ++week) {
        rows.erase(rows.begin(), rows.begin() + 4);
        const Plan plan = skara.plan(rows);
        EXPECT_EQ(held(plan, "ENGINE_GUARD_LEAVERS_LATELY"), 0u) << week;
        skara.apply(plan);
        next_day(8);
    }
}

TEST_F(GuardRules, WhatWasApprovedDoesNotCountAgainstTheNext) {
    auto rows = pupils(200);
    live(rows);
    rows.erase(rows.begin(), rows.begin() + 9);
    const Plan many = skara.plan(rows);
    EXPECT_EQ(held(many, "ENGINE_GUARD_LEAVERS_LATELY"), 9u);
    skara.approve(many);
    skara.apply(skara.plan(rows));
    next_day();
    rows.erase(rows.begin());
    EXPECT_EQ(held(skara.plan(rows), "ENGINE_GUARD_LEAVERS_LATELY"), 0u);
}

TEST_F(GuardRules, NamesThatChangeByTheDozenAreHeld) {
    auto rows = pupils(100);
    live(rows);
    for (int i = 0; i < 12; ++i) rows[static_cast<std::size_t>(i)].family = "Ny" + std::to_string(i);
    EXPECT_EQ(held(skara.plan(rows), "ENGINE_GUARD_NAMES_LATELY"), 12u);
    auto few = pupils(100);
    few[0].family = few[1].family = "Gift";
    EXPECT_EQ(let_through(skara.plan(few)), 2u);
}

// A bad night took four, and the next one gave them back: the week has room for two ordinary days, and not for another
// bad night.
TEST_F(GuardRules, WhatWasTakenBackLeavesRoomForAnOrdinaryDay) {
    const auto rows = pupils(200);
    live(rows);
    skara.apply(skara.plan({rows.begin() + 4, rows.end()}));
    next_day();
    live(rows);
    EXPECT_EQ(held(skara.plan({rows.begin(), rows.end() - 3}), "ENGINE_GUARD_LEAVERS_LATELY"), 3u);
    std::vector<Row> fewer{rows.begin(), rows.end() - 1};
    for (int day = 0; day < 2; ++day) {
        const Plan one = skara.plan(fewer);
        EXPECT_TRUE(one.held.empty());
        skara.apply(one);
        next_day();
        fewer.pop_back();
    }
    EXPECT_EQ(held(skara.plan(fewer), "ENGINE_GUARD_LEAVERS_LATELY"), 1u);
}

TEST_F(GuardRules, OfADeliveryInQuestionNobodyIsChangedAndNewcomersGoOn) {
    auto rows = pupils(200);
    for (std::size_t i = 0; i < 16; i += 4) rows[i].klass = "9X";
    live(rows);
    std::erase_if(rows, [](const Row& each) { return each.klass == "9X"; });
    rows[50].family = "Ny";
    rows.push_back(pupils(201).back());
    const Plan plan = skara.plan(rows);
    EXPECT_EQ(held(plan, "ENGINE_GUARD_CLASS_GONE"), 4u);
    EXPECT_EQ(held(plan, "ENGINE_GUARD_SAME_DELIVERY"), 1u);
    EXPECT_TRUE(questions(plan, "skara"));
    const auto created = std::ranges::find(plan.changes, ChangeKind::create, &Change::kind);
    ASSERT_NE(created, plan.changes.end());
    EXPECT_EQ(created->held, "");
    // A person has answered for the class, and so for the file.
    Plan of_class = plan;
    std::erase_if(of_class.changes, [](const Change& each) { return each.held != "ENGINE_GUARD_CLASS_GONE"; });
    skara.approve(of_class);
    const Plan answered = skara.plan(rows);
    EXPECT_EQ(held(answered, "ENGINE_GUARD_SAME_DELIVERY"), 0u);
}

// As many newcomers as would be changes, and the changes that came before them count.
TEST_F(GuardRules, OfADeliveryInQuestionAFewNewcomersGoOn) {
    auto rows = pupils(200);
    live(rows);
    for (std::size_t i = 1; i < 4; ++i) rows[4 * i].family = "Ny" + std::to_string(i);
    live(rows);
    auto wrong = rows;
    std::erase_if(wrong, [](const Row& each) { return each.klass == "8B"; });
    const auto all = pupils(204);
    const auto newcomers = [&](std::size_t count) {
        std::vector<Row> with = wrong;
        with.insert(with.end(), all.begin() + 200, all.begin() + 200 + static_cast<std::ptrdiff_t>(count));
        const Plan plan = skara.plan(with);
        return held(plan, "ENGINE_GUARD_SAME_DELIVERY_NEWCOMERS");
    };
    EXPECT_EQ(newcomers(2), 0u);
    EXPECT_EQ(newcomers(3), 3u);
}

// --- parts

TEST_F(GuardRules, DutiesAreCountedToo) {
    skara.policy.attributes.push_back(rule(EntryClass::account, "title", {reads(ContextField::duty_roles)}));
    const auto rows = pupils(100) + staff(12);
    live(rows);
    auto wrong = rows;
    for (Row& each : wrong) {
        if (each.role == Role::staff) each.duty = "";
    }
    EXPECT_EQ(held(skara.plan(wrong), "ENGINE_GUARD_PLACES_LATELY"), 12u);
}

TEST_F(GuardRules, AClassThatVanishesWholeIsHeld) {
    skara.policy.guard.period_floor = 1000;  // the limits over time would hold it too
    const auto rows = pupils(1000);
    live(rows);
    auto without = rows;
    std::erase_if(without, [](const Row& each) { return each.klass == "8B" && each.id > "p5"; });
    std::erase_if(without, [](const Row& each) { return each.klass == "8B"; });
    skara.policy.guard.max_leavers = 1000;
    skara.policy.guard.max_leavers_per_mille = 1000;
    const Plan plan = skara.plan(without);
    EXPECT_EQ(held(plan, "ENGINE_GUARD_CLASS_GONE"), 250u);
    EXPECT_TRUE(questions(plan, "skara"));
}

TEST_F(GuardRules, ASchoolThatVanishesAFewANightIsHeldBeforeItIsGone) {
    skara.policy.guard.period_floor = 1000;
    skara.policy.guard.max_leavers = 1000;
    skara.policy.guard.max_leavers_per_mille = 1000;
    auto rows = pupils(80);
    live(rows);
    std::size_t stopped = 0;
    for (int night = 0; night < 7; ++night) {
        for (int i = 0; i < 6; ++i) {
            const auto found = std::ranges::find(rows, "22222222", &Row::unit);
            if (found != rows.end()) rows.erase(found);
        }
        const Plan plan = skara.plan(rows);
        stopped += held(plan, "ENGINE_GUARD_UNIT_GONE") + held(plan, "ENGINE_GUARD_CLASS_GONE");
        skara.apply(plan);
        next_day();
    }
    EXPECT_GT(stopped, 0u);
}

TEST_F(GuardRules, ASmallStaffFileReducedToOneRowIsHeld) {
    skara.policy.guard.period_floor = 1000;
    const auto rows = pupils(60) + staff(8);
    live(rows);
    skara.counts = {{"skara", 61, 68}};
    const Plan plan = skara.plan(pupils(60) + staff(1));
    EXPECT_EQ(held(plan, "ENGINE_GUARD_SHARE_GONE") + held(plan, "ENGINE_GUARD_UNIT_GONE"), 7u);
}

TEST_F(GuardRules, AClassOfThreeMayEnd) {
    auto rows = pupils(60);
    for (std::size_t i = 0; i < 3; ++i) rows[i].klass = "9S";
    live(rows);
    rows.erase(rows.begin(), rows.begin() + 3);
    EXPECT_EQ(held(skara.plan(rows), "ENGINE_GUARD_CLASS_GONE"), 0u);
}

// --- who is who

TEST_F(GuardRules, AFileOfStrangersUnderKnownIdsMakesNobodyNew) {
    auto rows = pupils(200);
    live(rows);
    for (std::size_t i = 0; i < 6; ++i) {
        rows[i].given = rows[i].family = "Annan" + std::to_string(i);
        rows[i].date = "2011010" + std::to_string(i + 1);
    }
    rows.push_back(pupils(201).back());
    skara.counts = {{"skara", 201, 200}};
    const Plan plan = skara.plan(rows);
    EXPECT_EQ(held(plan, "ENGINE_GUARD_STRANGERS"), 1u) << "the newcomer; the others wait";
    EXPECT_TRUE(questions(plan, "skara"));
    skara.counts.front().strangers_before = 2;
    EXPECT_EQ(held(skara.plan(rows), "ENGINE_GUARD_STRANGERS"), 0u) << "four more than were there";
}

TEST_F(GuardRules, ARenumberedRegisterIsToldAsThat) {
    auto rows = pupils(40);
    for (Row& row : rows) row.date.clear();  // no civic numbers
    live(rows);
    auto renumbered = rows;
    for (std::size_t i = 0; i < 12; ++i) renumbered[i].id = "n" + std::to_string(i);
    const Plan plan = skara.plan(renumbered);
    EXPECT_EQ(held(plan, "ENGINE_GUARD_RENUMBERED"), 24u);
    EXPECT_TRUE(questions(plan, "skara"));
    EXPECT_EQ(let_through(plan), 0u);
}

TEST_F(GuardRules, ARegisterThatLosesTheNumbersAsWellIsToldAsThat) {
    auto rows = pupils(200);
    live(rows);
    for (std::size_t i = 0; i < 3; ++i) {
        rows[i].id = "n" + rows[i].id;
        rows[i].date.clear();
    }
    EXPECT_EQ(held(skara.plan(rows), "ENGINE_GUARD_RENUMBERED"), 6u);
}

TEST_F(GuardRules, OneLeavesAndAnotherComesTheSameNight) {
    auto rows = pupils(40);
    live(rows);
    rows[0] = {.id = "ny", .given = "Nils", .family = "Ny", .date = "20150505"};
    const Plan plan = skara.plan(rows);
    EXPECT_EQ(let_through(plan), plan.changes.size());
}

TEST_F(GuardRules, NamesShiftedByARowAreHeldWhole) {
    auto rows = pupils(45);
    live(rows);
    auto shifted = rows;
    for (std::size_t i = 0; i < rows.size(); ++i) shifted[i].family = rows[(i + 1) % rows.size()].family;
    const Plan plan = skara.plan(shifted);
    EXPECT_EQ(held(plan, "ENGINE_GUARD_MOVED_NAMES"), 45u);
    EXPECT_EQ(skara.apply(plan), 0u);
    // Nothing was learnt of it: the right file tomorrow is nothing new.
    EXPECT_TRUE(skara.plan(rows).changes.empty());
    EXPECT_TRUE(skara.plan(rows).identities.empty());
}

TEST_F(GuardRules, NamesThatFollowANumberMakeNobodySomebodyElse) {
    skara.policy.attributes.push_back(
        rule(EntryClass::account, "norEduPersonNIN", {reads(ContextField::civic_number)}));
    auto rows = pupils(200);
    live(rows);
    rows[7].individual = "239";
    live(rows);
    auto stranger = rows;
    stranger[7].given = "Annan";
    stranger[7].family = "Helt";
    EXPECT_EQ(held(skara.plan(stranger), "ENGINE_GUARD_DRIFT"), 1u);
    rows[7].individual = "238";
    EXPECT_TRUE(skara.plan(rows).held.empty()) << "the number goes back";
}

TEST_F(GuardRules, OneWhoTakesTheNameOfAnotherFamilyIsOrdinary) {
    auto rows = pupils(45);
    live(rows);
    rows[3].family = rows[7].family;
    const Plan plan = skara.plan(rows);
    EXPECT_EQ(let_through(plan), 1u);
}

// --- deliveries

TEST_F(GuardRules, LastWeeksExportIsNotBelieved) {
    auto rows = pupils(40);
    live(rows);
    rows.erase(rows.begin());
    for (int i = 0; i < 5; ++i) rows[static_cast<std::size_t>(i)].family = "Ny" + std::to_string(i);
    skara.counts = {{"skara", 39, 40, "2026-08-10T06:00:00.000Z", true}};
    const Plan plan = skara.plan(rows);
    EXPECT_EQ(held(plan, "ENGINE_GUARD_REPEATED"), 6u);
    EXPECT_TRUE(questions(plan, "skara"));
}

TEST_F(GuardRules, WhoTriesAClassForAWeekIsOrdinary) {
    auto rows = pupils(200);
    live(rows);
    const SourceCount again{"skara", 200, 200, "2026-08-10T04:00:00.000Z", true};
    skara.counts = {again};
    for (int i = 0; i < 3; ++i) rows[static_cast<std::size_t>(i)].family = "Annan" + std::to_string(i);
    EXPECT_EQ(held(skara.plan(rows), "ENGINE_GUARD_REPEATED"), 0u);
    for (int i = 0; i < 9; ++i) rows[static_cast<std::size_t>(i)].family = "Annan" + std::to_string(i);
    EXPECT_EQ(held(skara.plan(rows), "ENGINE_GUARD_REPEATED"), 9u);
}

// One of two servers has stopped: every other night the same old content comes, and the register goes on in between.
TEST_F(GuardRules, AnOldExportThatComesAgainAndAgainIsOld) {
    const auto rows = pupils(200);
    auto changed = [&rows](std::size_t first) {
        auto some = rows;
        for (std::size_t i = first; i < first + 3; ++i) some[i].family = "Fel" + std::to_string(i);
        return some;
    };
    live(rows);
    const std::string current{skara.now()};
    next_day();
    live(changed(0));
    live(rows);
    skara.counts = {{"skara", 200, 200, current, true, true}};
    EXPECT_EQ(held(skara.plan(changed(3)), "ENGINE_GUARD_REPEATED"), 3u);
    EXPECT_EQ(held(skara.plan(changed(0)), "ENGINE_GUARD_REPEATED"), 0u) << "the same three";
    skara.counts.front().to_and_fro = false;
    EXPECT_EQ(held(skara.plan(changed(3)), "ENGINE_GUARD_REPEATED"), 0u) << "a right file after a wrong one";
}

TEST_F(GuardRules, ANewcomerWithTheNamesOfAProtectedPersonWhoIsGoneWaitsForHands) {
    auto rows = pupils(50);
    live(rows);
    rows[7].protection = Protection::secrecy_marking;
    live(rows);
    Row other = rows[7];
    other.id = "new";
    other.protection = Protection::none;
    rows.erase(rows.begin() + 7);
    other.date = "";
    const Plan plan = skara.plan(rows + std::vector{other});
    EXPECT_EQ(std::ranges::count_if(plan.changes,
                                    [](const Change& each) {
                                        return each.kind == ChangeKind::create && each.held != "ENGINE_GUARD_PROTECTED";
                                    }),
              0);
}

TEST(Content, IsOldWhereAnotherHasFollowed) {
    const std::vector<Delivery> earlier = {{"1495", "skara", "c", 10, 0, "2026-08-16", "", "2026-08-16T04:00:00.000Z"},
                                           {"1495", "skara", "b", 10, 0, "2026-08-15", "", "2026-08-15T04:00:00.000Z"},
                                           {"1495", "skara", "a", 10, 0, "2026-08-09", "", "2026-08-09T04:00:00.000Z"}};
    const DeliveryPast past{earlier, "2026-08-15T00:00:00.000Z"};
    const auto judged = [&](const std::string& digest, const std::string& age) {
        SourceCount count{"skara", 10, 10};
        judge_content(count, digest, age, past);
        return count;
    };
    EXPECT_TRUE(judged("a", "2026-08-17").repeats);
    EXPECT_TRUE(judged("b", "2026-08-17").older_than.empty()) << "a change taken back the next day";
    EXPECT_TRUE(judged("c", "2026-08-14").older_than.empty()) << "the same again";
    EXPECT_EQ(judged("d", "2026-08-14").older_than, "2026-08-14");
    EXPECT_FALSE(judged("d", "2026-08-14").repeats);
    EXPECT_FALSE(judged("a", "2026-08-17").to_and_fro);
    EXPECT_TRUE(judged("d", "").older_than.empty());
    EXPECT_TRUE(judged("d", "2026-08-17").older_than.empty());
}

TEST(Content, IsComparedWithTheFewestOfTheWeek) {
    const std::vector<Delivery> earlier = {{"1495", "skara", "c", 30, 0, "", "", "2026-08-16T04:00:00.000Z"},
                                           {"1495", "skara", "b", 10, 0, "", "", "2026-08-10T04:00:00.000Z"},
                                           {"1495", "skara", "a", 5, 0, "", "", "2026-08-01T04:00:00.000Z"}};
    SourceCount count{"skara", 10};
    compare_records(count, {earlier, ""}, "2026-08-09T16:00:00.000Z");
    EXPECT_EQ(count.records_before, 10u);
    compare_records(count, {earlier, ""}, "2026-08-12T16:00:00.000Z");
    EXPECT_EQ(count.records_before, 30u);
    SourceCount first{"skara", 10};
    compare_records(first, {{}, ""}, "2026-08-09T16:00:00.000Z");
    EXPECT_EQ(first.records_before, 0u);
}

TEST_F(GuardRules, MangledNamesQuestionTheirSource) {
    auto rows = pupils(40);
    live(rows);
    rows[0].family = "Ã…berg";
    rows[1].given = "GÃ¶ran";
    rows[2].family = "Ny";
    const Plan plan = skara.plan(rows);
    EXPECT_EQ(held(plan, "ENGINE_GUARD_GARBLED"), 3u);
    EXPECT_TRUE(questions(plan, "skara"));
}

TEST(Garbled, IsWhatNoNameIs) {
    for (const char* name : {"Ã…berg", "GÃ¶ran", "LinnÃ©a", "Ã„ngla", "Ã–berg", "J\xEF\xBF\xBDrgen", "J?rgen", "Bj”rn",
                             "† berg", "Eva-Lena St}l", "]str|m", "Andr&eacute;", "Bj&#246;rk", "D&apos;Angelo",
                             "%C3%85berg", "=C5berg", "+AMU-berg", "<Ek>"})
        EXPECT_TRUE(guard::looks_garbled(name)) << name;
    for (const char* name : {"Åberg", "Göran", "Linnéa", "João", "JOÃO", "Ève", "O’Brien", "Şahin", "Škoda", "Nguyễn",
                             "Björn-Åke", "D'Arc", "Łukasz"})
        EXPECT_FALSE(guard::looks_garbled(name)) << name;
}

TEST_F(GuardRules, AnAddressIsNoName) {
    auto rows = pupils(200);
    live(rows);
    for (std::size_t i = 0; i < 3; ++i) rows[i].family += " elev" + std::to_string(i) + "@skola.example";
    const Plan plan = skara.plan(rows);
    EXPECT_EQ(held(plan, "ENGINE_GUARD_GARBLED"), 3u);
    EXPECT_TRUE(questions(plan, "skara"));
}

// --- dates

TEST_F(GuardRules, WhoHasStartedDoesNotStartLater) {
    auto rows = pupils(40);
    live(rows);
    for (std::size_t i = 0; i < 30; ++i) rows[i].start = "2027-01-10";
    const Plan plan = skara.plan(rows);
    EXPECT_TRUE(plan.changes.empty());
    EXPECT_TRUE(
        std::ranges::any_of(plan.findings, [](const Finding& each) { return each.id == "ENGINE_PLAN_STARTS_LATER"; }));
    rows = pupils(40);
    rows[0].end = "2026-08-17";  // a real end
    EXPECT_EQ(let_through(skara.plan(rows)), 2u);
}

TEST_F(GuardRules, ADayThatCannotFollowHoldsWhatFollowsFromDates) {
    auto rows = pupils(40);
    rows[0].start = "2026-08-10";
    rows[1].end = "2026-12-01";
    live(rows);
    skara.last_as_of = skara.as_of;
    skara.as_of = plus_days(skara.as_of, 120);
    rows[2].family = "Ny";
    const Plan plan = skara.plan(rows);
    EXPECT_EQ(held(plan, "ENGINE_GUARD_CLOCK"), 1u);
    EXPECT_EQ(let_through(plan), 1u) << "a new name does not follow from dates";
    const GuardPolicy& limits = skara.policy.guard;
    const Date last = *parse_date("2026-08-17");
    EXPECT_TRUE(is_clock_doubtful(last, *parse_date("2026-07-17"), limits));
    EXPECT_FALSE(is_clock_doubtful(last, *parse_date("2026-08-16"), limits));
    EXPECT_FALSE(is_clock_doubtful(last, *parse_date("2026-09-10"), limits));
    EXPECT_TRUE(is_clock_doubtful(last, *parse_date("2026-11-10"), limits));
    EXPECT_FALSE(is_clock_doubtful(Date{}, last, limits));
}

}  // namespace
}  // namespace samkat::engine::test
