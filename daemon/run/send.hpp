// Send: a slice of Changes to the directory, and the answers. What it says of each is what is known, and no more.
#pragma once

#include <span>
#include <vector>

#include "daemon/directory/directory.hpp"
#include "daemon/model/event.hpp"

namespace samkat::run {

struct Sending {
    enum class State : std::uint8_t {
        known,  // `outcome` is its outcome: answered, or certain not to have been sent
        ended,  // sent and not answered, and not to be done any more: the directory must be read
        open    // sent and not answered, and may still be done
    };
    State state = State::known;
    Outcome outcome = Outcome::not_applied;  // known
    Finding reason;                          // set unless applied
};

struct Sent {
    std::vector<Sending> results;  // by the order of the Changes
    bool lost = false;             // the connection is of no more use
};

// Sends as many at a time as the directory takes, until all are answered or the connection is lost.
Sent send(directory::Directory& directory, std::span<const Change* const> changes);

}  // namespace samkat::run
