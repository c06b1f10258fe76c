// What goes back to what was there before: of a right file after a wrong one, and of an old export.
#include "tests/unit/engine/guard_rules.hpp"

namespace samkat::engine::test {
namespace {

TEST_F(GuardRules, WhatABadNightDidGoesBackByItself) {
    const auto rows = pupils(200);
    live(rows);
    auto wrong = rows;
    for (int i = 0; i < 3; ++i) wrong[static_cast<std::size_t>(i)].family = "Fel" + std::to_string(i);
    wrong.erase(wrong.begin() + 10, wrong.begin() + 12);
    ASSERT_GE(let_through(skara.plan(wrong)), 5u);
    skara.apply(skara.plan(wrong));
    next_day();
    // And another one besides, so that all together are more than the limit.
    auto right = rows;
    for (std::size_t i = 20; i < 23; ++i) right[i].family = "Annan";
    const Plan back = skara.plan(right);
    EXPECT_EQ(held(back, "ENGINE_GUARD_NAMES_LATELY") + held(back, "ENGINE_GUARD_CHANGES_LATELY"), 3u)
        << "the new ones only";
    EXPECT_EQ(held(back, "ENGINE_GUARD_COMEBACKS_LATELY"), 0u);
    skara.apply(skara.plan(rows));
    EXPECT_TRUE(skara.plan(rows).changes.empty());
}

// Who has been wrong once is no free place for the next wrong file: only what she had goes back.
TEST_F(GuardRules, WhoWasChangedLatelyGetsBackWhatSheHadAndNothingElse) {
    const auto rows = pupils(200);
    live(rows);
    auto wrong = rows;
    wrong[5].family = "Fel";
    live(wrong);
    const auto without_a_class = [](std::vector<Row> some) {
        std::erase_if(some, [](const Row& each) { return each.klass == "8B"; });
        return some;
    };
    wrong[5].family = "Annat";
    const Plan other = skara.plan(without_a_class(wrong));
    ASSERT_TRUE(questions(other, "skara"));
    EXPECT_EQ(held(other, "ENGINE_GUARD_SAME_DELIVERY"), 1u);
    const Plan back = skara.plan(without_a_class(rows));
    ASSERT_TRUE(questions(back, "skara"));
    EXPECT_EQ(held(back, "ENGINE_GUARD_SAME_DELIVERY"), 0u);
    skara.apply(back);
    EXPECT_EQ(skara.entry_of("Elev5")->value("sn"), "Namn5");
}

// What a wrong file put there, and the right one took away again, is nothing that anybody had.
TEST_F(GuardRules, AWrongFileThatComesAgainIsCountedAgain) {
    const auto right = pupils(60);
    live(right);
    std::size_t most = 0;
    for (std::size_t week = 1; week <= 4; ++week) {
        auto wrong = right;
        for (std::size_t i = 0; i < 4 * week; ++i) wrong[i].family = "Fel" + std::to_string(i);
        most = std::max(most, skara.apply(skara.plan(wrong)));
        next_day();
        skara.apply(skara.plan(right));
        ASSERT_TRUE(skara.plan(right).changes.empty());
        next_day(7);
    }
    EXPECT_LE(most, 5u);
}

TEST_F(GuardRules, RowsThatComeAndGoAreCountedAgain) {
    const auto right = pupils(60);
    live(right);
    std::size_t gone = 0;
    for (std::size_t week = 1; week <= 4; ++week) {
        skara.apply(skara.plan({right.begin() + static_cast<std::ptrdiff_t>(4 * week), right.end()}));
        gone = std::max(
            gone, static_cast<std::size_t>(std::ranges::count_if(
                      skara.accounts, [](const KnownAccount& each) { return each.status != AccountStatus::active; })));
        next_day();
        skara.apply(skara.plan(right));
        next_day(7);
    }
    EXPECT_LE(gone, 5u);
}

// What was right for longer than a week goes back by an old export as easily as what was wrong: it is a change like any
// other, and counts with what else is wrong in the file.
TEST_F(GuardRules, WhatAnOldExportTakesBackCountsWithTheRest) {
    auto rows = pupils(100);
    live(rows);
    auto old = rows;
    for (std::size_t i = 0; i < 4; ++i) rows[i].family = "Ny" + std::to_string(i);
    live(rows);
    for (std::size_t i = 30; i < 34; ++i) old[i].family = "Fel" + std::to_string(i);
    old.erase(old.begin() + 50);
    next_day(8);
    EXPECT_EQ(let_through(skara.plan(old)), 0u);
}

// A file that is wrong about another every night puts the last one right and never all: it has no more room for that.
TEST_F(GuardRules, WhatIsTakenBackOneByOneLeavesNoRoom) {
    const auto right = pupils(100);
    live(right);
    std::size_t changed = 0;
    for (std::size_t night = 0; night < 7; ++night) {
        auto wrong = right;
        wrong[night].family = "Fel" + std::to_string(night);
        const Plan plan = skara.plan(wrong);
        changed += let_through(plan) - std::min<std::size_t>(1, night);
        skara.apply(plan);
        next_day();
    }
    EXPECT_LE(changed, 5u);
}

// A run that puts right three and takes three others is wrong, whatever it puts right.
TEST_F(GuardRules, WhoAreExchangedForOthersLeaveNoRoom) {
    const auto right = pupils(100);
    live(right);
    const auto without = [&right](std::ptrdiff_t first, std::ptrdiff_t many) {
        auto some = right;
        some.erase(some.begin() + first, some.begin() + first + many);
        return some;
    };
    skara.apply(skara.plan(without(0, 3)));
    next_day();
    EXPECT_EQ(held(skara.plan(without(10, 3)), "ENGINE_GUARD_LEAVERS_LATELY"), 3u);
    EXPECT_TRUE(skara.plan(without(10, 2)).held.empty());
}

// An ordinary week of a small town has a little of everything, now and then.
TEST_F(GuardRules, ALittleOfEverythingIsOrdinary) {
    auto rows = pupils(100);
    live(rows);
    rows.pop_back();
    rows[0].family = "Gift";
    live(rows);
    for (const std::size_t i : {1u, 5u}) {
        rows[i].unit = "22222222";
        rows[i].klass = "8B";
    }
    live(rows);
    rows.pop_back();
    live(rows);
    rows[3].family = "Gift";
    const Plan sixth = skara.plan(rows);
    EXPECT_TRUE(sixth.held.empty());
    auto five = rows;
    for (const std::size_t i : {8u, 12u}) {
        five[i].unit = "22222222";
        five[i].klass = "8B";
    }
    five.erase(five.begin() + 20, five.begin() + 22);
    EXPECT_EQ(held(skara.plan(five), "ENGINE_GUARD_CHANGES_LATELY"), 5u) << "of a run";
    live(rows);
    rows[4].family = "Gift";
    const Plan seventh = skara.plan(rows);
    EXPECT_TRUE(seventh.held.empty());
    skara.apply(seventh);
    rows[6].family = "Gift";
    EXPECT_EQ(held(skara.plan(rows), "ENGINE_GUARD_CHANGES_LATELY"), 1u) << "four of a sort";
}

// A file that leaves out some and has lost the addresses of others, a little more of it every night.
TEST_F(GuardRules, TwoSortsAreNoMixture) {
    auto rows = pupils(100);
    live(rows);
    const auto rename = [&](std::size_t i) { rows[i].family = "Fel" + std::to_string(i); };
    rename(0), rename(1);
    rows.pop_back();
    live(rows);
    rows.pop_back();
    live(rows);
    rename(3);
    live(rows);
    rows.pop_back();
    EXPECT_EQ(held(skara.plan(rows), "ENGINE_GUARD_CHANGES_LATELY"), 1u);
}

// A file that goes on to be wrong brings back some of those it has left out.
TEST_F(GuardRules, SomeWhoComeBackMakeNoRoomForOthers) {
    const auto rows = pupils(500);
    live(rows);
    next_day(20);
    const auto without = [&](std::size_t from, std::size_t to) {
        auto some = rows;
        some.erase(some.begin() + static_cast<std::ptrdiff_t>(from), some.begin() + static_cast<std::ptrdiff_t>(to));
        return some;
    };
    live(without(0, 3));
    live(without(0, 5));
    live(without(3, 5));
    EXPECT_EQ(held(skara.plan(without(3, 6)), "ENGINE_GUARD_LEAVERS_LATELY"), 1u);
    live(rows);
    next_day();
    EXPECT_TRUE(skara.plan(without(0, 1)).held.empty());
}

// Of what was new the night before there is a day's work of changes; what was not read for some days has more.
TEST_F(GuardRules, AfterYesterdayThereIsOneDaysWork) {
    auto rows = pupils(500);
    live(rows);
    next_day(20);
    for (std::size_t i = 0; i < 4; ++i) rows[i].family = "Gift";
    for (const std::size_t i : {4u, 5u, 8u}) {
        rows[i].unit = "22222222";
        rows[i].klass = "8B";
    }
    rows.resize(rows.size() - 3);
    skara.counts = {{.source = "skara", .records = 497, .records_before = 500}};
    EXPECT_TRUE(skara.plan(rows).held.empty());
    skara.counts.front().daily = true;
    EXPECT_EQ(held(skara.plan(rows), "ENGINE_GUARD_CHANGES_LATELY"), 10u);
    rows.push_back(pupils(498).back());
    rows.push_back(pupils(499).back());
    EXPECT_TRUE(skara.plan(rows).held.empty());
}

// A nightly run's outcomes come some minutes after the hour it begins at.
TEST_F(GuardRules, TheNightBeforeIsNotOfThisDay) {
    auto rows = pupils(500);
    live(rows);
    next_day(20);
    for (std::size_t i = 0; i < 4; ++i) rows[i].family = "Gift";
    live(rows);
    for (PastChange& each : skara.past) each.time = format_time(*parse_time(each.time) + std::chrono::minutes{20});
    rows.resize(rows.size() - 4);
    for (const std::size_t i : {4u, 5u}) rows[i].family = "Gift";
    skara.counts = {{.source = "skara", .records = 496, .records_before = 500}};
    skara.counts.front().daily = true;
    EXPECT_EQ(held(skara.plan(rows), "ENGINE_GUARD_LEAVERS_LATELY"), 0u);
    EXPECT_EQ(held(skara.plan(rows), "ENGINE_GUARD_CHANGES_LATELY"), 0u);
}

// People in the wrong place of a file get a further account, and count with those whom it changes.
TEST_F(GuardRules, FurtherAccountsAndWhatIsChangedCountTogether) {
    const auto rows = pupils(100) + staff(18);
    live(rows);
    next_day(20);
    const auto wrong = [&](std::size_t twice, std::size_t changed) {
        auto some = rows;
        for (std::size_t i = 0; i < twice; ++i) {
            some.push_back(rows[i]);
            some.back().id = "x" + rows[i].id;
            some.back().role = Role::staff;
            some.back().line += 5000;
        }
        for (std::size_t i = 0; i < changed; ++i) some[10 + i].family = "Fel" + std::to_string(i);
        return some;
    };
    ASSERT_TRUE(skara.plan(wrong(3, 0)).held.empty());
    EXPECT_GE(held(skara.plan(wrong(3, 3)), "ENGINE_GUARD_CHANGES_LATELY"), 6u);
    EXPECT_TRUE(skara.plan(wrong(3, 2)).held.empty());
    live(wrong(3, 2));
    EXPECT_EQ(held(skara.plan(wrong(3, 3)), "ENGINE_GUARD_CHANGES_LATELY"), 1u);
    // Who is new is counted with the new ones.
    auto newcomers = wrong(3, 2);
    newcomers.push_back(pupils(101).back());
    EXPECT_TRUE(skara.plan(newcomers).held.empty());
}

TEST_F(GuardRules, NewcomersAndWhatIsChangedAreFewTogetherInADay) {
    auto rows = pupils(100);
    live(rows);
    const auto wrong = [&](int made, std::size_t changed) {
        auto some = pupils(100 + made);
        for (std::size_t i = 0; i < changed; ++i) some[i].family = "Fel" + std::to_string(i);
        return some;
    };
    EXPECT_EQ(held(skara.plan(wrong(3, 3)), "ENGINE_GUARD_CHANGES_LATELY"), 6u);
    EXPECT_TRUE(skara.plan(wrong(5, 1)).held.empty());
    EXPECT_TRUE(skara.plan(wrong(2, 4)).held.empty()) << "a family, beside what is ordinary";
}

TEST_F(GuardRules, WhatWasTakenBackIsNotDoneAgain) {
    const auto right = pupils(100);
    auto wrong = right;
    wrong[0].family = "Fel";
    wrong.erase(wrong.begin() + 50, wrong.begin() + 52);
    wrong.push_back(pupils(101).back());
    for (const auto& night : {right, wrong, right}) live(night);
    auto two = right;
    two.erase(two.begin() + 50, two.begin() + 52);
    EXPECT_TRUE(skara.plan(two).held.empty());
    for (const std::size_t i : {10u, 20u}) two[i].family = "Fel";
    EXPECT_TRUE(skara.plan(two).held.empty());
    two[30].family = "Fel";
    EXPECT_EQ(held(skara.plan(two), "ENGINE_GUARD_AGAIN"), 2u);
    const Plan again = skara.plan(wrong);
    EXPECT_EQ(held(again, "ENGINE_GUARD_AGAIN"), 4u);
    EXPECT_TRUE(questions(again, "skara"));
    skara.policy.guard.again = 4;
    EXPECT_TRUE(skara.plan(wrong).held.empty());
    skara.policy.guard.again = 2;
    next_day(8);
    EXPECT_EQ(held(skara.plan(wrong), "ENGINE_GUARD_AGAIN"), 0u) << "who did so a week ago";
}

TEST_F(GuardRules, WhatAnOldExportTookBackIsDoneAgain) {
    const auto old = pupils(100);
    live(old);
    next_day();
    auto right = old;
    right[0].family = "Gift";
    right.erase(right.begin() + 50, right.begin() + 52);
    right.push_back(pupils(101).back());
    live(right);
    next_day(3);
    live(old);
    const Plan plan = skara.plan(right);
    EXPECT_TRUE(plan.held.empty());
}

// A right file puts right what one wrong file did.
TEST_F(GuardRules, WhatWasDoneOnManyNightsIsTakenBackByAnOldExport) {
    auto rows = pupils(900);
    live(rows);
    const auto old = rows;
    const auto after = [&](std::size_t changes, std::size_t nights) {
        for (std::size_t i = 0; i < changes; ++i) {
            (i < 3 ? rows[i].family : rows[4 * i].unit) = i < 3 ? "Gift" + std::to_string(i) : "22222222";
            if (i * nights / changes == (i + 1) * nights / changes) continue;
            live(rows);
            next_day();
        }
    };
    after(6, 3);
    auto today = old;
    EXPECT_EQ(held(skara.plan(today), "ENGINE_GUARD_TAKEN_BACK"), 6u);
    today[2].family = rows[2].family;
    EXPECT_TRUE(skara.plan(today).held.empty()) << "five";
}

TEST_F(GuardRules, WhatWasDoneInOneNightIsTakenBackByARightFile) {
    auto rows = pupils(900);
    live(rows);
    const auto right = rows;
    for (std::size_t i = 0; i < 4; ++i) rows[i].family = "Fel" + std::to_string(i);
    for (std::size_t i = 4; i < 7; ++i) rows[i].unit = "22222222";
    live(rows);
    next_day();
    rows[7].unit = "22222222";
    live(rows);
    next_day();
    EXPECT_TRUE(skara.plan(right).held.empty());
}

TEST_F(GuardRules, AsManyGoBackAsMayBeHarmed) {
    auto rows = pupils(100);
    live(rows);
    const auto right = rows;
    skara.policy.guard.period_floor = 20;  // so much was approved
    for (std::size_t i = 0; i < 6; ++i) rows[i].family = "Fel" + std::to_string(i);
    live(rows);
    skara.policy.guard.period_floor = 4;
    const Plan plan = skara.plan(right);
    EXPECT_EQ(held(plan, "ENGINE_GUARD_TAKEN_BACK"), 6u);
    EXPECT_TRUE(questions(plan, "skara"));
}

// That they were wrong is a guess: an old export lacks them as well. An ordinary night beside them is not held.
TEST_F(GuardRules, NewcomersWhoLeaveAgainCountWithWhatIsChanged) {
    auto rows = pupils(100);
    live(rows);
    const auto all = pupils(104);
    live(all);
    for (std::size_t i = 0; i < 4; ++i) rows[i].family = "Fel" + std::to_string(i);
    auto one_less = rows;
    one_less.erase(one_less.begin() + 50);
    const Plan plan = skara.plan(one_less);
    EXPECT_EQ(held(plan, "ENGINE_GUARD_CHANGES_LATELY"), 5u);
    EXPECT_TRUE(questions(plan, "skara"));
    EXPECT_TRUE(skara.plan(rows).held.empty());
}

// A file that is wrong a little more every night is seen late, and the right one is no old one for that.
TEST_F(GuardRules, WhatErodedForTenNightsGoesBack) {
    const auto right = pupils(60);
    auto rows = right;
    live(rows);
    for (std::size_t night = 0; night < 4; ++night) {
        rows[night].family = "Fel" + std::to_string(night);
        live(rows);
        next_day(night == 3 ? 1 : 3);
    }
    auto next = right;
    next[20].family = "Gift";
    next[21].family = "Gift";
    const Plan plan = skara.plan(next);
    EXPECT_TRUE(plan.held.empty());
    EXPECT_EQ(plan.changes.size(), 6u);
}

// Two in different rows: as many as rows that have slipped would be.
TEST_F(GuardRules, WhoWasRenamedAndSentAwayByAWrongFileComesBack) {
    const auto right = pupils(60);
    auto rows = right;
    live(rows);
    for (std::size_t i = 0; i < 2; ++i) {
        rows[i].given = "Fel" + std::to_string(i);
        rows[i].family = "Annan" + std::to_string(i);
        skara.apply(skara.plan(rows));
        next_day();
    }
    rows.erase(rows.begin(), rows.begin() + 2);
    skara.apply(skara.plan(rows));
    next_day(6);
    EXPECT_TRUE(skara.plan(right).held.empty());
    auto others = right;
    for (std::size_t i = 0; i < 2; ++i) {
        others[i].given = "Ny" + std::to_string(i);
        others[i].family = "Helt" + std::to_string(i);
    }
    EXPECT_EQ(held(skara.plan(others), "ENGINE_GUARD_DRIFT"), 2u);
}

}  // namespace
}  // namespace samkat::engine::test
