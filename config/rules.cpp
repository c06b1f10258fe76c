#include "config/rules.hpp"

#include <algorithm>

#include "config/messages.hpp"
#include "daemon/base/text.hpp"
#include "daemon/model/entry.hpp"

namespace samkat::config {

namespace {

constexpr std::string_view table_name = "attribute";

auto find_rule(WrittenRules& rules, const std::string& id) {
    return std::ranges::find(rules, id, &WrittenRule::id);
}

std::vector<std::string> ids_of(const WrittenRules& rules) {
    std::vector<std::string> ids;
    for (const WrittenRule& each : rules) ids.push_back(each.id);
    return ids;
}

void refuse_unknown(const WrittenRules& rules, const WrittenRule& rule, const Section& section, Findings& findings) {
    const std::vector<std::string> ids = ids_of(rules);
    const std::string nearest = text::nearest(rule.id, ids);
    findings.add(finding_at(nearest.empty() ? config_messages::RULE_UNKNOWN : config_messages::RULE_NEAREST,
                            section.at("id"),
                            {{"rule", rule.id}, {"nearest", nearest}, {"rules", text::join(ids, ", ")}}));
}

// The rules of one document, without those that have no id or one that is taken.
WrittenRules written_in(const Document& document, Findings& findings) {
    WrittenRules rules;
    for (const Value* table : repeated_tables(document.root, table_name)) {
        const Section section{table_name, document, table};
        const std::string id = section.has("id") ? section.text("id") : section.text("name");
        if (id.empty()) {
            findings.add(finding_at(config_messages::RULE_NAMELESS, document.at(*table, "attribute")));
            continue;
        }
        const auto known = find_rule(rules, id);
        if (known == rules.end()) {
            rules.push_back({id, &document, table});
            continue;
        }
        findings.add(finding_at(config_messages::RULE_TWICE, section.at(section.has("id") ? "id" : "name"),
                                {{"rule", id}, {"line", std::to_string(known->table->line)}}));
    }
    return rules;
}

AttributePolicy policy_of(const std::string& text) {
    if (text == "keep") return AttributePolicy::keep;
    return text == "merge" ? AttributePolicy::merge : AttributePolicy::force;
}

Each each_of(const std::string& text) {
    if (text == "enrolment") return Each::enrolment;
    if (text == "duty") return Each::duty;
    return text == "group" ? Each::group : Each::nothing;
}

EntryClass class_of(const std::string& text) {
    if (text == "group") return EntryClass::group;
    return text == "unit" ? EntryClass::unit : EntryClass::account;
}

FieldContext context_of(const AttributeRule& rule) {
    if (rule.entry_class == EntryClass::group) return {.group_entry = true};
    if (rule.entry_class == EntryClass::unit) return {.unit_entry = true};
    return {.account = true,
            .enrolment = rule.each == Each::enrolment,
            .duty = rule.each == Each::duty,
            .group = rule.each == Each::group};
}

class RuleCompiler {
  public:
    RuleCompiler(const WrittenRule& written, const Tables& tables, Findings& findings)
        : written_(written),
          section_(table_name, *written.document, written.table),
          tables_(tables),
          findings_(findings) {}

    AttributeRule compile() {
        AttributeRule rule;
        rule.id = written_.id;
        rule.name = section_.text("name");
        rule.entry_class = class_of(section_.text("entry"));
        rule.each = each_of(section_.text("each"));
        rule.policy = policy_of(section_.text("policy"));
        rule.kept_when_disabled = section_.boolean("kept_when_disabled");
        check(rule);
        const Vocabulary vocabulary{context_of(rule), &tables_};
        const std::string shown = "attribute." + rule.id;
        if (const Value* value = section_.value("value")) compile_values(*value, shown + ".value", vocabulary, rule);
        if (const Value* when = section_.value("when")) {
            rule.when = condition_at(*written_.document, *when, shown + ".when", vocabulary, findings_);
        }
        return rule;
    }

