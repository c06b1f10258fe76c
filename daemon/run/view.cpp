#include "daemon/run/view.hpp"

#include <algorithm>
#include <iterator>

#include "daemon/engine/lifecycle.hpp"

namespace samkat::run {

namespace {

class Assembly {
  public:
    Assembly(const config::Config& config, const Registers& registers, const Person& person)
        : config_(config), registers_(registers), person_(person), pool_(registers.identified.world.pool) {}

    std::vector<ViewField> fields() {
        std::vector<ViewField> fields;
        for (const RegisterKey& key : person_.keys) {
            fields.push_back(
                {"register_id", {std::string{pool_.view(key.id)}}, std::string{pool_.view(key.register_name)}, ""});
        }
        add(fields, "given_name", person_.given_name);
        add(fields, "middle_name", person_.middle_name);
        add(fields, "family_name", person_.family_name);
        add(fields, "display_name", person_.display_name);
        add(fields, "email", person_.email);
        add(fields, "phone", person_.phone);
        if (person_.civic_number)
            add(fields, "civic_number", std::string{person_.civic_number->text()}, person_.civic_origin);
        if (person_.protection != Protection::none)
            add(fields, "protection", protection_name(), person_.protection_origin);
        if (person_.birth_date.ok()) add(fields, "birth_date", format_date(person_.birth_date), person_.civic_origin);
        return fields;
    }

    std::vector<ViewRelation> relations() {
        std::vector<ViewRelation> relations;
        for (const Enrolment& each : person_.enrolments) {
            ViewRelation& relation = relations.emplace_back(common("enrolment", each));
            add(relation.fields, "school_type", each.school_type, each.origin);
            add(relation.fields, "school_year", each.school_year, each.origin);
        }
        for (const Duty& each : person_.duties) {
            ViewRelation& relation = relations.emplace_back(common("duty", each));
            add(relation.fields, "duty_role", each.role, each.origin);
        }
        return relations;
    }

  private:
    // As SS 12000 writes it.
    std::string protection_name() const {
        return person_.protection == Protection::secrecy_marking ? "Sekretessmarkering" : "Skyddad folkbokföring";
    }
    void add(std::vector<ViewField>& fields, std::string name, std::string value, std::uint16_t origin) {
        if (origin < person_.origins.size())
            fields.push_back(field_at(std::move(name), {std::move(value)}, person_.origins[origin], pool_));
    }
    void add(std::vector<ViewField>& fields, std::string name, Text value, std::uint16_t origin) {
        if (!value.empty()) add(fields, std::move(name), std::string{pool_.view(value)}, origin);
    }
    void add(std::vector<ViewField>& fields, std::string name, const Field& field) {
        add(fields, std::move(name), field.value, field.origin);
    }

    template <class Relation>
    ViewRelation common(std::string kind, const Relation& each) {
        ViewRelation relation{
            std::move(kind), std::string{pool_.view(each.municipality)}, {}, each.start, each.end, false};
        const MunicipalityPolicy* policy = config_.municipality(relation.municipality);
        relation.current = policy != nullptr && engine::is_current(each, registers_.as_of, policy->lead_days);
        add(relation.fields, "unit", each.unit, each.origin);
        add(relation.fields, "unit_name", each.unit_name, each.origin);
        Values groups;
        for (const GroupRef& group : each.groups) groups.emplace_back(pool_.view(group.id));
        if (!groups.empty())
            relation.fields.push_back(field_at("groups", std::move(groups), person_.origins[each.origin], pool_));
        return relation;
    }

    const config::Config& config_;
    const Registers& registers_;
    const Person& person_;
    const Pool& pool_;
};

// What two municipalities say alike is shown once.
void add_new(std::vector<ViewField>& fields, std::vector<ViewField> more) {
    for (ViewField& each : more) {
        const bool is_there = std::ranges::any_of(fields, [&](const ViewField& field) {
            return field.name == each.name && field.values == each.values && each.name != "register_id";
        });
        if (!is_there) fields.push_back(std::move(each));
    }
}

void add_entry(PersonView& view, Entry&& entry) {
    const AccountId id = parse_account_id(entry.value("samkatAccountId"));
    if (id.person != view.id) return;
    auto found = std::ranges::find_if(view.accounts, [&](const ViewAccount& each) { return each.account.id == id; });
    if (found == view.accounts.end()) {
        view.accounts.push_back({});
        found = std::prev(view.accounts.end());
        found->account.id = id;
        found->account.username = entry.value("uid");
        found->account.eppn = entry.value("eduPersonPrincipalName");
        found->account.dn = entry.dn().text();
        found->account.status =
            parse_account_status(entry.value("samkatAccountStatus")).value_or(AccountStatus::active);
    }
    found->entry = std::move(entry);
}

Result<void> add_entries(Installation& installation, PersonView& view) {
    auto directory = installation.ports().open_directory(installation.config());
    if (!directory) return fail(directory.error());
    const std::string filter = "(samkatPersonId=" + escape_filter_value(view.id.value) + ")";
    for (const MunicipalityPolicy& policy : installation.config().municipalities) {
        auto searched = (*directory)->search({policy.base, directory::Scope::subtree, filter, {}}, [&](Entry&& entry) {
            add_entry(view, std::move(entry));
        });
        if (!searched) return searched;
    }
    return {};
}

}  // namespace

ViewField field_at(std::string name, Values values, const Origin& origin, const Pool& pool) {
    std::string locator{pool.view(origin.place)};
    if (origin.line > 0) locator += ":" + std::to_string(origin.line);
    return {std::move(name), std::move(values), std::string{pool.view(origin.source)}, std::move(locator)};
}

Result<PersonView> view_person(Installation& installation, const Registers& registers, const PersonId& id) {
    PersonView view;
    view.id = id;
    view.is_protected = registers.identified.world.guarded.contains(id.value);
    view.frozen = std::ranges::any_of(registers.identified.world.frozen,
                                      [&](const auto& each) { return each.first == id.value; });
    for (const Person& person : registers.identified.world.of(id)) {
        Assembly assembly{installation.config(), registers, person};
        view.in_registers = true;
        add_new(view.fields, assembly.fields());
        std::ranges::move(assembly.relations(), std::back_inserter(view.relations));
    }
    for (const KnownAccount& account : registers.past.accounts) {
        if (account.id.person == id) view.accounts.push_back({account, true, std::nullopt});
    }
    if (auto added = add_entries(installation, view); !added) return fail(added.error());
    return view;
}

}  // namespace samkat::run
