#include "daemon/run/explain.hpp"

#include <ostream>

#include "daemon/base/text.hpp"
#include "daemon/cli/commands.hpp"
#include "daemon/cli/messages.hpp"
#include "daemon/cli/who.hpp"

namespace samkat::cli {

namespace {

class ExplainText {
  public:
    ExplainText(const Context& context, const run::Explanation& explanation)
        : context_(context), explanation_(explanation), say_(context.text()), style_(context.style()) {}

    void write() const {
        context_.line(style_(Paint::bold, text::printable(explanation_.dn.text())));
        if (explanation_.is_protected) context_.line("  " + say_(messages::PERSON_PROTECTED));
        if (explanation_.is_protected && !context_.reveal()) return;
        for (const run::ExplainedAttribute& each : explanation_.attributes) attribute(each);
    }

  private:
    std::string values(const Values& values) const { return values.empty() ? "–" : shown(values, context_.reveal()); }

    void attribute(const run::ExplainedAttribute& each) const {
        context_.line("  " + style_(Paint::bold, each.name) + ": " + values(each.actual));
        if (each.own)
            context_.line("    " + say_(messages::EXPLAIN_OWN));
        else if (each.rules.empty())
            context_.line("    " + say_(messages::EXPLAIN_UNMANAGED));
        for (const run::ExplainedRule& rule : each.rules) this->rule(rule);
        for (const run::ExplainedEvent& event : each.events) {
            context_.line("    " + style_(Paint::dim, say_(messages::EXPLAIN_EVENT, {{"time", event.event.time},
                                                                                     {"actor", event.event.actor},
                                                                                     {"before", values(event.before)},
                                                                                     {"after", values(event.after)}})));
        }
    }

    void rule(const run::ExplainedRule& rule) const {
        context_.line("    " + say_(messages::EXPLAIN_RULE,
                                    {{"rule", rule.id}, {"place", rule.place}, {"text", text::printable(rule.text)}}));
        if (!rule.condition.empty())
            context_.line("      " +
                          say_(messages::EXPLAIN_CONDITION, {{"condition", text::printable(rule.condition)}}));
        for (const run::ExplainedEvaluation& each : rule.evaluations) {
            for (const run::ViewField& field : each.read) {
                const Message& message = field.locator.empty() ? messages::EXPLAIN_READ : messages::EXPLAIN_READ_AT;
                context_.line("      " + say_(message, {{"field", field.name},
                                                        {"values", values(field.values)},
                                                        {"source", field.source},
                                                        {"locator", field.locator}}));
            }
            context_.line("      " + (each.applies ? say_(messages::EXPLAIN_GIVES, {{"values", values(each.values)}})
                                                   : say_(messages::EXPLAIN_NOT_MET)));
        }
    }

    const Context& context_;
    const run::Explanation& explanation_;
    const Texts& say_;
    const Style& style_;
};

class ExplainJson {
  public:
    explicit ExplainJson(bool reveal) : reveal_(reveal) {}

    std::string text(const run::Explanation& explanation) {
        begin_json(writer_, "explain")
            .member("dn", explanation.dn.text())
            .member("protected", explanation.is_protected);
        if (explanation.is_protected && !reveal_) {
            writer_.end_object();
            return std::move(out_);
        }
        writer_.member("link", explanation.link)
            .member("municipality", explanation.municipality)
            .member("class", explanation.link.empty() ? "" : name_of(explanation.entry_class))
            .member("in_registers", explanation.in_registers)
            .key("attributes")
            .begin_array();
        for (const run::ExplainedAttribute& each : explanation.attributes) attribute(each);
        writer_.end_array().end_object();
        return std::move(out_);
    }

  private:
    void values(std::string_view name, const Values& values) {
        writer_.key(name).begin_array();
        for (const std::string& each : values) writer_.value(masked(each, reveal_));
        writer_.end_array();
    }

    void attribute(const run::ExplainedAttribute& each) {
        writer_.begin_object().member("name", each.name).member("own", each.own);
        values("actual", each.actual);
        writer_.key("rules").begin_array();
        for (const run::ExplainedRule& rule : each.rules) this->rule(rule);
        writer_.end_array().key("events").begin_array();
        for (const run::ExplainedEvent& event : each.events) {
            writer_.begin_object()
                .member("seq", event.event.seq)
                .member("time", event.event.time)
                .member("actor", event.event.actor)
                .member("run", event.event.run);
            values("before", event.before);
            values("after", event.after);
            writer_.end_object();
        }
        writer_.end_array().end_object();
    }

    void rule(const run::ExplainedRule& rule) {
        writer_.begin_object()
            .member("rule", rule.id)
            .member("text", rule.text)
            .member("condition", rule.condition)
            .member("place", rule.place)
            .key("evaluations")
            .begin_array();
        for (const run::ExplainedEvaluation& each : rule.evaluations) {
            writer_.begin_object().member("applies", each.applies);
            values("values", each.values);
            writer_.key("read").begin_array();
            for (const run::ViewField& field : each.read) {
                writer_.begin_object().member("field", field.name);
                values("values", field.values);
                writer_.member("source", field.source).member("locator", field.locator).end_object();
            }
            writer_.end_array().end_object();
        }
        writer_.end_array().end_object();
    }

    bool reveal_;
    std::string out_;
    JsonWriter writer_{out_};
};

}  // namespace

int explain(Context& context) {
    auto dn = Dn::parse(context.arguments().subject);
    if (!dn) return context.misused(messages::OPTION_BAD, {{"command", "explain"}, {"option", "DN"}});
    run::Installation* installation = context.reading();
    if (installation == nullptr) return exit_failed;
    const auto registers = registers_of(context, *installation);
    if (!registers) return exit_failed;
    auto explanation = run::explain_entry(*installation, *registers, *dn, context.arguments().attribute);
    if (!explanation) return context.failed(explanation.error());
    if (!context.note_reveal(parse_account_id(explanation->link).person.value)) return exit_failed;
    if (explanation->link.empty()) context.show(finding(messages::NOT_SAMKATS, {explanation->dn.text(), 0, 0, ""}));
    if (context.arguments().json)
        context.json(ExplainJson{context.reveal()}.text(*explanation));
    else
        ExplainText{context, *explanation}.write();
    return exit_done;
}

}  // namespace samkat::cli
