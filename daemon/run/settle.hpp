// Settle: what became of a Change whose answer was lost. The directory is read over a connection made after the loss;
// what it says counts as a no only when the lost operation cannot be done any more.
#pragma once

#include <chrono>
#include <optional>

#include "daemon/base/clock.hpp"
#include "daemon/directory/directory.hpp"
#include "daemon/model/event.hpp"
#include "daemon/model/known.hpp"

namespace samkat::run {

// Whether the lost operation may still be done: it lies in a buffer on the way, or in the queue of a server that slept.
enum class Arrival : std::uint8_t { possible, over };

// Over when the directory has been asked before, over a connection made after the loss, and `certain_after` has passed
// since. Reading it once more then is the proof.
Arrival arrival_of(const OpenIntent& intent, TimePoint now, std::chrono::milliseconds certain_after);

// The outcome, or nothing while it is not decided. That the directory holds the Change's after decides at once. Fails
// if it does not answer.
Result<std::optional<Outcome>> settle(directory::Directory& directory, const Change& change, Arrival arrival);

// Why a Change that was settled had no effect; an empty Finding if it had.
Finding reason_of(Outcome settled);

}  // namespace samkat::run
