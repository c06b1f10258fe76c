// When what is read and run, with a clock that is a number.
#include "daemon/service/schedule.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

namespace samkat::service {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Key;

SourcePolicy source(const std::string& name, std::vector<std::string> serves, milliseconds interval = minutes{15}) {
    SourcePolicy policy;
    policy.name = name;
    policy.serves = std::move(serves);
    policy.interval = interval;
    return policy;
}

class ScheduleTest : public testing::Test {
  protected:
    TimePoint now = parse_time("2026-11-20T08:00:00.000Z").value();
    std::vector<SourcePolicy> sources{source("a", {"1495"}), source("b", {"1471"}),
                                      source("c", {"1471"}, milliseconds{0})};
};

TEST_F(ScheduleTest, ReadsEverythingAtTheStart) {
    Schedule schedule{sources, now};
    EXPECT_THAT(schedule.begin(now), ElementsAre(0, 1, 2));
    EXPECT_THAT(schedule.begin(now), IsEmpty());
}

TEST_F(ScheduleTest, RunsAMunicipalityWhenAllItsSourcesAreRead) {
    Schedule schedule{sources, now};
    schedule.begin(now);
    schedule.finished(0, now);
    EXPECT_THAT(schedule.runs(now), ElementsAre(Key("1495")));
    schedule.finished(1, now);
    EXPECT_THAT(schedule.runs(now), IsEmpty()) << "c is still being read";
    schedule.finished(2, now);
    EXPECT_THAT(schedule.runs(now), ElementsAre(std::pair<const std::string, std::string>{"1471", "start"}));
    EXPECT_THAT(schedule.runs(now), IsEmpty());
}

TEST_F(ScheduleTest, ReadsAgainAfterTheInterval) {
    Schedule schedule{sources, now};
    schedule.begin(now);
    for (const std::size_t i : {0u, 1u, 2u}) schedule.finished(i, now + seconds{3});
    (void)schedule.runs(now);
    EXPECT_EQ(schedule.next(now + seconds{3}), now + minutes{15});
    EXPECT_THAT(schedule.begin(now + minutes{15} - milliseconds{1}), IsEmpty());
    EXPECT_THAT(schedule.begin(now + minutes{15}), ElementsAre(0, 1)) << "c is read only when its file changes";
}

TEST_F(ScheduleTest, ASlowSourceDelaysOnlyWhomItServes) {
    Schedule schedule{sources, now, {1, seconds{10}}};
    EXPECT_THAT(schedule.begin(now), ElementsAre(0));
    EXPECT_EQ(schedule.next(now), now + seconds{10});
    EXPECT_THAT(schedule.begin(now + seconds{9}), IsEmpty());
    EXPECT_THAT(schedule.begin(now + seconds{10}), ElementsAre(1)) << "one that hangs takes no place";
    schedule.finished(1, now + seconds{11});
    EXPECT_THAT(schedule.begin(now + seconds{11}), ElementsAre(2));
    schedule.finished(2, now + seconds{11});
    EXPECT_THAT(schedule.runs(now + seconds{11}), ElementsAre(Key("1471")));
}

TEST_F(ScheduleTest, ManyFileEventsAreOneReading) {
    Schedule schedule{sources, now};
    schedule.begin(now);
    for (const std::size_t i : {0u, 1u, 2u}) schedule.finished(i, now);
    (void)schedule.runs(now);
    schedule.want(2, "file", now + milliseconds{100}, settle_time);
    schedule.want(2, "file", now + milliseconds{600}, settle_time);
    EXPECT_THAT(schedule.begin(now + milliseconds{1500}), IsEmpty());
    EXPECT_THAT(schedule.begin(now + milliseconds{1600}), ElementsAre(2));
    schedule.finished(2, now + milliseconds{1700});
    EXPECT_THAT(schedule.runs(now + milliseconds{1700}),
                ElementsAre(std::pair<const std::string, std::string>{"1471", "file"}));
    EXPECT_THAT(schedule.begin(now + minutes{5}), IsEmpty());
}

TEST_F(ScheduleTest, AFileWrittenToAllTheTimeIsReadAllTheSame) {
    Schedule schedule{sources, now};
    schedule.begin(now);
    for (const std::size_t i : {0u, 1u, 2u}) schedule.finished(i, now);
    TimePoint time = now;
    for (; time < now + seconds{20}; time += milliseconds{500}) {
        schedule.want(2, "file", time, settle_time);
        if (!schedule.begin(time).empty()) break;
    }
    EXPECT_EQ(time, now + longest_settle);
}

TEST_F(ScheduleTest, AWishDuringTheReadingIsReadOnceMore) {
    Schedule schedule{sources, now};
    schedule.begin(now);
    schedule.want(0, "file", now);
    schedule.want(0, "file", now);
    schedule.finished(0, now + seconds{1});
    EXPECT_THAT(schedule.runs(now + seconds{1}), IsEmpty()) << "what was read is old already";
    EXPECT_THAT(schedule.begin(now + seconds{1}), ElementsAre(0));
    schedule.finished(0, now + seconds{2});
    EXPECT_THAT(schedule.runs(now + seconds{2}), ElementsAre(Key("1495")));
    EXPECT_THAT(schedule.begin(now + seconds{2}), IsEmpty());
}

TEST_F(ScheduleTest, ACommandWantsARunWithoutReading) {
    Schedule schedule{sources, now};
    schedule.begin(now);
    for (const std::size_t i : {0u, 1u, 2u}) schedule.finished(i, now);
    (void)schedule.runs(now);
    schedule.want_run("1471", "command");
    EXPECT_THAT(schedule.runs(now), ElementsAre(std::pair<const std::string, std::string>{"1471", "command"}));
}

TEST_F(ScheduleTest, ARunCanBeWantedLater) {
    Schedule schedule{sources, now};
    schedule.begin(now);
    for (const std::size_t i : {0u, 1u, 2u}) schedule.finished(i, now);
    (void)schedule.runs(now);
    schedule.want_run("1471", "undecided", now + seconds{30});
    schedule.want_run("1471", "undecided", now + seconds{40});
    EXPECT_THAT(schedule.runs(now + seconds{29}), IsEmpty());
    EXPECT_LE(schedule.next(now + seconds{29}), now + seconds{30});
    EXPECT_THAT(schedule.runs(now + seconds{30}), ElementsAre(Key("1471")));
    EXPECT_THAT(schedule.runs(now + seconds{40}), IsEmpty()) << "once";
    schedule.want_run("1471", "undecided", now + seconds{60});
    schedule.want_run("1471", "command");
    EXPECT_THAT(schedule.runs(now + seconds{41}),
                ElementsAre(std::pair<const std::string, std::string>{"1471", "command"}));
}

// Whatever happens, and in whatever order: nothing is begun twice at once, and every reading is followed by a run.
RC_GTEST_PROP(ScheduleProperty, EveryReadingLeadsToARun,
              (const std::vector<std::pair<std::uint8_t, std::uint8_t>>& steps)) {
    std::vector<SourcePolicy> sources{source("a", {"1495", "1471"}), source("b", {"1471"}),
                                      source("c", {"0180"}, milliseconds{0})};
    TimePoint now = parse_time("2026-11-20T08:00:00.000Z").value();
    Schedule schedule{sources, now, {2, seconds{10}}};
    std::set<std::size_t> reading;
    std::set<std::string> owed;
    const auto run = [&] {
        for (const auto& [code, trigger] : schedule.runs(now)) owed.erase(code);
    };
    const auto begin = [&] {
        for (const std::size_t i : schedule.begin(now)) RC_ASSERT(reading.insert(i).second);
    };
    for (const auto& [what, which] : steps) {
        const std::size_t i = which % sources.size();
        if (what % 3 == 0) schedule.want(i, "file", now, milliseconds{which * 10});
        if (what % 3 == 1 && reading.erase(i) > 0) {
            schedule.finished(i, now);
            owed.insert(sources[i].serves.begin(), sources[i].serves.end());
        }
        if (what % 3 == 2) now += seconds{which};
        begin();
        run();
    }
    for (int i = 0; i < 10 && !(owed.empty() && reading.empty()); ++i) {
        now += seconds{1};
        for (const std::size_t each : reading) {
            schedule.finished(each, now);
            owed.insert(sources[each].serves.begin(), sources[each].serves.end());
        }
        reading.clear();
        run();
        begin();
    }
    RC_ASSERT(owed.empty());
}

}  // namespace
}  // namespace samkat::service
