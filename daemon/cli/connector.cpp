#include <algorithm>
#include <deque>
#include <filesystem>
#include <map>
#include <ostream>
#include <set>

#include "daemon/base/quote.hpp"
#include "daemon/base/text.hpp"
#include "daemon/cli/cage_text.hpp"
#include "daemon/cli/commands.hpp"
#include "daemon/cli/messages.hpp"
#include "daemon/cli/progress.hpp"
#include "daemon/model/plan.hpp"
#include "daemon/run/readings.hpp"
#include "daemon/sources/sources.hpp"

namespace samkat::cli {

namespace {

constexpr std::string_view program_prefix = "samkat-connector-";

// What is delivered, counted and thrown away: values are people's data and are not shown.
class CountingSink final : public sources::Sink {
  public:
    struct Set {
        RecordSet set;
        std::uint64_t records = 0;
    };

    explicit CountingSink(std::deque<Set>& sets, sources::Sink& next) : sets_(sets), next_(next) {}

    Result<void> set(const RecordSet& set) override {
        sets_.push_back({set, 0});
        by_set_.emplace(&set, &sets_.back());
        return next_.set(set);
    }
    void record(const Record& record) override {
        if (const auto found = by_set_.find(record.set); found != by_set_.end()) ++found->second->records;
        next_.record(record);
    }
    void finding(const Finding& finding) override { next_.finding(finding); }

