#include <ostream>

#include "daemon/base/text.hpp"
#include "daemon/cli/commands.hpp"
#include "daemon/cli/messages.hpp"
#include "daemon/cli/who.hpp"
#include "daemon/run/view.hpp"

namespace samkat::cli {

namespace {

class PersonText {
  public:
    PersonText(const Context& context, const run::PersonView& view)
        : context_(context), view_(view), say_(context.text()), style_(context.style()) {}

    void write() const {
        context_.line(style_(Paint::bold, say_(messages::PERSON_TITLE, {{"id", view_.id.value}})));
        if (view_.is_protected) context_.line(say_(messages::PERSON_PROTECTED));
        if (view_.is_protected && !context_.reveal()) return;
        if (!view_.in_registers) context_.line(say_(view_.frozen ? messages::PERSON_FROZEN : messages::PERSON_ABSENT));
        fields();
        relations();
        accounts();
    }

  private:
    void heading(const Message& message) const { context_.line(style_(Paint::bold, say_(message))); }

    void fields() const {
        if (view_.fields.empty()) return;
        heading(messages::PERSON_FIELDS);
        Table table{{say_(messages::WORD_FIELD), say_(messages::WORD_VALUE), say_(messages::WORD_SOURCE),
                     say_(messages::WORD_PLACE)}};
        for (const run::ViewField& each : view_.fields)
            table.add({each.name, shown(each.values, context_.reveal()), each.source, each.locator});
        context_.write(table.text(style_));
    }

    void relations() const {
        if (view_.relations.empty()) return;
        heading(messages::PERSON_RELATIONS);
        for (const run::ViewRelation& each : view_.relations) {
            const std::string kind = say_(each.kind == "duty" ? messages::WORD_DUTY : messages::WORD_ENROLMENT);
            const std::string span = format_date(each.start) + "–" + format_date(each.end);
            context_.line("  " + style_(each.current ? Paint::green : Paint::dim, kind + " " + each.municipality) +
                          (span == "–" ? "" : " " + span));
            Table table;
            for (const run::ViewField& field : each.fields)
                table.add({field.name, shown(field.values, context_.reveal()), field.source, field.locator});
            context_.write(table.text(style_, "    "));
        }
    }

    void accounts() const {
        if (view_.accounts.empty()) return;
        heading(messages::PERSON_ACCOUNTS);
        for (const run::ViewAccount& each : view_.accounts) {
            const KnownAccount& account = each.account;
            std::string state = say_.of(account.status);
            if (account.grace_until.ok()) state += " " + format_date(account.grace_until);
            context_.line("  " + account.id.municipality + " " + say_.of(account.id.role) + " " +
                          style_(Paint::bold, text::printable(account.username)) + " " + text::printable(account.eppn) +
                          " (" + state + ")");
            context_.line("    " + text::printable(account.dn) +
                          (each.entry ? "" : " – " + say_(messages::PERSON_ENTRY_MISSING)));
            if (!each.entry) continue;
            Table table;
            for (const Attribute& attribute : each.entry->attributes())
                table.add({attribute.name, shown(attribute.values, context_.reveal())});
            context_.write(table.text(style_, "    "));
        }
    }

    const Context& context_;
    const run::PersonView& view_;
    const Texts& say_;
    const Style& style_;
};

void write_values(JsonWriter& writer, std::string_view name, const Values& values, bool reveal) {
    writer.key(name).begin_array();
    for (const std::string& each : values) writer.value(masked(each, reveal));
    writer.end_array();
}

void write_fields(JsonWriter& writer, const std::vector<run::ViewField>& fields, bool reveal) {
    writer.key("fields").begin_array();
    for (const run::ViewField& each : fields) {
        writer.begin_object().member("name", each.name);
        write_values(writer, "values", each.values, reveal);
        writer.member("source", each.source).member("locator", each.locator).end_object();
    }
    writer.end_array();
}

void write_account(JsonWriter& writer, const run::ViewAccount& each, bool reveal) {
    const KnownAccount& account = each.account;
    writer.begin_object()
        .member("account", account.id.text())
        .member("municipality", account.id.municipality)
        .member("role", name_of(account.id.role))
        .member("username", account.username)
        .member("eppn", account.eppn)
        .member("status", name_of(account.status))
        .member("grace_until", format_date(account.grace_until))
        .member("dn", account.dn)
        .key("entry");
    if (!each.entry) {
        writer.null().end_object();
        return;
    }
    writer.begin_object();
    for (const Attribute& attribute : each.entry->attributes())
        write_values(writer, attribute.name, attribute.values, reveal);
    writer.end_object().end_object();
}

void write_json(const Context& context, const run::PersonView& view) {
    std::string text;
    JsonWriter writer{text};
    begin_json(writer, "person").member("person", view.id.value).member("protected", view.is_protected);
    if (view.is_protected && !context.reveal()) {
        writer.end_object();
        return context.json(text);
    }
    writer.member("in_registers", view.in_registers).member("frozen", view.frozen);
    write_fields(writer, view.fields, context.reveal());
    writer.key("relations").begin_array();
    for (const run::ViewRelation& each : view.relations) {
        writer.begin_object()
            .member("kind", each.kind)
            .member("municipality", each.municipality)
            .member("start", format_date(each.start))
            .member("end", format_date(each.end))
            .member("current", each.current);
        write_fields(writer, each.fields, context.reveal());
        writer.end_object();
    }
    writer.end_array().key("accounts").begin_array();
    for (const run::ViewAccount& each : view.accounts) write_account(writer, each, context.reveal());
    writer.end_array().end_object();
    context.json(text);
}

}  // namespace

int person(Context& context) {
    const auto who = who_of(context, context.arguments().subject);
    if (!who) return exit_usage;
    run::Installation* installation = context.reading();
    if (installation == nullptr) return exit_failed;
    const auto registers = registers_of(context, *installation);
    if (!registers) return exit_failed;
    auto id = run::find_person(*installation, *who, registers->as_of, registers.get());
    if (!id) return context.failed(id.error());
    auto view = run::view_person(*installation, *registers, *id);
    if (!view) return context.failed(view.error());
    if (!context.note_reveal(id->value)) return exit_failed;
    if (context.arguments().json)
        write_json(context, *view);
    else
        PersonText{context, *view}.write();
    return exit_done;
}

}  // namespace samkat::cli
