// What the functions of the mapping language do. Pure; any thread. lookup, default and if belong to the evaluation
// itself.
#pragma once

#include <span>
#include <string_view>

#include "daemon/model/entry.hpp"
#include "daemon/model/rule.hpp"

namespace samkat::engine {

inline constexpr std::size_t values_limit = 1000;
inline constexpr std::size_t value_limit = 64 * 1024;
inline constexpr std::size_t list_limit = 1 << 20;

// A list within the limits: cuts values at a character boundary, drops empty ones and what is over.
class ValueList {
  public:
    // False when there is no room for more.
    bool add(std::string value);
    bool full() const { return values_.size() >= values_limit || bytes_ >= list_limit; }
    Values take() { return std::move(values_); }

  private:
    Values values_;
    std::size_t bytes_ = 0;
};

// `call` (a node of kind call) with the values of its arguments.
Values call_function(const Node& call, std::span<const Values> arguments);

}  // namespace samkat::engine
