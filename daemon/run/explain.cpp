#include "daemon/run/explain.hpp"

#include <algorithm>
#include <deque>
#include <set>

#include "daemon/base/text.hpp"
#include "daemon/engine/project.hpp"
#include "daemon/model/event_content.hpp"
#include "daemon/run/messages.hpp"

namespace samkat::run {

namespace {

constexpr std::size_t events_shown = 5;

// "group.1495.50010001.Klass.7A" and the like: what a link's prefix says the entry is.
EntryClass class_of(std::string_view link) {
    if (link.starts_with("group.")) return EntryClass::group;
    if (link.starts_with("unit.")) return EntryClass::unit;
    return parse_account_id(link).person.empty() ? EntryClass::container : EntryClass::account;
}

class Explainer {
  public:
    Explainer(const Registers& registers, const MunicipalityPolicy& policy, const engine::KeyedHash& hash,
              const Entry& entry, EntryClass entry_class)
        : registers_(registers),
          policy_(policy),
          world_(registers.identified.world),
          projector_(policy, world_, hash, registers.as_of),
          entry_(entry),
          entry_class_(entry_class) {
        if (entry_class == EntryClass::account) {
            account_.id = parse_account_id(entry.value("samkatAccountId"));
            account_.person = world_.of(account_.id.person, policy.code);
            account_.status = parse_account_status(entry.value("samkatAccountStatus")).value_or(AccountStatus::active);
        }
    }

    bool in_registers() const { return account_.person != nullptr; }

    ExplainedRule explain(const AttributeRule& rule) {
        ExplainedRule result{rule.id, "", rule.when.source, rule.values.empty() ? "" : rule.values.front().place, {}};
        for (const Expression& value : rule.values) result.text += (result.text.empty() ? "" : ", ") + value.source;
        engine::AccountContext context = this->context();
        const auto once = [&] { result.evaluations.push_back(evaluate(rule, context)); };
        if (rule.each == Each::nothing)
            once();
        else if (account_.person != nullptr)
            for_each(rule.each, context, once);
        return result;
    }

  private:
    engine::AccountContext context() const {
        if (entry_class_ == EntryClass::account) {
            return projector_.context_of(
                account_, {std::string{entry_.value("uid")}, std::string{entry_.value("eduPersonPrincipalName")}});
        }
        engine::AccountContext context;
        context.set(ContextField::scope, policy_.scope);
        context.set(ContextField::municipality, policy_.code);
        context.set(ContextField::municipality_name, policy_.name);
        if (entry_class_ == EntryClass::unit) set_unit(context);
        if (entry_class_ == EntryClass::group) set_group(context);
        return context;
    }

    // Nothing in a municipality's entries is another's word, or tells of somebody who is protected.
    bool is_shown(const Person& person) const {
        return world_.pool.view(person.municipality) == policy_.code && !world_.guarded.contains(person.id.value);
    }

    void set_unit(engine::AccountContext& context) const {
        const std::string code{entry_.value("ou")};
        context.set(ContextField::unit_code, context.own(code));
        for (const Person& person : world_.persons) {
            if (!is_shown(person)) continue;
            for (const Enrolment& each : person.enrolments) {
                if (world_.pool.view(each.unit) == code)
                    return context.set(ContextField::unit_name, world_.pool.view(each.unit_name));
            }
            for (const Duty& each : person.duties) {
                if (world_.pool.view(each.unit) == code)
                    return context.set(ContextField::unit_name, world_.pool.view(each.unit_name));
            }
        }
    }

    void set_group(engine::AccountContext& context) const {
        const std::string_view link = entry_.value("samkatAccountId");
        for (const Person& person : world_.persons) {
            if (!is_shown(person)) continue;
            const auto found = [&](const auto& relations) {
                for (const auto& each : relations) {
                    for (const GroupRef& group : each.groups) {
                        const engine::GroupKey key{std::string{world_.pool.view(group.unit)}, group.type,
                                                   std::string{world_.pool.view(group.id)}};
                        if (projector_.group_link(key) != link) continue;
                        context.set_group(group, world_.pool);
                        return true;
                    }
                }
                return false;
            };
            if (found(person.enrolments) || found(person.duties)) return;
        }
    }

    template <class Relation>
    bool counts(const Relation& relation) const {
        return world_.pool.view(relation.municipality) == policy_.code &&
               engine::is_current(relation, registers_.as_of, policy_.lead_days);
    }

    // As Projector::evaluate_rule goes about it, so that what is explained is what was done.
    template <class Once>
    void for_each(Each each, engine::AccountContext& context, const Once& once) const {
        const auto per_group = [&](const auto& relation) {
            for (const GroupRef& group : relation.groups) {
                context.set_group(group, world_.pool);
                once();
            }
        };
        if (account_.id.role == Role::pupil) {
            for (const Enrolment& relation : account_.person->enrolments) {
                if (!counts(relation)) continue;
                if (each == Each::group) per_group(relation);
                if (each != Each::enrolment) continue;
                context.set_enrolment(relation, world_.pool);
                once();
            }
            return;
        }
        for (const Duty& relation : account_.person->duties) {
            if (!counts(relation)) continue;
            if (each == Each::group) per_group(relation);
            if (each != Each::duty) continue;
            context.set_duty(relation, world_.pool);
            once();
        }
    }

