#include "daemon/service/control_request.hpp"

#include "daemon/base/json.hpp"
#include "daemon/base/json_writer.hpp"
#include "daemon/service/messages.hpp"

namespace samkat::service {

std::string control_request_json(const ControlRequest& request) {
    std::string text;
    JsonWriter writer{text};
    writer.begin_object().member("schema", control_schema).key("args").begin_array();
    for (const std::string& each : request.args) writer.value(each);
    writer.end_array()
        .member("lang", request.language)
        .member("json", request.json)
        .member("colour", request.colour)
        .member("input", request.input)
        .end_object();
    return text;
}

Result<ControlRequest> read_control_request(std::string_view line) {
    const auto bad = [](const std::string& reason) {
        return fail(messages::CONTROL_REQUEST, {}, {{"reason", reason}});
    };
    const auto json = Json::parse(line);
    if (!json) return bad(json.error().text.en);
    if ((*json)["schema"].as_string() != control_schema) return bad("schema");
    ControlRequest request;
    for (const Json& each : (*json)["args"].as_array()) {
        if (!each.is_string()) return bad("args");
        request.args.push_back(each.as_string());
    }
    if (request.args.empty() || request.args.size() > 100) return bad("args");
    request.language = (*json)["lang"].as_string();
    request.json = (*json)["json"].as_bool();
    request.colour = (*json)["colour"].as_bool();
    request.input = (*json)["input"].as_string();
    return request;
}

}  // namespace samkat::service
