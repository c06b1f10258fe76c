// A municipality in memory: plans, and does what the plans say, as run and store would. For the planner's tests.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "daemon/base/text.hpp"
#include "daemon/engine/groups.hpp"
#include "daemon/engine/planner.hpp"
#include "tests/unit/engine/world_builder.hpp"

namespace samkat::engine::test {

inline Expression reads(ContextField field) {
    Expression expression;
    Node node;
    node.kind = NodeKind::field;
    node.slot = static_cast<std::uint32_t>(field);
    expression.nodes = {node};
    return expression;
}

inline Expression literal(const std::string& text) {
    Expression expression;
    Node node;
    node.kind = NodeKind::literal;
    node.text = text;
    expression.nodes = {node};
    return expression;
}

inline AttributeRule rule(EntryClass entry_class, const std::string& name, std::vector<Expression> values,
                          bool kept = false) {
    AttributeRule result;
    result.id = name;
    result.name = name;
    result.entry_class = entry_class;
    result.values = std::move(values);
    result.kept_when_disabled = kept;
    return result;
}

inline MunicipalityPolicy skara() {
    MunicipalityPolicy policy;
    policy.code = "1495";
    policy.name = "Skara";
    policy.base = Dn::parse("ou=skara,dc=samverkan,dc=example").value();
    policy.scope = "edu.skara.example";
    policy.people_ou = "people";
    policy.groups_ou = "groups";
    policy.units_ou = "units";
    policy.username = {.policy = NamePolicy::pronounceable, .syllables = 3, .digits = 2, .pattern = {}};
    policy.eppn = {.policy = NamePolicy::opaque, .length = 12, .pattern = {}};
    policy.guard.first_run = false;
    const auto account = EntryClass::account;
    policy.attributes = {rule(account, "objectClass", {literal("inetOrgPerson"), literal("samkatAccount")}, true),
                         rule(account, "cn", {reads(ContextField::display_name)}),
                         rule(account, "sn", {reads(ContextField::family_name)}),
                         rule(account, "givenName", {reads(ContextField::given_name)}),
                         rule(account, "eduPersonPrincipalName", {reads(ContextField::eppn)}, true),
                         rule(account, "sisSchoolUnitCode", {reads(ContextField::units)}),
                         rule(EntryClass::group, "objectClass", {literal("groupOfNames"), literal("samkatGroup")}),
                         rule(EntryClass::group, "displayName", {reads(ContextField::group_name)}),
                         rule(EntryClass::unit, "objectClass", {literal("organizationalUnit"), literal("samkatUnit")})};
    return policy;
}

class Simulation final : public NameRegister {
  public:
    std::optional<std::string> reserved_for(std::string_view purpose, std::string_view subject) const override {
        const auto found = reserved.find(std::string{purpose} + std::string{subject});
        return found == reserved.end() ? std::nullopt : std::optional{found->second};
    }
    bool is_free(std::string_view purpose, std::string_view name) const override {
        return !names.contains(std::string{purpose} + text::fold(name));
    }

    Plan plan(const std::vector<Row>& rows) {
        drafts = drafts_of("skara", rows);
        for (const auto& [id, protection] : damaged) damage(drafts, id, protection);
        result = identify(std::vector<const Drafts*>{&drafts}, persons, hash, doubted());
        settle_teaching_groups(result.world);
        const auto desired = lifecycle({policy, as_of, result.world, accounts, persons, failed, silent});
        const NamesInput inputs[] = {{&policy, &desired}};
        const NamesResult minted = mint_names(inputs, result.world, *this, hash);
        const PlanInput input{policy,
                              as_of,
                              result.world,
                              desired,
                              minted.by_account,
                              result.identities,
                              persons,
                              counts,
                              approvals,
                              now(),
                              hash,
                              first_run,
                              config_changed,
                              false,
                              true,
                              accounts,
                              {},
                              {},
                              {},
                              past,
                              answered,
                              last_as_of,
                              is_clock_doubtful(last_as_of, as_of, policy.guard)};
        Planner planner{input};
        for (const auto& [key, entry] : directory) {
            if (entry.dn().is_within(policy.base) && !hidden.contains(key)) planner.entry(Entry{entry});
        }
        look_elsewhere(planner.sighting());
        return planner.finish();
    }

    std::string_view now() {
        now_ = format_time(std::chrono::sys_days{as_of} + std::chrono::hours{6});
        return now_;
    }
    // Gives everything in the plan that waits the approval it needs.
    void approve(const Plan& plan) {
        for (const Change& change : plan.changes) {
            if (!change.held.empty())
                approvals.push_back({"1495", change.digest(), "2027-09-01T00:00:00.000Z", "", "", ""});
        }
    }

    // Does what is not held; answers how many Changes it did.
    std::size_t apply(const Plan& plan) {
        before_ = accounts;
        std::size_t done = 0;
        for (const Change& change : plan.changes) {
            if (!change.held.empty() && !change.approved) continue;
            for (const std::uint32_t seq : change.depends_on) {
                const Change& needed = plan.changes[seq - 1];
                if (needed.seq >= change.seq || (!needed.held.empty() && !needed.approved))
                    throw std::logic_error("dependency not done");
            }
            apply(change);
            const bool approved = std::ranges::find(approvals, change.digest(), &Approval::digest) != approvals.end();
            if (!change.account.empty() && !first_run) note(change, approved ? answered : past);
            ++done;
        }
        for (const Identity& identity : plan.identities) learn(identity);
        for (const Change& change : plan.changes) {
            if (!change.lifts || !change.approved) continue;
            std::ranges::find(persons, PersonId{change.person}, &KnownPerson::id)->protected_by.clear();
        }
        if (done > 0) first_run = false;
        return done;
    }

