#include "connectors/protocol/request.hpp"

#include "connectors/protocol/limits.hpp"
#include "connectors/protocol/messages.hpp"
#include "daemon/base/json_writer.hpp"

namespace samkat::protocol {

std::string request_json(const Request& request) {
    std::string out;
    JsonWriter writer{out};
    writer.begin_object().member("samkat", version).member("source", request.source).key("settings");
    request.settings.write(writer);
    writer.member("today", format_date(request.today)).end_object();
    out += '\n';
    return out;
}

Result<Request> read_request(std::string_view text) {
    const auto wrong = [](const std::string& what) { return fail(protocol_messages::REQUEST, {}, {{"what", what}}); };
    if (text.size() > max_request) return wrong("it is larger than 1 MiB");
    auto json = Json::parse(text);
    if (!json) return wrong("it is not JSON");
    if ((*json)["samkat"].as_string() != version)
        return wrong("it is not of protocol \"" + std::string{version} + "\"");
    const auto today = parse_date((*json)["today"].as_string());
    if (!today) return wrong("\"today\" is no date");
    if (!(*json)["settings"].is_object()) return wrong("\"settings\" is no object");
    return Request{(*json)["source"].as_string(), (*json)["settings"], *today};
}

}  // namespace samkat::protocol
