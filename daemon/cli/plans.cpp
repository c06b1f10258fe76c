#include "daemon/cli/plans.hpp"

#include <algorithm>
#include <ostream>

#include "daemon/base/file.hpp"
#include "daemon/base/text.hpp"
#include "daemon/cli/messages.hpp"
#include "daemon/cli/progress.hpp"
#include "daemon/run/approve.hpp"
#include "daemon/run/plan_seal.hpp"
#include "daemon/run/told.hpp"
#include "daemon/service/control.hpp"

namespace samkat::cli {

namespace {

// What plans show of their id is longer: a mistyped file name must not be taken for the beginning of one.
constexpr std::size_t shortest_id = 8;

bool names(const std::string& name, const std::string& id) {
    return name.empty() || (name.size() >= shortest_id && id.starts_with(name));
}

std::size_t done_in(const run::Applied& applied) {
    std::size_t done = 0;
    for (const auto& [outcome, count] : applied.outcomes) done += took_effect(outcome) ? count : 0;
    return done;
}

std::size_t left_in(const run::Applied& applied) {
    std::size_t left = applied.not_reached + applied.undecided;
    for (const auto& [outcome, count] : applied.outcomes) left += took_effect(outcome) ? 0 : count;
    return left;
}

void tell_text(const Context& context, const run::RunReport& report) {
    for (std::size_t i = 0; i < report.applied.size(); ++i) {
        const run::Applied& each = report.applied[i];
        const MunicipalityPolicy* policy = context.config().municipality(each.municipality);
        const std::string name = policy == nullptr ? each.municipality : policy->name;
        const auto say = [&](const Message& message, std::size_t count) {
            context.line(context.text()(
                message, {{"municipality", name}, {"count", std::to_string(count)}, {"done", std::to_string(count)}}));
        };
        say(messages::APPLY_DONE, done_in(each));
        if (each.held > 0) {
            say(messages::APPLY_HELD, each.held);
            for (const Hold& hold : report.planned.plans[i].plan.held)
                context.line("  " + text::printable(hold.guard) + " " + context.text().of(hold.detail));
        }
        if (each.for_hands > 0) say(messages::APPLY_FOR_HANDS, each.for_hands);
        if (each.withheld > 0) say(messages::APPLY_WITHHELD, each.withheld);
        if (const std::size_t left = left_in(each); left > 0) say(messages::APPLY_LEFT, left);
        const std::size_t frozen = run::frozen_in(report.planned.plans[i].plan);
        if (frozen > 0) say(messages::APPLY_FROZEN, frozen);
    }
}

void tell_json(const Context& context, const run::RunReport& report) {
    std::string text;
    JsonWriter writer{text};
    begin_json(writer, "apply").member("run", report.run).key("municipalities").begin_array();
    for (std::size_t i = 0; i < report.applied.size(); ++i) {
        const run::Applied& each = report.applied[i];
        writer.begin_object().member("municipality", each.municipality).key("outcomes").begin_object();
        for (const auto& [outcome, count] : each.outcomes)
            writer.member(name_of(outcome), static_cast<std::uint64_t>(count));
        writer.end_object()
            .member("held", static_cast<std::uint64_t>(each.held))
            .member("for_hands", static_cast<std::uint64_t>(each.for_hands))
            .member("undecided", static_cast<std::uint64_t>(each.undecided))
            .member("withheld", static_cast<std::uint64_t>(each.withheld))
            .member("not_reached", static_cast<std::uint64_t>(each.not_reached))
            .member("frozen", static_cast<std::uint64_t>(run::frozen_in(report.planned.plans[i].plan)))
            .key("findings")
            .begin_array();
        for (const Finding& finding : each.findings) write_finding(writer, finding);
        writer.end_array().end_object();
    }
    writer.end_array().end_object();
    context.json(text);
}

// The plan, with nothing of protected people but that there is a Change.
Plan without_protected(Plan plan, const Dn& base) {
    for (Change& change : plan.changes) {
        if (!run::is_of_protected(change)) continue;
        change.dn = base;
        change.new_dn = Dn{};
        change.cause = {change.cause.kind, "", "", ""};
        for (AttributeChange& each : change.attributes) each = {each.name, {}, {}, each.rule, "", ""};
        change.reservations.clear();
        if (change.account.empty()) change.link.clear();  // a group's tells of its class
    }
    return plan;
}

}  // namespace

std::string plans_json(const run::Planned& planned, bool reveal) {
    std::string text;
    JsonWriter writer{text};
    writer.begin_array();
    for (const run::MunicipalityPlan& each : planned.plans) {
        const bool hides = !reveal && std::ranges::any_of(each.plan.changes, run::is_of_protected);
        write_plan(writer, hides ? without_protected(each.plan, each.policy->base) : each.plan);
    }
    writer.end_array();
    return masked_json(std::move(text), reveal);
}

std::string plan_file_text(const run::Installation& installation, std::span<const Plan* const> plans) {
    std::string text;
    JsonWriter writer{text};
    writer.begin_array();
    for (const Plan* plan : plans) writer.raw(run::sealed_plan(installation, *plan));
    writer.end_array();
    return text;
}

Result<std::vector<Plan>> read_plans(const run::Installation& installation, const std::string& text,
                                     const std::string& name) {
    const auto bad = [&] { return fail(messages::PLAN_FILE_SHAPE, {}, {{"path", text::printable(name)}}); };
    auto json = Json::parse(text);
    if (!json || (!json->is_array() && !json->is_object())) return bad();
    std::vector<Plan> plans;
    const auto take = [&](const Json& each) -> Result<void> {
        auto plan = run::read_sealed_plan(installation, each);
        if (!plan) return fail(plan.error());
        plans.push_back(std::move(*plan));
        return {};
    };
    if (json->is_object()) {
        if (auto taken = take(*json); !taken) return fail(taken.error());
    }
    for (const Json& each : json->as_array()) {
        if (auto taken = take(each); !taken) return fail(taken.error());
    }
    return plans;
}

std::optional<Result<std::string>> plan_file(const std::string& name) {
    std::error_code ignored;
    if (name.empty() || !std::filesystem::is_regular_file(name, ignored)) return std::nullopt;
    return read_file(name, service::longest_request / 2);
}

Result<std::vector<Plan>> plans_named(Context& context, run::Installation& installation, const std::string& name) {
    if (!context.environment().input.empty()) return read_plans(installation, context.environment().input, name);
    if (context.environment().inside == nullptr) {
        if (auto content = plan_file(name))
            return *content ? read_plans(installation, **content, name) : fail(content->error());
    }
    const Progress progress{context.err(), context.environment().err_is_terminal, context.text()(messages::READING)};
    run::RunOptions options;
    if (!context.arguments().municipality.empty()) options.municipalities = {context.arguments().municipality};
    options.stop = context.environment().stop;
    auto planned = run::plan_now(installation, options);
    if (!planned) return fail(planned.error());
    for (const Finding& each : planned->failed) context.show(each);
    std::vector<Plan> plans;
    for (run::MunicipalityPlan& each : planned->plans) {
        if (names(name, each.plan.id)) plans.push_back(std::move(each.plan));
    }
    if (plans.empty() && !name.empty()) return fail(messages::PLAN_NOT_FOUND, {}, {{"plan", text::printable(name)}});
    return plans;
}

int tell(const Context& context, const run::RunReport& report) {
    context.show(report.findings);
    for (const Finding& each : report.planned.failed) context.show(each);
    for (const Finding& each : run::told_findings(report.planned.plans)) context.show(each);
    for (const run::Applied& each : report.applied) {
        for (const Finding& finding : each.findings) context.show(finding);
    }
    if (context.arguments().json)
        tell_json(context, report);
    else
        tell_text(context, report);
    if (!report.planned.failed.empty()) return exit_failed;
    return report.failed() || report.waiting() ? exit_waiting : exit_done;
}

}  // namespace samkat::cli
