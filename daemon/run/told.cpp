#include "daemon/run/told.hpp"

#include <algorithm>
#include <initializer_list>
#include <map>
#include <set>
#include <tuple>

#include "daemon/engine/messages.hpp"
#include "daemon/run/messages.hpp"

namespace samkat::run {

namespace {

bool is_of_protection(const Finding& each) {
    namespace said = engine::messages;
    return std::ranges::any_of(
        std::initializer_list<std::string_view>{said::PROTECTED_WITHHELD.id, said::PROTECTED_FOREIGN.id,
                                                said::PROTECTED_NAMES.id, said::PROTECTION_POSSIBLE.id,
                                                said::PROTECTION_MARKS_GONE.id, messages::PROTECTED_STOOD.id},
        [&](std::string_view id) { return each.id == id; });
}

// Whose protection, and which source: one does not stand for the next.
bool is_told_each_time(const Finding& each) {
    return is_of_protection(each) || each.id == messages::SOURCE_FAILED.id;
}

bool freezes(const Finding& each) {
    if (each.severity != Severity::error || is_of_protection(each)) return false;
    return std::ranges::any_of(
        std::initializer_list<std::string_view>{"ENGINE_IDENTIFY_", "ENGINE_MINT_", "ENGINE_PLAN_", "RUN_"},
        [&](std::string_view prefix) { return each.id.starts_with(prefix); });
}

}  // namespace

std::vector<Finding> told_findings(const std::vector<MunicipalityPlan>& plans) {
    std::vector<Finding> told;
    std::map<std::string, std::size_t> count;  // by id, of those that differ
    std::set<std::tuple<std::string, std::string, std::string>> seen;
    for (const MunicipalityPlan& plan : plans) {
        for (const Finding& each : plan.plan.findings) {
            const bool always = is_told_each_time(each);
            if (each.severity != Severity::error && !always) continue;
            // A source that several municipalities share says the same in each of their plans.
            if (!seen.emplace(each.id, each.where.text(), each.text.en).second) continue;
            if (++count[each.id] == 1 || always) told.push_back(each);
        }
    }
    std::vector<Finding> result;
    for (Finding& each : told) {
        const std::size_t more = is_told_each_time(each) ? 0 : count[each.id] - 1;
        const Arguments arguments{{"count", std::to_string(more)}, {"id", each.id}};
        result.push_back(std::move(each));
        if (more > 0) result.push_back(finding(messages::FINDINGS_ALIKE, {}, arguments));
    }
    return result;
}

std::size_t frozen_in(const Plan& plan) {
    return static_cast<std::size_t>(std::ranges::count_if(plan.findings, freezes));
}

}  // namespace samkat::run
