#include "daemon/run/exposure.hpp"

#include <algorithm>
#include <map>

#include "daemon/engine/withhold.hpp"
#include "daemon/model/event_content.hpp"
#include "daemon/run/messages.hpp"

namespace samkat::run {

namespace {

// When the attributes of some accounts came to have the values they have, told from the outcomes of their Changes.
class Standing {
  public:
    void watch(const Change& change) { since_.emplace(change.account, std::map<std::string, std::string>{}); }
    bool watches_nobody() const { return since_.empty(); }

    void take(const Event& event) {
        if (event.kind == event_kind::intent) {
            if (since_.contains(event.content["account"].as_string())) intents_[event.seq] = event.content;
            return;
        }
        if (event.kind != event_kind::outcome) return;
        const auto outcome = parse_outcome(event.outcome);
        const auto detail = read_outcome_detail(event.content);
        if (!outcome || !detail || !took_effect(*outcome)) return;
        const auto intent = intents_.find(detail->intent);
        if (intent == intents_.end()) return;
        done(intent->second, event.time);
        intents_.erase(intent);
    }

    // "" if the log does not tell.
    std::string since(const std::string& account, const std::string& attribute) const {
        const auto& attributes = since_.at(account);
        const auto found = attributes.find(attribute);
        return found == attributes.end() ? "" : found->second;
    }

  private:
    void done(const Json& change, const std::string& time) {
        auto& attributes = since_.at(change["account"].as_string());
        for (const Json& each : change["attributes"].as_array()) {
            const std::string& name = each["name"].as_string();
            if (each["after"].as_array().empty())
                attributes.erase(name);
            else
                attributes.emplace(name, time);
        }
    }

    std::map<std::string, std::map<std::string, std::string>> since_;  // by account and attribute
    std::map<std::uint64_t, Json> intents_;                            // whose outcome is still to come
};

std::string day_of(const std::string& time) {
    const auto parsed = parse_time(time);
    return parsed ? format_date(stockholm_date(*parsed)) : "?";
}

Finding exposure(const Change& change, const Standing& standing) {
    std::string attributes;
    for (const AttributeChange& each : change.attributes) {
        if (each.before.empty()) continue;
        attributes += (attributes.empty() ? "" : ", ") + each.name + " (" +
                      day_of(standing.since(change.account, each.name)) + ")";
    }
    return finding(messages::PROTECTED_STOOD, {},
                   {{"person", change.person}, {"attributes", attributes.empty() ? "–" : attributes}});
}

bool withholds_account(const Change& change) {
    return !change.account.empty() && engine::only_withholds(change);
}

}  // namespace

Result<std::vector<Finding>> exposures(const Installation& installation, const Plan& plan) {
    Standing standing;
    for (const Change& change : plan.changes) {
        if (withholds_account(change)) standing.watch(change);
    }
    std::vector<Finding> findings;
    if (standing.watches_nobody()) return findings;
    auto read = installation.reader().read(plan.municipality, 1, [&](const Event& event) -> Result<bool> {
        standing.take(event);
        return true;
    });
    if (!read) return fail(read.error());
    for (const Change& change : plan.changes) {
        if (withholds_account(change)) findings.push_back(exposure(change, standing));
    }
    return findings;
}

}  // namespace samkat::run
