#include "daemon/base/clock.hpp"

#include <memory>
#include <stdexcept>

#include <unicode/calendar.h>
#include <unicode/timezone.h>

namespace samkat {

TimePoint SystemClock::now() const {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

Date SystemClock::today() const {
    return stockholm_date(now());
}

Date stockholm_date(TimePoint time) {
    // ICU carries its own zone data: neither TZ nor a missing tzdata package can move a birthday.
    thread_local const std::unique_ptr<icu::TimeZone> stockholm{icu::TimeZone::createTimeZone("Europe/Stockholm")};
    std::int32_t raw_offset = 0;
    std::int32_t dst_offset = 0;
    UErrorCode status = U_ZERO_ERROR;
    stockholm->getOffset(static_cast<UDate>(time.time_since_epoch().count()), false, raw_offset, dst_offset, status);
    if (U_FAILURE(status)) throw std::runtime_error("ICU: no zone data");
    return Date{std::chrono::floor<std::chrono::days>(time + std::chrono::milliseconds{raw_offset + dst_offset})};
}

}  // namespace samkat
