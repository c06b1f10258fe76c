// What is asked of samkatd over its control socket: one JSON line. Plain value.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/result.hpp"

namespace samkat::service {

inline constexpr std::string_view control_schema = "samkat/control/1";
// Bytes; a plan of every account of a large city. Beyond `short_request` one at a time.
inline constexpr std::size_t longest_request = std::size_t{512} << 20;
inline constexpr std::size_t short_request = std::size_t{1} << 20;

struct ControlRequest {
    std::vector<std::string> args;
    std::string language;
    bool json = false;
    bool colour = false;
    std::string input;
};
std::string control_request_json(const ControlRequest& request);
Result<ControlRequest> read_control_request(std::string_view line);

}  // namespace samkat::service
