// Kept back: Changes that are not sent now although nothing is wrong with them, because of what became of earlier ones.
// Pure.
//
//   undecided   an earlier Change of the same entry or account is open: its answer was lost, and it may still reach the
//               directory. Two writers at once would be the result; no approval lets it through.
//   failing     the same Change has failed in the same way failures_in_a_row times: it is held until somebody has
//               mended the cause and approves it, or until something in it changes.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "daemon/model/change.hpp"
#include "daemon/model/known.hpp"
#include "daemon/model/plan.hpp"

namespace samkat::engine {

inline constexpr std::uint32_t failures_in_a_row = 3;

// The entries and accounts that open intents are about.
class Undecided {
  public:
    explicit Undecided(std::span<const OpenIntent> intents = {});
    void add(const Change& change);
    bool empty() const { return about_.empty(); }
    bool touches(const Change& change) const;

  private:
    std::set<std::string, std::less<>> about_;  // keys of DNs, and accounts
};

// Sets Change::held of those that are not held yet; returns what was said. May be called again when there are more
// Changes.
std::vector<Hold> keep_back(std::span<const OpenIntent> open, std::span<const Failure> failures,
                            std::vector<Change>& changes);

}  // namespace samkat::engine
