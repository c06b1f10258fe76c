#include "daemon/run/approve.hpp"

#include <algorithm>

#include "daemon/engine/guard.hpp"
#include "daemon/engine/withhold.hpp"
#include "daemon/model/event_content.hpp"
#include "daemon/model/known.hpp"
#include "daemon/run/messages.hpp"

namespace samkat::run {

namespace {

bool is_in(const DecisionScope& scope, const Change& change, bool approve) {
    if (!scope.person.empty() && change.person != scope.person) return false;
    if (scope.unprotect) return change.lifts;
    if (change.lifts && approve && scope.person.empty()) return false;
    if (scope.leavers) return is_leaving(change);
    return !scope.only || (change.kind == *scope.only && !is_leaving(change));
}

bool can_be_approved(const Change& change) {
    return !is_for_hands(change) && !is_undecided(change);
}

std::vector<std::string> held_digests(const Plan& plan, const DecisionScope& scope, bool approve) {
    std::vector<std::string> digests;
    for (const Change& change : plan.changes) {
        if (change.held.empty() || !can_be_approved(change)) continue;
        if (is_in(scope, change, approve)) digests.push_back(change.digest());
    }
    return digests;
}

}  // namespace

bool is_leaving(const Change& change) {
    return change.kind == ChangeKind::modify && std::ranges::any_of(change.attributes, [](const AttributeChange& each) {
               return same_name(each.name, "samkatAccountStatus") &&
                      each.after == Values{std::string{name_of(AccountStatus::grace)}};
           });
}

bool is_for_hands(const Change& change) {
    return change.held == engine::guard_id::protected_person;
}

bool is_undecided(const Change& change) {
    return change.held == engine::guard_id::undecided;
}

bool is_of_protected(const Change& change) {
    return engine::concerns_protected(change);
}

bool is_held_with_whole_plan(const Change& change) {
    return change.held == engine::guard_id::first_run || change.held == engine::guard_id::config_changed;
}

bool awaits_decision(const Change& change) {
    return !change.held.empty() && !change.approved && can_be_approved(change);
}

bool is_let_through(const Change& change) {
    return change.held.empty() || (change.approved && can_be_approved(change));
}

std::size_t awaiting_decision(const Plan& plan) {
    return static_cast<std::size_t>(std::ranges::count_if(plan.changes, awaits_decision));
}

Result<std::vector<Approval>> approvals_in_force(Installation& installation) {
    auto approvals = installation.store().approvals(format_time(installation.ports().clock->now()));
    if (!approvals) return fail(approvals.error());
    std::erase_if(*approvals, [&](const Approval& each) {
        const auto digest = installation.config().decision_digests.find(each.municipality);
        return !each.config.empty() &&
               (digest == installation.config().decision_digests.end() || digest->second != each.config);
    });
    return approvals;
}

Result<void> renew_approvals(Installation& installation, std::span<Plan> plans) {
    const std::string now = format_time(installation.ports().clock->now());
    const auto approvals = approvals_in_force(installation);
    if (!approvals) return fail(approvals.error());
    for (Plan& plan : plans) engine::apply_approvals(*approvals, now, plan.changes);
    return {};
}

Result<std::size_t> decide(Installation& installation, std::span<const Plan> plans, bool approve,
                           const DecisionScope& scope, const std::string& actor) {
    std::vector<changelog::Draft> drafts;
    std::size_t count = 0;
    const TimePoint expires = installation.ports().clock->now() + installation.config().approval_expires;
    for (const Plan& plan : plans) {
        if (!scope.municipality.empty() && plan.municipality != scope.municipality) continue;
        const auto config = installation.config().decision_digests.find(plan.municipality);
        const bool in_force =
            config != installation.config().decision_digests.end() && config->second == plan.config_digest;
        if (approve && !in_force) return fail(messages::PLAN_CONFIG, {}, {{"municipality", plan.municipality}});
        Decision decision{held_digests(plan, scope, approve), approve ? format_time(expires) : "", plan.id,
                          approve ? plan.config_digest : ""};
        if (decision.digests.empty()) continue;
        count += decision.digests.size();
        changelog::Draft draft;
        draft.actor = actor;
        draft.kind = approve ? event_kind::approve : event_kind::reject;
        draft.municipality = plan.municipality;
        draft.sealed_by = key_name::municipality(plan.municipality);
        draft.content = content_of(decision);
        drafts.push_back(std::move(draft));
    }
    if (auto recorded = installation.record(drafts); !recorded) return fail(recorded.error());
    return count;
}

}  // namespace samkat::run
