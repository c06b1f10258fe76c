#include "daemon/model/event.hpp"

#include <algorithm>
#include <array>

namespace samkat {

namespace {
constexpr std::array<std::string_view, 6> outcome_names = {"applied",       "found-applied", "not-applied",
                                                           "skipped-stale", "failed",        "unknown"};
}

std::string_view name_of(Outcome outcome) {
    return outcome_names[static_cast<std::size_t>(outcome)];
}

std::optional<Outcome> parse_outcome(std::string_view name) {
    const auto found = std::ranges::find(outcome_names, name);
    if (found == outcome_names.end()) return std::nullopt;
    return static_cast<Outcome>(found - outcome_names.begin());
}

std::string key_name::municipality(std::string_view code) {
    return "municipality:" + std::string{code};
}

}  // namespace samkat
