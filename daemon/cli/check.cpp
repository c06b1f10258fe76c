#include <algorithm>

#include "daemon/cli/cage_text.hpp"
#include "daemon/cli/commands.hpp"
#include "daemon/cli/messages.hpp"
#include "daemon/cli/online.hpp"
#include "daemon/model/plan.hpp"

namespace samkat::cli {

namespace {

std::size_t count(const Findings& findings, Severity severity) {
    return static_cast<std::size_t>(std::ranges::count(findings.list(), severity, &Finding::severity));
}

int answer_json(const Context& context, const Findings& findings, const cage::Layers& layers) {
    std::string text;
    JsonWriter writer{text};
    begin_json(writer, "check").member("ok", !findings.has_errors()).key("findings").begin_array();
    for (const Finding& each : findings.list()) write_finding(writer, each);
    writer.end_array();
    write_layers(writer, layers);
    writer.end_object();
    context.json(text);
    return findings.has_errors() ? exit_failed : exit_done;
}

void say_fine(const Context& context, const config::Config& config) {
    std::size_t rules = 0;
    for (const MunicipalityPolicy& each : config.municipalities) rules += each.attributes.size();
    context.line(context.text()(messages::CHECK_FINE, {{"path", context.arguments().config},
                                                       {"municipalities", std::to_string(config.municipalities.size())},
                                                       {"sources", std::to_string(config.sources.size())},
                                                       {"rules", std::to_string(rules)}}));
}

}  // namespace

int check(Context& context) {
    Findings findings;
    const auto config = context.load_from(context.arguments().config, findings);
    cage::Layers layers;
    if (config && context.load_config()) {
        layers = layers_here(context, findings);
        if (context.arguments().online) check_online(context, findings);
    }
    if (context.arguments().json) return answer_json(context, findings, layers);
    context.show(findings);
    if (!findings.has_errors()) {
        say_layers(context, layers);
        say_fine(context, *config);
        return exit_done;
    }
    context.line(
        context.text()(messages::CHECK_ERRORS, {{"path", context.arguments().config},
                                                {"errors", std::to_string(count(findings, Severity::error))},
                                                {"warnings", std::to_string(count(findings, Severity::warning))}}));
    return exit_failed;
}

}  // namespace samkat::cli
