#include "daemon/run/run.hpp"

#include <algorithm>

#include "daemon/base/digest.hpp"
#include "daemon/engine/guard.hpp"
#include "daemon/model/event_content.hpp"
#include "daemon/run/approve.hpp"
#include "daemon/run/found.hpp"
#include "daemon/run/messages.hpp"
#include "daemon/run/recover.hpp"
#include "daemon/run/told.hpp"

namespace samkat::run {

namespace {

changelog::Draft run_event(const std::string& run, const RunOptions& options, std::string_view kind,
                           const std::string& municipality, std::string content) {
    changelog::Draft draft;
    draft.run = run;
    draft.actor = options.actor;
    draft.kind = kind;
    draft.municipality = municipality;
    draft.sealed_by = key_name::municipality(municipality);
    draft.content = std::move(content);
    return draft;
}

Result<void> record_start(Installation& installation, const RunReport& report, const RunOptions& options) {
    std::vector<changelog::Draft> drafts;
    for (const MunicipalityPlan& each : report.planned.plans) {
        const RunStarted content{each.plan.as_of, options.trigger, each.plan.sources};
        drafts.push_back(
            run_event(report.run, options, event_kind::run_started, each.plan.municipality, content_of(content)));
    }
    auto recorded = installation.record(drafts);
    return recorded ? Result<void>{} : fail(recorded.error());
}

bool holds_whole_plan(const Plan& plan) {
    return std::ranges::any_of(
        plan.changes, [](const Change& change) { return is_held_with_whole_plan(change) && !change.approved; });
}

// True if somebody has let through what was held for its day.
bool clock_approved(const Plan& plan) {
    const auto is_held = [](const Change& change) { return change.held == engine::guard_id::clock; };
    return std::ranges::any_of(plan.changes, is_held) &&
           std::ranges::all_of(plan.changes, [&](const Change& change) { return !is_held(change) || change.approved; });
}

// A first run is done, and a changed config accepted, when nothing that was held for it is left.
RunFinished finished(const Installation& installation, const MunicipalityPlan& each, const Applied& applied) {
    RunFinished content;
    for (const auto& [outcome, count] : applied.outcomes) content.counts[std::string{name_of(outcome)}] = count;
    if (applied.held > 0) content.counts["held"] = applied.held;
    if (applied.withheld > 0) content.counts["withheld"] = applied.withheld;
    if (const std::size_t frozen = frozen_in(each.plan); frozen > 0) content.counts["frozen"] = frozen;
    // What was not reached had been let through too. A plan that lacks a source says nothing of what the others
    // changed.
    const bool accepted = !holds_whole_plan(each.plan) && each.plan.complete;
    content.config_digest = installation.config().digest;
    content.municipality_config_digest =
        accepted ? installation.config().municipality_digests.at(each.plan.municipality) : each.config_accepted;
    // Without that guard nobody has let anything through: the rest of a first run is still one.
    const bool all_let_through =
        each.policy->guard.first_run ||
        (applied.not_reached == 0 && applied.undecided == 0 && std::ranges::none_of(each.plan.changes, is_undecided));
    content.first_run_done = !each.first_run || (accepted && all_let_through);
    content.settled = each.plan.complete && applied.all_done();
    // A day that nobody believes is not what the next is compared with.
    content.as_of = each.clock_doubted && !clock_approved(each.plan) ? each.last_as_of : each.plan.as_of;
    return content;
}

Result<void> record_end(Installation& installation, const RunReport& report, const RunOptions& options) {
    std::vector<changelog::Draft> drafts;
    for (std::size_t i = 0; i < report.planned.plans.size(); ++i) {
        const MunicipalityPlan& each = report.planned.plans[i];
        for (const PlanSource& source : each.accepted) {
            drafts.push_back(
                run_event(report.run, options, event_kind::source_read, each.plan.municipality, content_of(source)));
        }
        drafts.push_back(run_event(report.run, options, event_kind::run_finished, each.plan.municipality,
                                   content_of(finished(installation, each, report.applied[i]))));
    }
    auto recorded = installation.record(drafts);
    return recorded ? Result<void>{} : fail(recorded.error());
}

Result<void> apply_all(Installation& installation, RunReport& report, const RunOptions& options) {
    if (auto started = record_start(installation, report, options); !started) return started;
    std::vector<const Plan*> plans;
    for (const MunicipalityPlan& each : report.planned.plans) {
        plans.push_back(&each.plan);
        auto known = record_found(installation, {report.run, options.actor}, each.found);
        if (!known) return known;
    }
    auto applied = apply(installation, plans, {report.run, options.actor, options.stop, options.progress});
    if (!applied) return fail(applied.error());
    report.applied = std::move(*applied);
    return record_end(installation, report, options);
}

std::vector<const SourcePolicy*> all_sources(const config::Config& config) {
    std::vector<const SourcePolicy*> sources;
    for (const SourcePolicy& source : config.sources) sources.push_back(&source);
    return sources;
}

Date day_of(const Installation& installation, const RunOptions& options) {
    return options.as_of.value_or(installation.ports().clock->today());
}

bool is_outside(const Change& change, const Dn& base) {
    return !change.dn.is_within(base) || (!change.new_dn.empty() && !change.new_dn.is_within(base));
}

// Whether a plan that was made earlier may be applied now. What is held in it is not done, wherever it lies: the guard
// holds what is outside, too.
Result<void> check_plan(const Installation& installation, const MunicipalityPolicy& policy, const Plan& plan,
                        const MunicipalityState* state) {
    if (plan.config_digest != installation.config().decision_digests.at(plan.municipality))
        return fail(messages::PLAN_CONFIG, {}, {{"municipality", policy.name}});
    // What a later run has learnt, of protected people above all, the plan does not know.
    if (state != nullptr && state->last_finished > plan.created) {
        return fail(messages::PLAN_OVERTAKEN, {},
                    {{"municipality", policy.name}, {"created", plan.created}, {"run", state->last_finished}});
    }
    const Date today = installation.ports().clock->today();
    if (plan.as_of != today) {
        return fail(messages::PLAN_DAY, {},
                    {{"municipality", policy.name}, {"as_of", format_date(plan.as_of)}, {"today", format_date(today)}});
    }
    for (const Change& change : plan.changes) {
        if ((!change.held.empty() && !change.approved) || !is_outside(change, policy.base)) continue;
        return fail(messages::PLAN_SCOPE, {},
                    {{"municipality", policy.name}, {"seq", std::to_string(change.seq)}, {"base", policy.base.text()}});
    }
    return {};
}

}  // namespace

Result<std::string> new_run_id(const Clock& clock) {
    auto random = random_bytes(6);
    if (!random) return fail(random.error());
    std::string id = format_time(clock.now());
    std::erase_if(id, [](char c) { return c == '-' || c == ':' || c == '.'; });
    return id + "-" + hex(std::span{reinterpret_cast<const std::uint8_t*>(random->data()), random->size()});
}

Result<Planned> plan_now(Installation& installation, const RunOptions& options) {
    if (auto whole = installation.check(); !whole) return fail(whole.error());
    const Date as_of = day_of(installation, options);
    const auto readings = read_sources(all_sources(installation.config()), installation.ports(), as_of, options.stop);
    return make_plans(installation, readings, as_of, options.municipalities);
}

Result<RunReport> run_now(Installation& installation, const RunOptions& options) {
    const Date as_of = day_of(installation, options);
    const auto readings = read_sources(all_sources(installation.config()), installation.ports(), as_of, options.stop);
    return run_with(installation, readings, options);
}

Result<RunReport> run_with(Installation& installation, const std::vector<Reading>& readings,
                           const RunOptions& options) {
    if (auto whole = installation.check(); !whole) return fail(whole.error());
    RunReport report;
    auto id = new_run_id(*installation.ports().clock);
    if (!id) return fail(id.error());
    report.run = std::move(*id);

    auto recovered = recover(installation, report.run, options.actor);
    if (!recovered) return fail(recovered.error());
    report.findings.add(*recovered);

    auto planned = make_plans(installation, readings, day_of(installation, options), options.municipalities);
    if (!planned) return fail(planned.error());
    report.planned = std::move(*planned);

    if (auto applied = apply_all(installation, report, options); !applied) return fail(applied.error());
    return report;
}

Result<RunReport> apply_plans(Installation& installation, std::vector<Plan> plans, const RunOptions& options) {
    if (auto whole = installation.check(); !whole) return fail(whole.error());
    RunReport report;
    auto id = new_run_id(*installation.ports().clock);
    if (!id) return fail(id.error());
    report.run = std::move(*id);
    auto recovered = recover(installation, report.run, options.actor);
    if (!recovered) return fail(recovered.error());
    report.findings.add(*recovered);
    if (auto renewed = renew_approvals(installation, plans); !renewed) return fail(renewed.error());
    const auto states = installation.store().municipalities();
    if (!states) return fail(states.error());
    for (Plan& plan : plans) {
        const MunicipalityPolicy* policy = installation.config().municipality(plan.municipality);
        if (policy == nullptr) return fail(messages::PLAN_MUNICIPALITY, {}, {{"municipality", plan.municipality}});
        const auto state = std::ranges::find(*states, plan.municipality, &MunicipalityState::code);
        const MunicipalityState* const known = state == states->end() ? nullptr : &*state;
        if (auto applicable = check_plan(installation, *policy, plan, known); !applicable)
            return fail(applicable.error());
        MunicipalityPlan each;
        each.policy = policy;
        each.first_run = known == nullptr || !known->first_run_done;
        if (known != nullptr) {
            each.last_as_of = parse_date(known->as_of).value_or(Date{});
            each.clock_doubted = engine::is_clock_doubtful(each.last_as_of, plan.as_of, policy->guard);
            each.config_accepted = known->municipality_config_digest;
        }
        each.plan = std::move(plan);
        each.accepted = accepted_sources(each.plan);
        auto found = found_for(installation, each.plan);
        if (!found) return fail(found.error());
        each.found = std::move(*found);
        report.planned.plans.push_back(std::move(each));
    }
    if (auto applied = apply_all(installation, report, options); !applied) return fail(applied.error());
    return report;
}

bool RunReport::failed() const {
    const auto failed_source = [](const MunicipalityPlan& each) { return !each.plan.complete; };
    return !planned.failed.empty() || std::ranges::any_of(planned.plans, failed_source);
}

bool RunReport::waiting() const {
    return std::ranges::any_of(applied, [](const Applied& each) { return !each.all_done() || each.withheld > 0; }) ||
           std::ranges::any_of(planned.plans, [](const MunicipalityPlan& each) { return frozen_in(each.plan) > 0; });
}

}  // namespace samkat::run
