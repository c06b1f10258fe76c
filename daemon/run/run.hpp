// A run: from the registers to the directory. Read run.cpp first: it is the table of contents of samkat.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "daemon/run/apply.hpp"
#include "daemon/run/planning.hpp"

namespace samkat::run {

struct RunOptions {
    std::vector<std::string> municipalities;  // codes; empty: all
    std::string trigger;                      // "command", "timer", "file", "start"
    std::string actor;
    std::optional<Date> as_of;  // a dry run for another day; none: today
    std::stop_token stop;
    std::function<void(const std::string& municipality, std::size_t done, std::size_t of)> progress;
};

struct RunReport {
    std::string run;
    Planned planned;
    std::vector<Applied> applied;
    Findings findings;

    bool failed() const;   // a source, a municipality or single Changes failed
    bool waiting() const;  // something is held, skipped, stale or frozen_in() a plan: a person is needed
};

// Reads the sources and makes plans: a dry run. Writes nothing.
Result<Planned> plan_now(Installation& installation, const RunOptions& options);

// Reads, plans and applies.
Result<RunReport> run_now(Installation& installation, const RunOptions& options);

// The same with sources that somebody else has read: the daemon keeps readings between runs.
Result<RunReport> run_with(Installation& installation, const std::vector<Reading>& readings, const RunOptions& options);

// Applies plans that were made earlier and are still true. Refuses all, and does nothing, if one is of another
// configuration or another day than today's, or would do something outside its municipality's part of the tree.
Result<RunReport> apply_plans(Installation& installation, std::vector<Plan> plans, const RunOptions& options);

// A new id for a run: its start and a random part, sorted by time.
Result<std::string> new_run_id(const Clock& clock);

}  // namespace samkat::run