  private:
    void check(const AttributeRule& rule) {
        for (const char* key : {"name", "value"}) {
            if (written_.table->find(key) == nullptr)
                add(config_messages::RULE_INCOMPLETE, "id", {{"rule", rule.id}, {"key", key}});
        }
        const bool reserved =
            std::ranges::any_of(own_attributes(), [&](std::string_view own) { return same_name(own, rule.name); });
        if (reserved) add(config_messages::RULE_RESERVED, "name", {{"name", rule.name}});
        if (rule.each != Each::nothing && rule.entry_class != EntryClass::account)
            add(config_messages::RULE_EACH, "each", {});
    }

    void add(const Message& message, std::string_view key, const Arguments& arguments) {
        findings_.add(finding_at(message, section_.at(key), arguments));
    }

    void compile_values(const Value& value, const std::string& shown, const Vocabulary& vocabulary,
                        AttributeRule& rule) {
        if (value.kind == ValueKind::text) {
            rule.values.push_back(template_at(*written_.document, value, shown, vocabulary, findings_));
        }
        for (const Value& each : value.items) {
            rule.values.push_back(template_at(*written_.document, each, shown, vocabulary, findings_));
        }
    }

    const WrittenRule& written_;
    Section section_;
    const Tables& tables_;
    Findings& findings_;
};

bool reads_civic_number(const AttributeRule& rule) {
    const auto reads = [](const Expression& expression) {
        return std::ranges::any_of(expression.nodes, [](const Node& node) {
            return node.kind == NodeKind::field && node.slot == static_cast<std::uint32_t>(ContextField::civic_number);
        });
    };
    return reads(rule.when) || std::ranges::any_of(rule.values, reads);
}

NamePolicy name_policy_of(const std::string& text) {
    if (text == "template") return NamePolicy::from_template;
    return text == "opaque" ? NamePolicy::opaque : NamePolicy::pronounceable;
}

}  // namespace

WrittenRules rules_over(WrittenRules rules, const Document& document, Findings& findings) {
    const WrittenRules before = rules;
    for (const WrittenRule& rule : written_in(document, findings)) {
        const Section section{table_name, document, rule.table};
        const auto known = find_rule(rules, rule.id);
        if (!section.boolean("enabled")) {
            if (known != rules.end())
                rules.erase(known);
            else
                refuse_unknown(before, rule, section, findings);
        } else if (known != rules.end()) {
            *known = rule;
        } else {
            rules.push_back(rule);
        }
    }
    return rules;
}

std::vector<AttributeRule> compile_rules(const WrittenRules& rules, const Tables& tables, Findings& findings) {
    std::vector<AttributeRule> compiled;
    for (const WrittenRule& each : rules) {
        Findings own;
        AttributeRule rule = RuleCompiler{each, tables, own}.compile();
        if (!own.has_errors()) compiled.push_back(std::move(rule));
        findings.add(own);
    }
    return compiled;
}

void leave_out_civic_number(std::vector<AttributeRule>& rules, const WrittenRules& written, const Document& own,
                            Findings& findings) {
    std::erase_if(rules, [&](const AttributeRule& rule) {
        if (!reads_civic_number(rule)) return false;
        const auto source = std::ranges::find(written, rule.id, &WrittenRule::id);
        if (source != written.end() && source->document == &own) {
            findings.add(finding_at(config_messages::RULE_CIVIC, own.at(*source->table, "attribute." + rule.id),
                                    {{"rule", rule.id}}));
        }
        return true;
    });
}

NameRule name_rule(const Section& section, const Tables& tables, Findings& findings) {
    NameRule rule;
    rule.policy = name_policy_of(section.text("policy"));
    rule.length = section.count("length");
    rule.syllables = section.count("syllables");
    rule.digits = section.count("digits");
    if (rule.policy != NamePolicy::from_template) return rule;
    const Vocabulary vocabulary{FieldContext{.name = true}, &tables};
    if (const Value* pattern = section.value("pattern")) {
        const Spot spot = section.at("pattern");
        rule.pattern = template_at(section.document_of("pattern"), *pattern, spot.setting, vocabulary, findings);
    } else {
        findings.add(
            finding_at(config_messages::PATTERN_MISSING, section.at("policy"),
                       {{"example", "{left(ascii(lower(given_name)), 3)}{left(ascii(lower(family_name)), 3)}"}}));
    }
    return rule;
}

}  // namespace samkat::config
