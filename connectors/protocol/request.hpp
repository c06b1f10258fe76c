// The request: the one JSON object that a connector reads from its standard input. Plain value.
#pragma once

#include <string>
#include <string_view>

#include "daemon/base/date.hpp"
#include "daemon/base/json.hpp"

namespace samkat::protocol {

struct Request {
    std::string source;  // name of the source, for the connector's own messages
    Json settings;       // checked, secrets resolved
    Date today{};        // civil date in Sweden
};

std::string request_json(const Request& request);
Result<Request> read_request(std::string_view text);

}  // namespace samkat::protocol
