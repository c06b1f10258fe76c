// The rules about groups, classes and units. They see the whole plan, with what the rules about accounts hold. Pure.
#pragma once

#include <span>

#include "daemon/engine/guard/rule.hpp"

namespace samkat::engine::guard {

std::span<const Rule> structure_rules();

}  // namespace samkat::engine::guard
