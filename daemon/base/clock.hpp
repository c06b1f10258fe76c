// The clock interface. Pure rooms get dates as values; everything else gets a Clock from whoever starts it.
#pragma once

#include "daemon/base/date.hpp"

namespace samkat {

// Implementations may be called from any thread.
class Clock {
  public:
    virtual ~Clock() = default;
    virtual TimePoint now() const = 0;
    // The civil date in Sweden now.
    virtual Date today() const = 0;
};

// The machine's clock; the civil date in Europe/Stockholm whatever the machine's own time zone.
class SystemClock final : public Clock {
  public:
    TimePoint now() const override;
    Date today() const override;
};

// The civil date in Europe/Stockholm at `time`.
Date stockholm_date(TimePoint time);

}  // namespace samkat