    ExplainedEvaluation evaluate(const AttributeRule& rule, const engine::AccountContext& context) const {
        ExplainedEvaluation result;
        engine::Trace trace;
        const bool conditional = !rule.when.empty();
        result.applies = !conditional || !engine::evaluate(rule.when, context, trace).empty();
        if (result.applies) {
            for (const Expression& value : rule.values) {
                const Values values = engine::evaluate(value, context, trace);
                result.values.insert(result.values.end(), values.begin(), values.end());
            }
        }
        std::set<std::string> seen;
        for (const engine::TraceStep& step : trace.steps) {
            if (seen.insert(step.what).second) result.read.push_back(field_of(step));
        }
        return result;
    }

    ViewField field_of(const engine::TraceStep& step) const {
        ViewField field{step.what, step.values, "", step.place};
        if (account_.person == nullptr) return field;
        const auto fields = context_fields();
        const auto found = std::ranges::find(fields, std::string_view{step.what}, &ContextFieldInfo::name);
        if (found == fields.end()) return field;
        AttributeRule reads_it;
        Node node;
        node.kind = NodeKind::field;
        node.slot = static_cast<std::uint32_t>(found->field);
        reads_it.values.emplace_back().nodes.push_back(std::move(node));
        const Origin* origin = projector_.origin_of(reads_it, *account_.person);
        return origin == nullptr ? field : field_at(step.what, step.values, *origin, world_.pool);
    }

    const Registers& registers_;
    const MunicipalityPolicy& policy_;
    const engine::World& world_;
    engine::Projector projector_;
    const Entry& entry_;
    EntryClass entry_class_;
    engine::DesiredAccount account_;
};

bool is_own(std::string_view name) {
    return std::ranges::any_of(own_attributes(), [&](std::string_view own) { return same_name(own, name); });
}

std::vector<std::string> names_of(const Entry& entry, const MunicipalityPolicy& policy, EntryClass entry_class) {
    std::vector<std::string> names;
    const auto add = [&](const std::string& name) {
        if (std::ranges::none_of(names, [&](const std::string& each) { return same_name(each, name); }))
            names.push_back(name);
    };
    for (const Attribute& each : entry.attributes()) add(each.name);
    for (const AttributeRule& rule : policy.attributes) {
        if (rule.entry_class == entry_class) add(rule.name);
    }
    std::ranges::sort(names, {}, [](const std::string& name) { return text::lower(name); });
    return names;
}

// Intents on the entry that took effect or may have, with what they did to each attribute.
Result<std::deque<std::pair<Event, Change>>> changes_of(const Installation& installation,
                                                        const std::string& municipality, const Dn& dn) {
    std::deque<std::pair<Event, Change>> changes;
    const std::string subject = installation.keys().subject_hash(dn);
    auto read = installation.reader().read(municipality, 1, [&](const Event& event) -> Result<bool> {
        if (event.kind != event_kind::intent || event.subject != subject || event.content.is_null()) return true;
        auto change = read_change(event.content);
        if (!change) return fail(change.error());
        changes.emplace_front(event, std::move(*change));
        changes.front().first.content = Json{};
        return true;
    });
    if (!read) return fail(read.error());
    return changes;
}

std::vector<ExplainedEvent> events_of(const std::deque<std::pair<Event, Change>>& changes,
                                      const std::string& attribute) {
    std::vector<ExplainedEvent> events;
    for (const auto& [event, change] : changes) {
        for (const AttributeChange& each : change.attributes) {
            if (same_name(each.name, attribute) && events.size() < events_shown)
                events.push_back({event, each.before, each.after});
        }
    }
    return events;
}

}  // namespace

Result<Explanation> explain_entry(Installation& installation, const Registers& registers, const Dn& dn,
                                  const std::string& attribute) {
    auto directory = installation.ports().open_directory(installation.config());
    if (!directory) return fail(directory.error());
    auto entry = (*directory)->read(dn, {});
    if (!entry) return fail(entry.error());
    if (!*entry) return fail(messages::WHO_UNKNOWN, {}, {{"who", dn.text()}});
    Explanation result;
    result.dn = (*entry)->dn();
    result.link = (*entry)->value("samkatAccountId");
    result.municipality = (*entry)->value("samkatMunicipality");
    const MunicipalityPolicy* policy = installation.config().municipality(result.municipality);
    if (policy == nullptr) {
        result.link.clear();
        return result;
    }
    result.entry_class = class_of(result.link);
    auto changes = changes_of(installation, result.municipality, result.dn);
    if (!changes) return fail(changes.error());
    Explainer explainer{registers, *policy, installation.hash(), **entry, result.entry_class};
    result.in_registers = explainer.in_registers();
    const auto& guarded = registers.identified.world.guarded;
    result.is_protected = guarded.contains(parse_account_id(result.link).person.value);
    const std::vector<std::string> names =
        attribute.empty() ? names_of(**entry, *policy, result.entry_class) : std::vector{attribute};
    for (const std::string& name : names) {
        ExplainedAttribute& each = result.attributes.emplace_back();
        each.name = name;
        each.actual = (*entry)->values(name);
        each.own = is_own(name);
        for (const AttributeRule& rule : policy->attributes) {
            if (rule.entry_class == result.entry_class && same_name(rule.name, name))
                each.rules.push_back(explainer.explain(rule));
        }
        each.events = events_of(*changes, name);
    }
    return result;
}

}  // namespace samkat::run
