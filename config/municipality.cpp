#include "config/municipality.hpp"

#include <algorithm>
#include <array>

#include "config/lookup.hpp"
#include "config/messages.hpp"
#include "daemon/base/text.hpp"

namespace samkat::config {

namespace {

// A section of the municipality's file over the same one of samkat.toml.
class Overlaid {
  public:
    Overlaid(std::string_view path, const Document& own, const Document& shared)
        : behind_(path, shared, table_at(shared, path)), section_(path, own, table_at(own, path), &behind_) {}
    Overlaid(const Overlaid&) = delete;
    Overlaid& operator=(const Overlaid&) = delete;

    const Section& section() const { return section_; }

  private:
    Section behind_;
    Section section_;
};

GuardPolicy guard_of(const Section& section) {
    GuardPolicy guard;
    guard.max_leavers = section.count("max_leavers");
    guard.max_leavers_per_mille = section.count("max_leavers_per_mille");
    guard.small_floor = section.count("small_floor");
    guard.max_creates_per_mille = section.count("max_creates_per_mille");
    guard.max_modifies_per_mille = section.count("max_modifies_per_mille");
    guard.shrink_per_mille = section.count("shrink_per_mille");
    guard.max_unseen = section.count("max_unseen");
    guard.max_unseen_per_mille = section.count("max_unseen_per_mille");
    guard.period_floor = section.count("period_floor");
    const auto rolling = [&](const std::string& what) {
        return RollingLimit{section.count("day_" + what + "_per_mille"), section.count("week_" + what + "_per_mille")};
    };
    guard.leavers = rolling("leavers");
    guard.comebacks = rolling("comebacks");
    guard.creates = rolling("creates");
    guard.names = rolling("names");
    guard.numbers = rolling("numbers");
    guard.mails = rolling("mails");
    guard.places = rolling("places");
    guard.changes = rolling("changes");
    guard.taken_back = rolling("taken_back");
    guard.part_floor = section.count("part_floor");
    guard.part_per_mille = section.count("part_per_mille");
    guard.renumbered = section.count("max_renumbered");
    guard.moved_people = section.count("max_moved_people");
    guard.again = section.count("max_again");
    guard.total_renames = section.count("max_total_renames");
    guard.moved_names = section.count("max_moved_names");
    guard.strangers = section.count("max_strangers_per_mille");
    guard.garbled_names = section.count("garbled_names");
    guard.class_moves_per_mille = section.count("max_class_moves_per_mille");
    guard.groups_per_mille = section.count("max_groups_per_mille");
    guard.unit_changes = section.count("max_unit_changes");
    guard.old_delivery = section.duration("old_delivery");
    guard.clock_ahead_days = section.count("clock_ahead_days");
    guard.first_run = section.boolean("first_run");
    guard.config_change = section.boolean("config_change");
    return guard;
}

void check_containers(const MunicipalityPolicy& policy, const Section& section, Findings& findings) {
    std::array<std::string, 4> names = {text::fold(policy.people_ou), text::fold(policy.groups_ou),
                                        text::fold(policy.units_ou), text::fold(policy.disabled_ou)};
    std::ranges::sort(names);
    if (std::ranges::adjacent_find(names) != names.end())
        findings.add(finding_at(config_messages::OU_TWICE, section.at("people_ou")));
}

MunicipalityPolicy policy_of(const Document& document, const Document& shared, Findings& findings) {
    const Section own{"municipality", document, table_at(document, "municipality")};
    const Overlaid lifecycle{"lifecycle", document, shared};
    MunicipalityPolicy policy;
    policy.code = own.text("code");
    policy.name = own.text("name");
    if (const auto base = Dn::parse(own.text("base"))) policy.base = *base;
    policy.scope = own.text("scope");
    policy.people_ou = own.text("people_ou");
    policy.groups_ou = own.text("groups_ou");
    policy.units_ou = own.text("units_ou");
    policy.civic_number = own.boolean("civic_number");
    policy.disabled_ou = lifecycle.section().text("disabled_ou");
    policy.lead_days = lifecycle.section().count("lead_days");
    policy.grace_days = lifecycle.section().count("grace_days");
    policy.lock_disabled = lifecycle.section().boolean("lock_disabled");
    check_containers(policy, own, findings);
    const Overlaid guard{"guard", document, shared};
    policy.guard = guard_of(guard.section());
    return policy;
}

void read_names(MunicipalityPolicy& policy, const Document& document, const SharedParts& shared, const Tables& tables,
                Findings& findings) {
    const Overlaid username{"names.username", document, *shared.document};
    policy.username = name_rule(username.section(), tables, findings);
    const Overlaid eppn{"names.eppn", document, *shared.document};
    policy.eppn = name_rule(eppn.section(), tables, findings);
}

}  // namespace

std::optional<MunicipalityParts> read_municipality(const Document& document, const SharedParts& shared,
                                                   const LoadOptions& options,
                                                   std::vector<std::filesystem::path>& files, Findings& findings) {
    if (table_at(document, "municipality") == nullptr) {
        findings.add(finding_at(config_messages::NO_MUNICIPALITY, {document.file, 1, 0, {}}));
        return std::nullopt;
    }
    MunicipalityParts parts;
    parts.policy = policy_of(document, *shared.document, findings);
    read_tables(document, parts.own_tables, files, findings);
    Tables tables = parts.own_tables;
    tables.insert(shared.tables.begin(), shared.tables.end());
    read_names(parts.policy, document, shared, tables, findings);
    const WrittenRules rules = rules_over(shared.rules, document, findings);
    parts.policy.attributes = compile_rules(rules, tables, findings);
    if (!parts.policy.civic_number) leave_out_civic_number(parts.policy.attributes, rules, document, findings);
    parts.sources = read_sources(document, parts.policy.code, tables, options, findings);
    return parts;
}

}  // namespace samkat::config
