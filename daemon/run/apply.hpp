// Apply: plans → directory. The only writer.
//
// Changes go out in slices of at most 100 or 200 ms, round robin between the plans, so that no municipality waits for
// another. In each slice: names and intents are in the log and on disk (intents.hpp), then the operations go out
// (send.hpp), those whose answers were lost are asked about (settle.hpp), then the outcomes are in the log and on disk.
// Only then is anything reported. While an intent is open, nothing else is done to its entry and its account.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <stop_token>
#include <string>

#include "daemon/model/event.hpp"
#include "daemon/model/plan.hpp"
#include "daemon/run/installation.hpp"

namespace samkat::run {

struct Applied {
    std::string municipality;
    std::map<Outcome, std::size_t> outcomes;
    std::size_t held = 0;           // waiting for an approval
    std::size_t for_hands = 0;      // of protected people: not samkat's to do
    std::size_t undecided = 0;      // sent, the answer was lost, and nobody knows yet: their intents stay open
    std::size_t withheld = 0;       // accounts whose person is protected now: taken out what tells of them
    std::size_t not_reached = 0;    // stopped before, or something they depend on did not get done
    std::vector<Finding> findings;  // of single Changes that were refused, stale or unknown

    bool all_done() const;
};

struct ApplyOptions {
    std::string run;  // id
    std::string actor;
    std::stop_token stop;  // ends after the slice under way
    std::function<void(const std::string& municipality, std::size_t done, std::size_t of)> progress;
};

// Does what is not held (or is approved) of each plan, in the plan's order. Fails when log, store or directory fail;
// what was done until then is in the log.
Result<std::vector<Applied>> apply(Installation& installation, std::span<const Plan* const> plans,
                                   const ApplyOptions& options);

}  // namespace samkat::run
