// A plan as text for people: counts by cause and school unit first, what is unusual before the rest, then findings,
// what is held and by which guard, and the Changes. Of a Change that is held because its person is protected it says no
// more, unless `reveal`, than its kind and municipality.
#pragma once

#include <cstddef>
#include <string>

#include "daemon/cli/table.hpp"
#include "daemon/cli/texts.hpp"
#include "daemon/model/plan.hpp"

namespace samkat::cli {

struct PlanView {
    std::string municipality;  // its name
    std::size_t limit = 40;    // Changes shown
    bool reveal = false;
};

std::string plan_text(const Plan& plan, const PlanView& view, const Texts& text, const Style& style);

}  // namespace samkat::cli
