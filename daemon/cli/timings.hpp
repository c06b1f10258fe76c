// Timings: where the time of a plan goes, by looking on at its ports. For samkat plan --timings.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/run/ports.hpp"

namespace samkat::cli {

// Wraps ports so that what happens in them is counted. Must outlive the ports it has wrapped. Any thread.
class Timings {
  public:
    using Duration = std::chrono::steady_clock::duration;

    // Time in the sources counts as reading, time in what they hand their records to as mapping; time in a search as
    // reading the directory, but not what is done with the entries as they arrive.
    run::Ports watch(run::Ports ports);

    void start();   // the plan begins
    void finish();  // it is made: what was not counted until now is the difference

    // read, map, directory_read and diff. Where sources are read at the same time, their times add up to more than has
    // passed.
    struct Phase {
        std::string_view name;
        std::chrono::milliseconds time;
        std::int64_t peak_kib;  // samkat's largest resident size until the sources were read, or the plan was made
    };
    std::vector<Phase> phases() const;
    // {"phases": [{"name", "milliseconds", "peak_kib"}]}
    std::string json() const;

    void add_source(Duration whole, Duration mapping);
    void add_search(Duration whole, Duration entries);

  private:
    mutable std::mutex mutex_;
    std::chrono::steady_clock::time_point started_, sources_done_, finished_;
    Duration read_{}, map_{}, directory_{};
    std::int64_t sources_kib_ = 0, plan_kib_ = 0;
};

}  // namespace samkat::cli
