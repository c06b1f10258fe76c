// What a bad delivery did and a good one has taken back. It counts less: else the week after a bad night has nothing
// left of the limits, and holds what is ordinary. Pure.
#pragma once

#include <map>
#include <set>
#include <string_view>

#include "daemon/engine/guard/facts.hpp"

namespace samkat::engine::guard {

class Mended {
  public:
    // Views into `facts`, which must outlive it.
    explicit Mended(const Facts& facts);
    // How many of `accounts` are as they were before what was done to them lately, or will be by this plan.
    std::size_t count(const std::set<std::string_view>& accounts) const;
    // The most of them that became so by one run.
    std::size_t at_once(const std::set<std::string_view>& accounts) const;

  private:
    // Accounts whose last Change, the plan's included, took something back, and when (RFC 3339).
    std::map<std::string_view, std::string_view> accounts_;
};

}  // namespace samkat::engine::guard