  private:
    std::deque<Set>& sets_;
    std::map<const RecordSet*, Set*> by_set_;
    sources::Sink& next_;
};

// A source read and mapped as a run does it, and what it delivered on the way.
struct Test {
    std::deque<CountingSink::Set> sets;
    sources::Delivery delivery;
    Findings findings;
    bool failed = false;
};

Test tested(const Context& context, const SourcePolicy& source) {
    Test test;
    run::Ports ports = context.ports();
    ports.read_source = [&test, read = ports.read_source](const SourcePolicy& policy, Date today, std::stop_token stop,
                                                          sources::Sink& sink) {
        CountingSink counting{test.sets, sink};
        auto delivery = read(policy, today, std::move(stop), counting);
        if (delivery) test.delivery = *delivery;
        return delivery;
    };
    const SourcePolicy* policy = &source;
    const Progress progress{context.err(), context.environment().err_is_terminal, context.text()(messages::READING)};
    auto readings = run::read_sources({&policy, 1}, ports, ports.clock->today(), context.environment().stop, 1);
    test.findings = std::move(readings.front().findings);
    test.failed = readings.front().failed;
    return test;
}

std::string type_of(const protocol::Setting& setting) {
    std::string type{protocol::name_of(setting.type)};
    if (setting.type == protocol::SettingType::list) type += "(" + std::string{protocol::name_of(setting.items)} + ")";
    return type;
}

void add_settings(const Context& context, const std::vector<protocol::Setting>& settings, const std::string& prefix,
                  Table& table) {
    for (const protocol::Setting& each : settings) {
        const std::string key = prefix + (each.key.empty() ? "*" : each.key);
        const std::string otherwise = each.required              ? context.text()(messages::CONNECTOR_REQUIRED)
                                      : each.otherwise.is_null() ? ""
                                                                 : each.otherwise.dump();
        table.add({key, type_of(each), otherwise, context.text().of(each.help)});
        add_settings(context, each.inner, key + ".", table);
    }
}

std::set<std::string> connectors_there(const Context& context) {
    std::set<std::string> names;
    const auto directory =
        service::connector_directory(context.config().connectors, context.environment().connectors_beside);
    std::error_code error;
    for (const auto& each : std::filesystem::directory_iterator{directory, error}) {
        const std::string name = each.path().filename().string();
        if (name.starts_with(program_prefix)) names.insert(name.substr(program_prefix.size()));
    }
    for (const SourcePolicy& source : context.config().sources) names.insert(source.connector);
    return names;
}

void tested_text(const Context& context, const std::string& source, const Test& test) {
    for (const CountingSink::Set& each : test.sets) {
        context.line("  " + context.text()(messages::CONNECTOR_SET,
                                           {{"kind", quoted_for_people(each.set.kind, 200)},
                                            {"place", quoted_for_people(each.set.place, 400)},
                                            {"records", std::to_string(each.records)},
                                            {"fields", quoted_for_people(text::join(each.set.fields, ", "), 4000)}}));
    }
    context.line(context.text()(
        messages::CONNECTOR_TESTED,
        {{"source", source},
         {"records", std::to_string(test.delivery.records)},
         {"findings", std::to_string(test.findings.list().size())},
         {"age", test.delivery.age ? format_time(*test.delivery.age) : context.text()(messages::WORD_UNKNOWN)}}));
    // A reading of a test double has none.
    if (test.delivery.layers.empty()) return;
    say_layers(context, test.delivery.layers);
    context.line(context.text()(test.delivery.sealed ? messages::CAGE_SEALED : messages::CAGE_NOT_SEALED));
}

void tested_json(const Context& context, const std::string& source, const Test& test) {
    std::string text;
    JsonWriter writer{text};
    begin_json(writer, "connector-test")
        .member("source", source)
        .member("records", test.delivery.records)
        .member("digest", test.delivery.digest)
        .member("age", test.delivery.age ? format_time(*test.delivery.age) : "")
        .key("sets")
        .begin_array();
    for (const CountingSink::Set& each : test.sets) {
        writer.begin_object()
            .member("kind", each.set.kind)
            .member("place", each.set.place)
            .member("records", each.records)
            .key("fields")
            .begin_array();
        for (const std::string& field : each.set.fields) writer.value(without_numbers(field));
        writer.end_array().end_object();
    }
    writer.end_array().key("findings").begin_array();
    for (const Finding& each : test.findings.list()) write_finding(writer, each);
    writer.end_array().member("sealed", test.delivery.sealed);
    write_layers(writer, test.delivery.layers);
    writer.end_object();
    context.json(text);
}

}  // namespace

int connector_list(Context& context) {
    std::string text;
    JsonWriter writer{text};
    begin_json(writer, "connector-list").key("connectors").begin_array();
    Table table{{context.text()(messages::WORD_NAME), "Version", context.text()(messages::WORD_SOURCE)}};
    int status = exit_done;
    for (const std::string& name : connectors_there(context)) {
        const auto description = context.environment().describe(name, context.config().connectors);
        if (!description) status = context.failed(description.error());
        std::vector<std::string> used;
        for (const SourcePolicy& source : context.config().sources) {
            if (source.connector == name) used.push_back(source.name);
        }
        const std::string version = description ? description->version : "";
        writer.begin_object().member("connector", name).member("version", version).key("sources").begin_array();
        for (const std::string& each : used) writer.value(each);
        writer.end_array().end_object();
        table.add({name, version, text::join(used, ", ")});
    }
    writer.end_array();
    Findings findings;
    const cage::Layers layers = layers_here(context, findings);
    write_layers(writer, layers);
    writer.end_object();
    context.show(findings);
    if (context.arguments().json) {
        context.json(text);
    } else {
        context.write(table.text(context.style(), ""));
        say_layers(context, layers);
    }
    return findings.has_errors() ? exit_failed : status;
}

int connector_describe(Context& context) {
    const auto description = context.environment().describe(context.arguments().subject, context.config().connectors);
    if (!description) return context.failed(description.error());
    if (context.arguments().json) {
        std::string inner;
        JsonWriter inner_writer{inner};
        protocol::write_description(inner_writer, *description);
        std::string text;
        JsonWriter writer{text};
        begin_json(writer, "connector-describe").key("description").raw(inner).end_object();
        context.json(text);
        return exit_done;
    }
    context.line(context.text()(messages::CONNECTOR_DESCRIBED,
                                {{"connector", description->connector}, {"version", description->version}}));
    context.line(description->kinds.empty()
                     ? context.text()(messages::CONNECTOR_KINDS_FREE)
                     : context.text()(messages::CONNECTOR_KINDS, {{"kinds", text::join(description->kinds, ", ")}}));
    Table table{{context.text()(messages::WORD_NAME), context.text()(messages::WORD_TYPE),
                 context.text()(messages::WORD_VALUE), ""}};
    add_settings(context, description->settings, "", table);
    context.write(table.text(context.style()));
    return exit_done;
}

int connector_test(Context& context) {
    const auto& all = context.config().sources;
    const auto source = std::ranges::find(all, context.arguments().subject, &SourcePolicy::name);
    if (source == all.end()) {
        std::vector<std::string> names;
        for (const SourcePolicy& each : all) names.push_back(each.name);
        return context.misused(messages::SOURCE_UNKNOWN, {{"source", text::printable(context.arguments().subject)},
                                                          {"sources", text::join(names, ", ")}});
    }
    const Test test = tested(context, *source);
    if (!context.arguments().json || test.failed) context.show(test.findings);
    if (test.failed) return exit_failed;
    if (context.arguments().json)
        tested_json(context, source->name, test);
    else
        tested_text(context, source->name, test);
    return exit_done;
}

}  // namespace samkat::cli
