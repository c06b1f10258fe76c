#include "tests/support/acts/connector.hpp"

#include "tests/support/acts/acts.hpp"

namespace samkat::test {

protocol::Description ActConnector::description() const {
    using protocol::SettingType;
    return {"acts",
            "1",
            {},
            {{.key = "act", .type = SettingType::string, .required = true, .help = {"Vad.", "What."}},
             {.key = "target", .type = SettingType::string, .help = {"Mot vad.", "Against what."}},
             {.key = "number", .type = SettingType::integer, .help = {"Hur mycket.", "How much."}}}};
}

Result<std::optional<TimePoint>> ActConnector::read(const protocol::Request& request, sdk::RecordWriter& writer) {
    const Json& settings = request.settings;
    const std::string result =
        try_act(settings["act"].as_string(), settings["target"].as_string(), settings["number"].as_integer());
    const std::uint32_t set = writer.set("act", "here", {"result"});
    writer.begin(set, 1);
    writer.value(result);
    writer.end();
    return std::nullopt;
}

}  // namespace samkat::test
