// What an ordinary week is made of: a little of everything, now and then. A wrong file does much of one sort, or at
// once. Pure.
#pragma once

#include <map>
#include <set>
#include <string_view>
#include <vector>

#include "daemon/engine/guard/facts.hpp"

namespace samkat::engine::guard {

class Mixture {
  public:
    // What was done to `account` at `time` (RFC 3339); `touches` counts of a modify only. Both views must outlive the
    // mixture.
    void add(std::string_view account, std::string_view time, Effect effect, const Touches& touches);
    // The most accounts that are alike.
    std::size_t most_of_a_sort() const;
    std::size_t most_of_two_sorts() const;  // the most accounts that are of one of two sorts
    std::size_t most_of_a_run() const;      // as most_at_once()

  private:
    std::vector<const std::set<std::string_view>*> sorts() const;

    // Leaves, comebacks and further accounts by effect; new values by their kinds.
    std::map<Effect, std::set<std::string_view>> of_effect_;
    std::array<std::set<std::string_view>, kinds> of_kind_;
    std::vector<std::string_view> times_;
};

}  // namespace samkat::engine::guard
