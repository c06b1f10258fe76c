#include "daemon/run/settle.hpp"

#include "daemon/run/compare.hpp"
#include "daemon/run/messages.hpp"

namespace samkat::run {

Arrival arrival_of(const OpenIntent& intent, TimePoint now, std::chrono::milliseconds certain_after) {
    const auto since = parse_time(intent.undecided_since);
    return since && now - *since >= certain_after ? Arrival::over : Arrival::possible;
}

Result<std::optional<Outcome>> settle(directory::Directory& directory, const Change& change, Arrival arrival) {
    const auto outcome = outcome_in_directory(directory, change);
    if (!outcome) return fail(outcome.error());
    if (arrival == Arrival::possible && !took_effect(*outcome)) return std::optional<Outcome>{};
    return std::optional{*outcome};
}

Finding reason_of(Outcome settled) {
    if (took_effect(settled)) return {};
    return finding(settled == Outcome::unknown ? messages::OUTCOME_UNKNOWN : messages::CHANGE_LOST);
}

}  // namespace samkat::run
