// Civil dates and durations as samkat reads and writes them. Pure, any thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/base/result.hpp"

namespace samkat {

// A civil date in Sweden. Default: no date (ok() is false).
using Date = std::chrono::year_month_day;

// YYYY-MM-DD or YYYYMMDD, years 1800–2999, only dates that exist.
std::optional<Date> parse_date(std::string_view text);
std::string format_date(Date date);  // YYYY-MM-DD, "" for no date
Date plus_days(Date date, int days);
int days_between(Date from, Date to);

using TimePoint = std::chrono::sys_time<std::chrono::milliseconds>;
std::string format_time(TimePoint time);  // RFC 3339 in UTC with milliseconds: 2026-08-17T06:00:00.000Z
std::optional<TimePoint> parse_time(std::string_view text);

// A duration with unit: 500ms, 30s, 15m, 24h, 7d. Whole numbers only.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);
std::string format_duration(std::chrono::milliseconds duration);

}  // namespace samkat
