// Schedule: when which source is read, and when a municipality's run is due. Decides only: no threads, no clock, no
// I/O. One thread at a time.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "daemon/base/date.hpp"
#include "daemon/model/policy.hpp"

namespace samkat::service {

class Schedule {
  public:
    // At most this many readings are begun side by side; one that has gone on longer than `slow` no longer counts, so
    // that sources that hang delay nobody but those they serve.
    struct Limits {
        std::size_t side_by_side = 4;
        std::chrono::milliseconds slow{10'000};
    };

    // Every source is wanted at once. `sources` must outlive the schedule.
    Schedule(std::span<const SourcePolicy> sources, TimePoint now, Limits limits);
    Schedule(std::span<const SourcePolicy> sources, TimePoint now) : Schedule(sources, now, Limits{}) {}

    // The source is wanted `delay` from now; several wishes are one. While it is being read: once more afterwards.
    void want(std::size_t source, const std::string& trigger, TimePoint now, std::chrono::milliseconds delay = {});
    void want_all(const std::string& trigger, TimePoint now);
    // A run of the municipality is due from `due` on without reading anything anew. Of several wishes the earliest
    // counts.
    void want_run(const std::string& municipality, const std::string& trigger, TimePoint due = {});

    // Sources whose reading is to begin now; they count as being read until finished().
    std::vector<std::size_t> begin(TimePoint now);
    void finished(std::size_t source, TimePoint now);

    // Municipalities whose run is due, with what woke it. They are not named again before something new wakes them. A
    // municipality waits while one of its own sources is wanted now or being read, or was never read.
    std::map<std::string, std::string> runs(TimePoint now);

    // When begin() or runs() can have something new to say, if nothing happens until then.
    TimePoint next(TimePoint now) const;

  private:
    struct State {
        TimePoint due;         // wanted from then on
        TimePoint first_wish;  // of those that were put off
        bool reading = false;
        bool again = false;  // wanted while it was being read
        TimePoint since;     // being read since
        bool ever = false;   // has been read
        std::string trigger;
    };

    struct Wish {
        TimePoint due;
        std::string trigger;
    };

    bool busy(const std::string& municipality, TimePoint now) const;
    std::size_t counted(TimePoint now) const;

    std::span<const SourcePolicy> sources_;
    Limits limits_;
    std::vector<State> states_;
    std::map<std::string, std::vector<std::size_t>> by_municipality_;
    std::map<std::string, Wish> wanted_runs_;  // by municipality
};

// How long a wish after a file event waits for more events of the same export.
inline constexpr std::chrono::milliseconds settle_time{1000};
// A file that is written to all the time is read after this long all the same.
inline constexpr std::chrono::milliseconds longest_settle{10'000};

}  // namespace samkat::service
