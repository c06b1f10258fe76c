#include "daemon/run/plan_seal.hpp"

#include "daemon/run/messages.hpp"

namespace samkat::run {

namespace {

constexpr std::string_view mac_member = "mac";

std::string mac_of(const Installation& installation, std::string_view plan) {
    return hex(installation.keys().mac("plan", plan));
}

// The object's bytes without the seal. JSON has one canonical form with us: what JsonWriter writes.
std::string without_mac(const Json& json) {
    std::string text;
    JsonWriter writer{text};
    writer.begin_object();
    for (const auto& [name, value] : json.as_object()) {
        if (name == mac_member) continue;
        writer.key(name);
        value.write(writer);
    }
    writer.end_object();
    return text;
}

}  // namespace

std::string sealed_plan(const Installation& installation, const Plan& plan) {
    std::string text = plan_json(plan);
    const std::string mac = mac_of(installation, text);
    text.pop_back();
    return text.append(",\"").append(mac_member).append("\":\"").append(mac).append("\"}");
}

Result<Plan> read_sealed_plan(const Installation& installation, const Json& json) {
    if (json[mac_member].as_string() != mac_of(installation, without_mac(json))) return fail(messages::PLAN_SEAL);
    return read_plan(json);
}

}  // namespace samkat::run
