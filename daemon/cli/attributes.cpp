#include "daemon/federation/attributes.hpp"

#include <algorithm>
#include <ostream>
#include <set>

#include "daemon/base/text.hpp"
#include "daemon/cli/commands.hpp"
#include "daemon/cli/messages.hpp"
#include "daemon/cli/who.hpp"
#include "daemon/run/protection.hpp"

namespace samkat::cli {

namespace {

// The managed entries of a person, in every municipality.
Result<std::vector<Entry>> entries_of(run::Installation& installation, const PersonId& id) {
    auto directory = installation.ports().open_directory(installation.config());
    if (!directory) return fail(directory.error());
    std::vector<Entry> entries;
    const std::string filter = "(samkatPersonId=" + escape_filter_value(id.value) + ")";
    for (const MunicipalityPolicy& policy : installation.config().municipalities) {
        auto searched = (*directory)->search({policy.base, directory::Scope::subtree, filter, {}}, [&](Entry&& entry) {
            entries.push_back(std::move(entry));
        });
        if (!searched) return fail(searched.error());
    }
    return entries;
}

void write_text(const Context& context, const Entry& entry,
                const std::vector<federation::ReleasedAttribute>& released) {
    context.line(context.style()(Paint::bold, context.text()(messages::ATTRIBUTES_TITLE, {{"dn", entry.dn().text()}})));
    Table table{{context.text()(messages::WORD_ATTRIBUTE), "OID", "NameFormat", context.text()(messages::WORD_VALUE)}};
    for (const federation::ReleasedAttribute& each : released) {
        for (const federation::ReleasedValue& value : each.values) {
            table.add({std::string{each.attribute->name}, std::string{each.attribute->saml_name},
                       std::string{federation::name_format}, shown(value.text, context.reveal())});
        }
    }
    context.write(table.text(context.style()));
    for (const federation::ReleasedAttribute& each : released) {
        for (const Finding& finding : each.findings) context.show(finding);
    }
}

void write_json(const Context& context, JsonWriter& writer, const Entry& entry,
                const std::vector<federation::ReleasedAttribute>& released) {
    writer.begin_object().member("dn", entry.dn().text()).key("attributes").begin_array();
    for (const federation::ReleasedAttribute& each : released) {
        writer.begin_object()
            .member("name", each.attribute->name)
            .member("saml_name", each.attribute->saml_name)
            .member("name_format", federation::name_format)
            .member("standing", federation::name_of(each.attribute->standing))
            .key("values")
            .begin_array();
        for (const federation::ReleasedValue& value : each.values) writer.value(masked(value.text, context.reveal()));
        writer.end_array().key("findings").begin_array();
        for (const Finding& finding : each.findings) write_finding(writer, finding);
        writer.end_array().end_object();
    }
    writer.end_array().end_object();
}

// Of a protected person: which attributes, and no value.
int show_protected(const Context& context, const PersonId& id, const std::vector<Entry>& entries) {
    std::set<std::string> names;
    for (const Entry& entry : entries) {
        for (const federation::ReleasedAttribute& each : federation::attributes_of(entry)) {
            if (!each.values.empty()) names.emplace(each.attribute->name);
        }
    }
    if (!context.arguments().json) {
        const std::string list = text::join(std::vector<std::string>{names.begin(), names.end()}, ", ");
        context.line(context.style()(Paint::bold, context.text()(messages::PERSON_TITLE, {{"id", id.value}})));
        context.line(context.text()(messages::PERSON_PROTECTED));
        context.line(context.text()(messages::ATTRIBUTES_PROTECTED, {{"names", list.empty() ? "–" : list}}));
        return exit_done;
    }
    std::string text;
    JsonWriter writer{text};
    begin_json(writer, "attributes").member("person", id.value).member("protected", true).key("released").begin_array();
    for (const std::string& name : names) writer.value(name);
    writer.end_array().end_object();
    context.json(text);
    return exit_done;
}

}  // namespace

int attributes(Context& context) {
    const auto who = who_of(context, context.arguments().subject);
    if (!who) return exit_usage;
    run::Installation* installation = context.reading();
    if (installation == nullptr) return exit_failed;
    auto id = run::find_person(*installation, *who, context.ports().clock->today(), nullptr);
    if (!id) return context.failed(id.error());
    const auto entries = entries_of(*installation, *id);
    if (!entries) return context.failed(entries.error());
    const auto guarded = run::protected_persons(*installation);
    if (!guarded) return context.failed(guarded.error());
    if (!context.note_reveal(id->value)) return exit_failed;
    if (guarded->contains(id->value) && !context.reveal()) return show_protected(context, *id, *entries);
    if (entries->empty()) context.show(finding(messages::NO_ATTRIBUTES, {id->value, 0, 0, ""}));
    std::string text;
    JsonWriter writer{text};
    begin_json(writer, "attributes")
        .member("person", id->value)
        .member("protected", guarded->contains(id->value))
        .key("entries")
        .begin_array();
    for (const Entry& entry : *entries) {
        const auto released = federation::attributes_of(entry);
        if (context.arguments().json)
            write_json(context, writer, entry, released);
        else
            write_text(context, entry, released);
    }
    writer.end_array().end_object();
    if (context.arguments().json) context.json(text);
    return exit_done;
}

}  // namespace samkat::cli
