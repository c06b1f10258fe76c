// Readings: what the sources said, read side by side. A source is whole or it is nothing.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "daemon/engine/world.hpp"
#include "daemon/run/ports.hpp"

namespace samkat::run {

// So far two computers' clocks may differ: a mark of time further ahead than this has not been yet.
inline constexpr std::chrono::minutes clock_difference{10};

struct Reading {
    const SourcePolicy* source = nullptr;
    bool failed = false;        // then there are only findings
    std::uint64_t records = 0;  // those of one register id count once: a file with rows twice is no larger
    std::string digest;
    std::optional<TimePoint> age;
    bool stale = false;  // older than max_age
    engine::Drafts drafts;
    Findings findings;

    // From whose silence nothing follows.
    bool silent() const { return stale || drafts.keys_unreadable; }
};

// Reads `sources` with at most `threads` at once, in any order; the result is in the order given. Never fails: a source
// that cannot be read is a Reading that says so.
std::vector<Reading> read_sources(std::span<const SourcePolicy* const> sources, const Ports& ports, Date as_of,
                                  std::stop_token stop, std::size_t threads = 2);

}  // namespace samkat::run
