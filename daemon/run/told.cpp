#include "daemon/run/told.hpp"

#include <algorithm>
#include <initializer_list>
#include <map>

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

bool freezes(const Finding& each) {
    if (each.severity != Severity::error || is_of_protection(each)) return false;
    return std::ranges::any_of(
        std::initializer_list<std::string_view>{"ENGINE_IDENTIFY_", "ENGINE_MINT_", "ENGINE_PLAN_", "RUN_"},
        [&](std::string_view prefix) { return each.id.starts_with(prefix); });
}

}  // namespace

std::vector<Finding> told_findings(const std::vector<MunicipalityPlan>& plans) {
    std::vector<Finding> told;
    std::map<std::string, std::vector<const Finding*>> kinds;  // by id: those that differ
    for (const MunicipalityPlan& plan : plans) {
        for (const Finding& each : plan.plan.findings) {
            const bool always = is_of_protection(each);
            if (each.severity != Severity::error && !always) continue;
            auto& alike = kinds[each.id];
            // A source that several municipalities share says the same in each of their plans.
            if (std::ranges::any_of(alike, [&](const Finding* other) { return *other == each; })) continue;
            if (always || alike.empty()) told.push_back(each);
            alike.push_back(&each);
        }
    }
    std::vector<Finding> result;
    for (Finding& each : told) {
        const std::size_t more = is_of_protection(each) ? 0 : kinds[each.id].size() - 1;
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