    const Entry* entry_of(const std::string& given_name) const {
        for (const auto& [key, entry] : directory) {
            if (entry.value("givenName") == given_name) return &entry;
        }
        return nullptr;
    }
    // By link, whatever the entry shows.
    const Entry* account_of(const PersonId& id) const {
        for (const auto& [key, entry] : directory) {
            if (entry.value("samkatPersonId") == id.value) return &entry;
        }
        return nullptr;
    }
    const Entry* group(const std::string& name) const {
        for (const auto& [key, entry] : directory) {
            if (entry.value("displayName") == name) return &entry;
        }
        return nullptr;
    }

    MunicipalityPolicy policy = skara();
    Date as_of = today;
    std::map<std::string, Entry> directory;  // by DN key; also what lies outside the base
    std::set<std::string> hidden;            // DN keys of entries that no search shows
    std::set<std::string> disclosed;         // of those, what the server admits to have
    std::vector<KnownPerson> persons;
    std::vector<KnownAccount> accounts;
    std::vector<SourceCount> counts;
    std::vector<Approval> approvals;
    std::vector<std::pair<std::string, Protection>> damaged;  // rows that cannot be read
    std::map<std::string, std::string> reserved;
    std::set<std::string> names;
    std::set<std::string, std::less<>> failed, silent;
    std::vector<PastChange> past, answered;
    Date last_as_of{};
    bool first_run = true, config_changed = false;
    Drafts drafts;
    Identified result;
    TestHash hash;

  private:
    // As run does, with everything at once.
    void look_elsewhere(Sighting& sighting) const {
        const auto sought = sighting.sought();
        const auto is_sought = [&](const Entry& entry) {
            return std::ranges::any_of(sought, [&](const Sought& each) {
                return entry.value("samkatAccountId") == each.link || entry.has("uid", each.username) ||
                       entry.has("eduPersonPrincipalName", each.eppn);
            });
        };
        for (const auto& [key, entry] : directory) {
            if (hidden.contains(key)) continue;
            const bool outside = !entry.dn().is_within(policy.base) && !entry.value("samkatAccountId").empty();
            if (outside || is_sought(entry)) sighting.elsewhere(entry);
        }
        for (const Sought& each : sought) {
            const auto dn = Dn::parse(each.dn);
            if (dn && disclosed.contains(dn->key()) && !sighting.is_doubted(each.link))
                sighting.not_gone(each.link, *dn);
        }
    }
    std::string now_;
    std::vector<KnownAccount> before_;

    std::set<std::string, std::less<>> doubted() const {
        std::set<std::string, std::less<>> sources = failed;
        sources.insert(silent.begin(), silent.end());
        for (const SourceCount& count : counts) {
            if (is_empty(count) || has_shrunk(count, policy.guard)) sources.insert(count.source);
        }
        return sources;
    }

    void apply(const Change& change) {
        const std::string key = change.dn.key();
        const bool exists = directory.contains(key);
        if (exists == (change.kind == ChangeKind::create)) throw std::logic_error("precondition: " + change.dn.text());
        const Dn& target = change.new_dn.empty() ? change.dn : change.new_dn;
        const bool parent_there = directory.contains(target.parent().key()) || target.parent() == policy.base.parent();
        if (!parent_there) throw std::logic_error("no parent: " + target.text());
        for (const AttributeChange& attribute : change.attributes) {
            if (exists && directory[key].values(attribute.name) != attribute.before)
                throw std::logic_error("stale: " + attribute.name);
        }
        Entry after = applied(change, exists ? directory[key] : Entry{});
        directory.erase(key);
        directory[after.dn().key()] = after;
        for (const Reservation& each : change.reservations) {
            reserved[each.purpose + each.subject] = each.name;
            names.insert(each.purpose + text::fold(each.name));
        }
        if (!change.account.empty()) remember(change.account, after);
    }

    // As the store does: what limits over time count.
    void note(const Change& change, std::vector<PastChange>& into) {
        const auto before = std::ranges::find(before_, parse_account_id(change.account), &KnownAccount::id);
        const auto after = std::ranges::find(accounts, parse_account_id(change.account), &KnownAccount::id);
        const bool was = before != before_.end() && before->status == AccountStatus::active;
        const bool is = after->status == AccountStatus::active;
        if (change.kind != ChangeKind::create && !was && !is) return;
        const Effect effect = change.kind == ChangeKind::create ? Effect::create
                              : was == is                       ? Effect::modify
                              : was                             ? Effect::leave
                                                                : Effect::comeback;
        PastChange noted{"1495", std::string{now()}, change.account, effect, {}};
        for (const AttributeChange& each : change.attributes) {
            if (effect != Effect::modify) continue;
            const std::string name = text::fold(each.name);
            noted.values.push_back({name, value_digest(change.account, name, each.before),
                                    value_digest(change.account, name, each.after)});
        }
        into.push_back(std::move(noted));
    }

    void remember(const std::string& id, const Entry& entry) {
        KnownAccount account{parse_account_id(id),
                             std::string{entry.value("uid")},
                             std::string{entry.value("eduPersonPrincipalName")},
                             entry.dn().text(),
                             parse_account_status(entry.value("samkatAccountStatus")).value(),
                             date_of(std::string{entry.value("samkatGraceUntil")})};
        std::erase_if(accounts, [&](const KnownAccount& each) { return each.id == account.id; });
        accounts.push_back(account);
    }

    void learn(const Identity& identity) {
        std::erase_if(persons, [&](const KnownPerson& each) { return each.id.value == identity.person; });
        persons.push_back(known_of({identity}).front());
    }
};

}  // namespace samkat::engine::test
