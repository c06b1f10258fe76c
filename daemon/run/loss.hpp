// Loss: lines of the change log that were there once and are gone, and what somebody said when accepting that. Plain
// values; pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "daemon/base/json.hpp"
#include "daemon/base/result.hpp"

namespace samkat::run {

struct Loss {
    std::string chain;  // municipality code; empty: the system's
    std::uint64_t from = 0, to = 0;
    bool operator==(const Loss&) const = default;
};

// The content of a loss_accepted event, which the system's key seals. No losses: nobody could say what is missing.
struct AcceptedLoss {
    std::string reason;
    std::vector<Loss> losses;
    bool operator==(const AcceptedLoss&) const = default;
};

std::string content_of(const AcceptedLoss& content);
// Reads what content_of wrote; members that are missing are empty.
AcceptedLoss read_accepted_loss(const Json& json);

}  // namespace samkat::run
