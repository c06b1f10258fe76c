#include "daemon/cli/online.hpp"

#include <algorithm>
#include <set>

#include "daemon/cli/messages.hpp"
#include "daemon/cli/progress.hpp"
#include "daemon/directory/schema_check.hpp"
#include "daemon/run/messages.hpp"
#include "daemon/run/readings.hpp"

namespace samkat::cli {

namespace {

class OnlineCheck {
  public:
    OnlineCheck(Context& context, Findings& findings) : context_(context), findings_(findings) {}

    void run() {
        check_directory();
        check_sources();
    }

  private:
    const config::Config& config() const { return context_.config(); }
    void say(const std::string& line) const {
        if (!context_.arguments().json) context_.line(line);
    }

    void check_directory() {
        auto directory = context_.ports().open_directory(config());
        if (!directory) return findings_.add(directory.error());
        const auto facts = (*directory)->facts();
        if (!facts) return findings_.add(facts.error());
        const std::string vendor = facts->vendor.empty() ? context_.text()(messages::WORD_UNKNOWN) : facts->vendor;
        say(context_.text()(messages::CHECK_DIRECTORY, {{"name", config().directory.name}, {"vendor", vendor}}));
        if (!facts->assertion && config().directory.kind == config::DirectoryKind::openldap) {
            findings_.add(finding(messages::NO_ASSERTION, {config().directory.uri, 0, 0, ""},
                                  {{"name", config().directory.name}}));
        }
        check_schema(**directory);
        for (const MunicipalityPolicy& policy : config().municipalities) check_base(**directory, policy);
    }

    bool is_used(std::string_view attribute) const {
        return std::ranges::any_of(config().municipalities, [&](const MunicipalityPolicy& policy) {
            return std::ranges::any_of(policy.attributes,
                                       [&](const AttributeRule& rule) { return same_name(rule.name, attribute); });
        });
    }

    // Of what samkat's schema defines: its own types, and those that rules give values.
    void check_schema(directory::Directory& directory) {
        const auto schema = directory.schema();
        if (!schema) return findings_.add(schema.error());
        if (schema->empty()) return;
        std::vector<directory::NeededType> types;
        for (const directory::NeededType& type : directory::needed_types()) {
            if (type.name.starts_with("samkat") || is_used(type.name)) types.push_back(type);
        }
        findings_.add(directory::check_schema(*schema, types, directory::needed_classes()));
        std::set<std::string> missing;
        for (const MunicipalityPolicy& policy : config().municipalities) {
            for (const AttributeRule& rule : policy.attributes) {
                const bool known =
                    schema->attribute(rule.name) != nullptr ||
                    std::ranges::any_of(types, [&](const auto& type) { return same_name(type.name, rule.name); });
                if (!known && missing.insert(rule.name).second) {
                    const std::string place = rule.values.empty() ? policy.name : rule.values.front().place;
                    findings_.add(
                        finding(messages::ATTRIBUTE_NOT_IN_SCHEMA, {place, 0, 0, ""},
                                {{"attribute", rule.name}, {"rule", rule.id}, {"name", config().directory.name}}));
                }
            }
        }
    }

    void check_base(directory::Directory& directory, const MunicipalityPolicy& policy) {
        const auto base = directory.read(policy.base, {"objectClass"});
        if (!base) return findings_.add(base.error());
        if (*base) return;
        const auto parent = directory.read(policy.base.parent(), {"objectClass"});
        if (!parent) return findings_.add(parent.error());
        const samkat::Arguments values{{"base", policy.base.text()}, {"parent", policy.base.parent().text()}};
        findings_.add(
            finding(*parent ? messages::BASE_MISSING : messages::BASE_PARENT_MISSING, {policy.name, 0, 0, ""}, values));
    }

    void check_sources() {
        std::vector<const SourcePolicy*> sources;
        for (const SourcePolicy& source : config().sources) sources.push_back(&source);
        const Progress progress{context_.err(), context_.environment().err_is_terminal,
                                context_.text()(messages::READING)};
        for (const run::Reading& reading : run::read_sources(sources, context_.ports(), context_.ports().clock->today(),
                                                             context_.environment().stop)) {
            findings_.add(reading.findings);
            const Where where{reading.source->name, 0, 0, ""};
            if (reading.failed) {
                findings_.add(finding(run::messages::SOURCE_FAILED, where));
                continue;
            }
            say(context_.text()(
                messages::CHECK_SOURCE,
                {{"source", reading.source->name},
                 {"records", std::to_string(reading.records)},
                 {"age", reading.age ? format_time(*reading.age) : context_.text()(messages::WORD_UNKNOWN)}}));
        }
    }

    Context& context_;
    Findings& findings_;
};

}  // namespace

void check_online(Context& context, Findings& findings) {
    OnlineCheck{context, findings}.run();
}

}  // namespace samkat::cli
