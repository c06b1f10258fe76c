#include "daemon/base/date.hpp"

#include <gtest/gtest.h>

#include "daemon/base/clock.hpp"

namespace samkat {
namespace {

using std::chrono::milliseconds;

TEST(Date, ReadsBothForms) {
    EXPECT_EQ(format_date(parse_date("2026-08-17").value()), "2026-08-17");
    EXPECT_EQ(format_date(parse_date("20240229").value()), "2024-02-29");
    for (const char* bad :
         {"2025-02-29", "2026-13-01", "26-08-17", "2026-8-17", "2026/08/17", "", "17990101", "-026-08-17"}) {
        EXPECT_FALSE(parse_date(bad)) << bad;
    }
}

TEST(Date, CountsDays) {
    const Date date = *parse_date("2026-12-31");
    EXPECT_EQ(format_date(plus_days(date, 1)), "2027-01-01");
    EXPECT_EQ(days_between(date, plus_days(date, 30)), 30);
}

TEST(Date, TimesRoundTrip) {
    const std::string text = "2026-08-17T06:05:04.003Z";
    EXPECT_EQ(format_time(parse_time(text).value()), text);
    EXPECT_FALSE(parse_time("2026-08-17T06:05:04Z"));
}

TEST(Date, Durations) {
    EXPECT_EQ(parse_duration("15m"), milliseconds{900'000});
    EXPECT_EQ(parse_duration("500ms"), milliseconds{500});
    EXPECT_FALSE(parse_duration("15"));
    EXPECT_FALSE(parse_duration("-1s"));
    EXPECT_EQ(format_duration(milliseconds{86'400'000}), "1d");
    EXPECT_EQ(format_duration(milliseconds{90'000}), "90s");
}

TEST(Clock, TheDayIsSwedens) {
    EXPECT_EQ(format_date(stockholm_date(*parse_time("2026-07-31T22:30:00.000Z"))), "2026-08-01");
    EXPECT_EQ(format_date(stockholm_date(*parse_time("2026-12-31T22:30:00.000Z"))), "2026-12-31");
}

}  // namespace
}  // namespace samkat
