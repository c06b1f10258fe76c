#include "daemon/run/loss.hpp"

#include "daemon/base/json_writer.hpp"

namespace samkat::run {

std::string content_of(const AcceptedLoss& content) {
    std::string text;
    JsonWriter writer{text};
    writer.begin_object().member("reason", content.reason).key("losses").begin_array();
    for (const Loss& loss : content.losses) {
        writer.begin_object().member("chain", loss.chain).member("from", loss.from).member("to", loss.to).end_object();
    }
    writer.end_array().end_object();
    return text;
}

AcceptedLoss read_accepted_loss(const Json& json) {
    AcceptedLoss content{json["reason"].as_string(), {}};
    for (const Json& loss : json["losses"].as_array()) {
        content.losses.push_back({loss["chain"].as_string(), static_cast<std::uint64_t>(loss["from"].as_integer()),
                                  static_cast<std::uint64_t>(loss["to"].as_integer())});
    }
    return content;
}

}  // namespace samkat::run
