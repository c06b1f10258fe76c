#include "daemon/engine/planner.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "daemon/base/quote.hpp"
#include "daemon/base/text.hpp"
#include "daemon/engine/diff.hpp"
#include "daemon/engine/groups.hpp"
#include "daemon/engine/keep_names.hpp"
#include "daemon/engine/kept_back.hpp"
#include "daemon/engine/learn.hpp"
#include "daemon/engine/messages.hpp"
#include "daemon/engine/order.hpp"
#include "daemon/engine/unreadable.hpp"
#include "daemon/engine/withhold.hpp"

namespace samkat::engine {

class Planner::State {
  public:
    explicit State(const PlanInput& input)
        : in_(input),
          projector_(input.policy, input.world, input.hash, input.as_of),
          sighting_(input.policy, input.accounts, input.known),
          unreadable_(projector_.managed(EntryClass::account)) {
        for (const DesiredAccount& account : in_.accounts) desired_.emplace(account.id.text(), &account);
        managed_accounts_ = projector_.managed(EntryClass::account);
        managed_groups_ = projector_.managed(EntryClass::group);
        managed_units_ = projector_.managed(EntryClass::unit);
    }

    void entry(Entry&& actual) {
        const std::string link{actual.value("samkatAccountId")};
        const std::string key = actual.dn().key();
        present_.insert(key);
        if (actual.has("objectClass", "referral"))
            plan_.findings.push_back(finding(messages::PLAN_REFERRAL, {actual.dn().text(), 0, 0, ""}));
        if (link.empty() || !sighting_.claim(link, actual.dn())) return;
        const AccountId id = parse_account_id(link);
        if (!id.person.empty() && id.person.value.size() == person_link_length) return account_entry(id, link, actual);
        if (link.starts_with("group.")) others_.emplace(link, std::move(actual));
        if (link.starts_with("unit.")) others_.emplace(link, std::move(actual));
    }

    Sighting& sighting() { return sighting_; }

    Plan finish() {
        for (const DesiredAccount& account : in_.accounts) create_missing(account);
        sighting_.drop_doubted(changes_);
        drop_unreadable();
        withhold_groups();
        plan_.held = guard_accounts(guard_input(), changes_);
        keep_back(in_.open_intents, in_.failures, changes_);
        // What has been approved counts as done when the members of groups are planned.
        apply_approvals(in_.approvals, in_.now, changes_);
        const Structure structure = structure_of(in_.accounts, in_.world, in_.policy, in_.as_of, held_creates());
        plan_units(structure);
        plan_groups(structure);
        plan_containers();
        put_in_order(changes_);
        auto kept_back = keep_back(in_.open_intents, in_.failures, changes_);
        plan_.held.insert(plan_.held.end(), kept_back.begin(), kept_back.end());
        GuardInput input = guard_input();
        input.questioned = questioned_by(plan_.held, changes_);
        auto whole = guard_plan(input, changes_);
        plan_.held.insert(plan_.held.end(), whole.begin(), whole.end());
        apply_approvals(in_.approvals, in_.now, changes_);
        fill_plan();
        return std::move(plan_);
    }

    std::vector<KnownAccount> recognised() const {
        std::vector<KnownAccount> accounts;
        for (const auto& [link, account] : recognised_) {
            if (!sighting_.is_doubted(link)) accounts.push_back(account);
        }
        return accounts;
    }

  private:
    static constexpr std::size_t person_link_length = 26;

    GuardInput guard_input() {
        return {in_.policy,    in_.accounts,       in_.persons,       in_.source_counts, in_.world,    in_.hash,
                in_.first_run, in_.config_changed, in_.identities,    in_.past,          in_.answered, in_.now,
                in_.as_of,     in_.last_as_of,     in_.clock_doubted, &sighting_,        in_.approvals};
    }

    // --- accounts

    void account_entry(const AccountId& id, const std::string& link, const Entry& actual) {
        const std::string username = username_of(actual);
        account_dns_[link] = actual.dn();
        const auto found = desired_.find(link);
        if (in_.is_issued_to && (found == desired_.end() || found->second->known == nullptr)) {
            if (auto account = recognise(actual, in_.hash, in_.is_issued_to)) {
                recognised_.emplace(link, std::move(*account));
                return;
            }
        }
        if (found == desired_.end()) {
            plan_.findings.push_back(finding(messages::PLAN_UNKNOWN_ACCOUNT, {actual.dn().text(), 0, 0, ""}));
            return;
        }
        const DesiredAccount& account = *found->second;
        const bool is_broken = username.empty() || id.municipality != in_.policy.code;
        const bool is_believed = sighting_.belongs(account, actual);
        // Whoever has swapped or copied a link: an entry with the PersonId of one who is protected shows nothing.
        const bool is_hers = is_believed || actual.has("samkatPersonId", account.id.person.value);
        const Entry entry = is_broken || !is_hers ? actual : withhold_account(account, actual);
        if (!is_believed || account.frozen) return;
        if (is_broken) {
            plan_.findings.push_back(finding(messages::PLAN_BROKEN_LINK, {actual.dn().text(), 0, 0, ""}));
            return;
        }
        if (account.known != nullptr) {
            compare_name("uid", account.known->username, actual);
            compare_name("eduPersonPrincipalName", account.known->eppn, actual);
        }
        unreadable_.note(actual);
        change_account(account, entry, project(account, entry));
    }

    // --- protected people (withhold.hpp)

    bool is_protected(const DesiredAccount& account) const {
        return in_.world.guarded.contains(account.id.person.value);
    }
    // A Change of such an account can show what was withheld.
    bool would_show(const DesiredAccount& account) const {
        return is_protected(account) && !in_.world.marked.contains(account.id.person.value) &&
               account.status == AccountStatus::active && account.person != nullptr;
    }

    // The entry as it is when what must be withheld is.
    Entry withhold_account(const DesiredAccount& account, const Entry& actual) {
        if (!is_protected(account)) return actual;
        Entry withheld = withheld_account(in_.policy, actual);
        auto attributes = withholding(actual, withheld);
        if (attributes.empty()) return withheld;
        Change& change = new_account_change(account, ChangeKind::modify, actual.dn());
        change.cause = {CauseKind::protection, "", "", ""};
        change.lifts = false;
        change.attributes = std::move(attributes);
        std::ranges::move(withheld_findings(in_.policy, actual, change), std::back_inserter(plan_.findings));
        return withheld;
    }

    void withhold_groups() {
        std::unordered_set<std::string> dns;
        for (const auto& [link, dn] : sighting_.claims()) {
            if (in_.world.guarded.contains(parse_account_id(link).person.value)) dns.insert(dn.key());
        }
        const auto is_withheld = [&](const Dn& dn) { return dns.contains(dn.key()); };
        const Dn nobody = projector_.container(in_.policy.groups_ou);
        for (auto& [link, actual] : others_) {
            Entry withheld = withheld_group(actual, is_withheld, nobody);
            auto attributes = diff(actual, withheld, managed_groups_);
            if (attributes.empty()) continue;
            new_change(EntryClass::group, ChangeKind::modify, actual.dn(), {CauseKind::protection, "", "", ""}, link)
                .attributes = std::move(attributes);
            actual = std::move(withheld);
        }
    }

    // What a new rule gives to all is new in all.
    void drop_unreadable() {
        if (in_.first_run || in_.config_changed) return;
        for (Finding& each : unreadable_.drop(changes_)) plan_.findings.push_back(std::move(each));
    }

    // A name that somebody else has given: samkat tells of it and takes neither name away.
    void compare_name(const std::string& attribute, const std::string& given, const Entry& actual) {
        const std::string there{actual.value(attribute)};
        const auto is_given = [&](const std::string& each) { return text::fold(each) == text::fold(given); };
        if (given.empty() || there.empty() || std::ranges::any_of(actual.values(attribute), is_given)) return;
        plan_.findings.push_back(
            finding(messages::PLAN_FOREIGN_NAME, {actual.dn().text(), 0, 0, attribute},
                    {{"attribute", attribute}, {"given", given}, {"found", quoted_for_people(there)}}));
    }

    Entry project(const DesiredAccount& account, const Entry& actual) const {
        if (is_protected(account) && !would_show(account)) return settled_account(projector_, account, actual);
        Entry entry = plain_project(account, actual);
        return account.possibly_protected ? withheld_account(in_.policy, entry) : entry;
    }

    Entry plain_project(const DesiredAccount& account, const Entry& actual) const {
        switch (account.status) {
            case AccountStatus::active: {
                // The entry's own names: they are what other systems know the person by.
                const Names names{username_of(actual), std::string{actual.value("eduPersonPrincipalName")}};
                return projector_.active_account(
                    account, names.eppn.empty() ? names_of(account, names.username) : names, actual);
            }
            case AccountStatus::grace:
                return projector_.grace_account(account, actual);
            case AccountStatus::disabled:
                return projector_.disabled_account(actual);
        }
        return actual;
    }

    // Somebody removed the EPPN: it comes back as it was given.
    Names names_of(const DesiredAccount& account, const std::string& username) const {
        return {username, account.known == nullptr ? std::string{} : account.known->eppn};
    }

    void change_account(const DesiredAccount& account, const Entry& actual, const Entry& desired) {
        auto attributes = diff(actual, desired, managed_accounts_);
        const bool moves = desired.dn() != actual.dn();
        if (attributes.empty() && !moves) return;
        const bool was_disabled = actual.value("samkatAccountStatus") == name_of(AccountStatus::disabled);
        const bool is_disabled = account.status == AccountStatus::disabled;
        const ChangeKind kind = was_disabled == is_disabled ? ChangeKind::modify
                                : is_disabled               ? ChangeKind::disable
                                                            : ChangeKind::enable;
        explain(account, attributes);
        const auto modify = [&](const Dn& dn) {
            if (attributes.empty()) return;
            Change& change = new_account_change(account, kind, dn);
            change.attributes = std::move(attributes);
            change.lifts = change.lifts || shows_again(account, actual, desired);
            if (account.possibly_protected)
                std::ranges::move(withheld_findings(in_.policy, actual, change), std::back_inserter(plan_.findings));
        };
        const auto move = [&] { new_account_change(account, ChangeKind::move, actual.dn()).new_dn = desired.dn(); };
        // One Change is one LDAP operation. Who is disabled is so before the entry moves, and is back before it is
        // enabled.
        if (moves && kind == ChangeKind::enable) {
            move();
            modify(desired.dn());
        } else {
            modify(actual.dn());
            if (moves) move();
        }
        account_dns_[account.id.text()] = desired.dn();
    }

    Change& new_account_change(const DesiredAccount& account, ChangeKind kind, const Dn& dn) {
        Change& change = changes_.emplace_back();
        change.kind = kind;
        change.entry_class = EntryClass::account;
        change.dn = dn;
        change.person = account.id.person.value;
        change.account = account.id.text();
        change.municipality = in_.policy.code;
        change.cause = account.cause;
        // Nobody has removed an entry that never was.
        const bool never_was = kind == ChangeKind::create && account.known == nullptr;
        if (in_.inputs_unchanged && !never_was && !account.possibly_protected)
            change.cause = {CauseKind::foreign_change, "", "", ""};
        change.link = change.account;
        change.lifts = would_show(account);
        return change;
    }

    bool shows_again(const DesiredAccount& account, const Entry& actual, const Entry& desired) const {
        return account.status == AccountStatus::active && is_withheld(in_.policy, actual) &&
               !is_withheld(in_.policy, desired);
    }

    // Which rule gave each value, and where what the rule read was read.
    void explain(const DesiredAccount& account, std::vector<AttributeChange>& attributes) const {
        for (AttributeChange& attribute : attributes) {
            const AttributeRule* rule = projector_.rule_of(EntryClass::account, attribute.name);
            if (rule == nullptr) continue;
            attribute.rule = rule->id;
            const Origin* origin = account.person == nullptr ? nullptr : projector_.origin_of(*rule, *account.person);
            if (origin == nullptr) continue;
            attribute.source = in_.world.pool.view(origin->source);
            attribute.locator = Where{std::string{in_.world.pool.view(origin->place)}, origin->line, 0, ""}.text();
        }
    }

    void create_missing(const DesiredAccount& account) {
        const std::string id = account.id.text();
        if (account.frozen || sighting_.is_claimed(id) || sighting_.is_doubted(id)) return;
        if (account.status != AccountStatus::active) {
            // Nothing is made for one who has left; that the entry is gone is worth knowing while it should be there.
            if (account.status == AccountStatus::grace)
                plan_.findings.push_back(finding(messages::PLAN_MISSING_ENTRY, {account.known->dn, 0, 0, ""}));
            return;
        }
        Names names;
        if (account.known != nullptr) {
            names = {account.known->username, account.known->eppn};
        } else if (const auto found = in_.names.find(id); found != in_.names.end()) {
            names = found->second;
        } else {
            return;  // no name could be minted: mint_names() has said so
        }
        create_account(account, names);
    }

    void create_account(const DesiredAccount& account, const Names& names) {
        const Entry desired = projector_.active_account(account, names, Entry{});
        if (present_.contains(desired.dn().key())) {
            plan_.findings.push_back(finding(messages::PLAN_DN_TAKEN, {desired.dn().text(), 0, 0, ""}));
            return;
        }
        Change& change = new_account_change(account, ChangeKind::create, desired.dn());
        change.attributes = all_attributes(desired);
        explain(account, change.attributes);
        const std::string subject = in_.hash.hash("subject", change.account);
        change.reservations = {{"username", names.username, subject}, {"eppn", names.eppn, subject}};
        account_dns_[change.account] = desired.dn();
    }

    // --- units, groups, containers

    Change& new_change(EntryClass entry_class, ChangeKind kind, const Dn& dn, const Cause& cause,
                       const std::string& link) {
        Change& change = changes_.emplace_back();
        change.kind = kind;
        change.entry_class = entry_class;
        change.dn = dn;
        change.municipality = in_.policy.code;
        change.cause = cause;
        change.link = link;
        return change;
    }

    // Creates or modifies one entry that is not an account.
    void plan_other(EntryClass entry_class, const Entry& desired, const Entry* actual, const Cause& cause,
                    const std::string& link) {
        if (actual == nullptr) {
            if (present_.contains(desired.dn().key())) {
                plan_.findings.push_back(finding(messages::PLAN_DN_TAKEN, {desired.dn().text(), 0, 0, ""}));
                return;
            }
            new_change(entry_class, ChangeKind::create, desired.dn(), cause, link).attributes = all_attributes(desired);
            return;
        }
        auto attributes = diff(*actual, desired, entry_class == EntryClass::group ? managed_groups_ : managed_units_);
        if (attributes.empty()) return;
        for (AttributeChange& attribute : attributes) {
            if (const AttributeRule* rule = projector_.rule_of(entry_class, attribute.name)) attribute.rule = rule->id;
        }
        const Cause why = in_.inputs_unchanged ? Cause{CauseKind::foreign_change, "", "", ""} : cause;
        new_change(entry_class, ChangeKind::modify, actual->dn(), why, link).attributes = std::move(attributes);
    }

    const Entry* other(const std::string& link) const {
        const auto found = others_.find(link);
        return found == others_.end() ? nullptr : &found->second;
    }

    void plan_units(const Structure& structure) {
        for (const auto& [code, unit] : structure.units) {
            const std::string link = projector_.unit_link(code);
            const Entry* actual = other(link);
            if (sighting_.is_doubted(link)) continue;
            Entry desired = projector_.unit(code, unit.name.empty() ? code : unit.name, actual ? *actual : Entry{});
            if (unit.name.empty() && actual != nullptr) keep_names(in_.policy, EntryClass::unit, *actual, desired);
            plan_other(EntryClass::unit, desired, actual, unit.cause, link);
        }
    }

    static bool waits(const Change& change) { return !change.held.empty() && !change.approved; }

    // Accounts whose place in groups must not change: frozen ones, and those with a held Change of their own.
    std::unordered_set<std::string> settled_accounts() {
        std::unordered_set<std::string> result;
        for (const DesiredAccount& account : in_.accounts) {
            if (account.frozen) result.insert(account.id.text());
        }
        for (const Change& change : changes_) {
            if (!change.account.empty() && waits(change) && change.kind != ChangeKind::create)
                result.insert(change.account);
        }
        for (const DesiredAccount& account : in_.accounts) {
            if (in_.world.guarded.contains(account.id.person.value)) result.insert(account.id.text());
        }
        add_doubted(result);
        return result;
    }

    // Those whose entry is not seen or not believed, but for those that are made again.
    void add_doubted(std::unordered_set<std::string>& settled) {
        for (const DesiredAccount& account : in_.accounts) {
            if (sighting_.is_doubted(account.id.text())) settled.insert(account.id.text());
        }
        std::unordered_set<std::string> made;
        for (const Change& change : changes_) {
            if (change.kind == ChangeKind::create && !waits(change)) made.insert(change.account);
        }
        for (const auto& [account, dns] : sighting_.unseen()) {
            if (!made.contains(account)) settled.insert(account);
        }
    }

    // By which account a DN in a group is meant.
    std::unordered_map<std::string, std::string_view> accounts_by_dn() {
        std::unordered_map<std::string, std::string_view> accounts;
        for (const auto& [account, dn] : account_dns_) accounts.emplace(dn.key(), account);
        for (const auto& [link, dn] : sighting_.claims()) {
            if (!parse_account_id(link).person.empty()) accounts.emplace(dn.key(), link);
        }
        for (const auto& [account, dns] : sighting_.unseen()) {
            for (const Dn& dn : dns) accounts.emplace(dn.key(), desired_.find(account)->first);
        }
        return accounts;
    }

    std::unordered_set<std::string> held_creates() const {
        std::unordered_set<std::string> result;
        for (const Change& change : changes_) {
            if (!change.account.empty() && waits(change) && change.kind == ChangeKind::create)
                result.insert(change.account);
        }
        return result;
    }

    void plan_groups(const Structure& structure) {
        const auto settled = settled_accounts();
        const auto unborn = held_creates();
        const auto account_of_dn = accounts_by_dn();
        const bool whole = sighting_.is_whole();

        // The DNs of `wanted` accounts that can be in a group, and of settled accounts that are there.
        const auto dns = [&](const std::set<std::string>& wanted, const Values& there) {
            Values result;
            for (const std::string& account : wanted) {
                const auto dn = account_dns_.find(account);
                if (dn != account_dns_.end() && !settled.contains(account) && !unborn.contains(account))
                    result.push_back(dn->second.text());
            }
            for (const std::string& text : there) {
                const auto dn = Dn::parse(text);
                const auto account = dn ? account_of_dn.find(dn->key()) : account_of_dn.end();
                const bool stays = account != account_of_dn.end() ? settled.contains(std::string{account->second})
                                                                  : !whole && dn && !present_.contains(dn->key());
                if (stays) result.push_back(text);
            }
            return result;
        };

        std::set<std::string> planned;
        const auto written = links_as_written();
        for (const auto& [stated, group] : structure.groups) {
            // A group that is there keeps the spelling of its id, whatever is commonest today.
            GroupKey key = stated;
            const std::string as_stated = projector_.group_link(key);
            if (const auto there = written.find(text::fold(as_stated)); there != written.end())
                key.id = there->second.substr(as_stated.size() - key.id.size());
            const std::string link = projector_.group_link(key);
            planned.insert(link);
            const Entry* actual = other(link);
            if (sighting_.is_doubted(link)) continue;
            Entry desired = projector_.group(key, group.name.empty() ? key.id : group.name, actual ? *actual : Entry{});
            if (group.name.empty() && actual != nullptr) keep_names(in_.policy, EntryClass::group, *actual, desired);
            set_members(desired, dns(group.members, actual ? actual->values("member") : Values{}));
            desired.set("owner", dns(group.owners, actual ? actual->values("owner") : Values{}));
            plan_other(EntryClass::group, desired, actual, group.cause, link);
        }
        // Groups that no current record names keep their entry and lose their members.
        for (const auto& [link, actual] : others_) {
            if (!link.starts_with("group.") || planned.contains(link) || sighting_.is_doubted(link)) continue;
            Entry desired = actual;
            set_members(desired, dns({}, actual.values("member")));
            desired.set("owner", dns({}, actual.values("owner")));
            plan_other(EntryClass::group, desired, &actual, {CauseKind::absence, "", "", ""}, link);
        }
    }

    // The links of groups that are there, by link with case folded.
    std::unordered_map<std::string, std::string> links_as_written() const {
        std::unordered_map<std::string, std::string> written;
        for (const auto& [link, entry] : others_) {
            if (link.starts_with("group.")) written.emplace(text::fold(link), link);
        }
        return written;
    }

    // groupOfNames demands a member (RFC 4519 section 3.5): one without any has the groups' container.
    void set_members(Entry& group, Values members) const {
        if (members.empty()) members.push_back(projector_.container(in_.policy.groups_ou).text());
        group.set("member", std::move(members));
    }

    void plan_containers() {
        std::map<std::string, Dn> needed;  // by key
        const auto need = [&](Dn dn) {
            for (; dn.is_within(in_.policy.base); dn = dn.parent()) {
                if (!present_.contains(dn.key())) needed.emplace(dn.key(), dn);
                if (dn == in_.policy.base) break;
            }
        };
        for (const Change& change : changes_) {
            if (change.kind == ChangeKind::create) need(change.dn.parent());
            if (change.kind == ChangeKind::move) need(change.new_dn.parent());
        }
        for (const auto& [key, dn] : needed) {
            const std::string link =
                "container." + in_.policy.code + "." + (dn == in_.policy.base ? "" : dn.rdn_value());
            if (dn.rdn_attribute() != "ou") {
                plan_.findings.push_back(finding(messages::PLAN_NO_BASE, {dn.text(), 0, 0, ""}));
                continue;
            }
            new_change(EntryClass::container, ChangeKind::create, dn, {CauseKind::structure, "", "", ""}, link)
                .attributes = all_attributes(projector_.container_entry(dn, link));
        }
    }

    void tell_of_later_starts() {
        std::size_t count = 0;
        const DesiredAccount* first = nullptr;
        for (const DesiredAccount& account : in_.accounts) {
            if (!account.starts_later) continue;
            if (++count == 1) first = &account;
        }
        if (count == 0) return;
        const Where where{first->cause.locator, 0, 0, ""};
        plan_.findings.push_back(finding(messages::PLAN_STARTS_LATER, where, {{"count", std::to_string(count)}}));
    }

    void fill_plan() {
        std::set<std::string_view> persons, described;
        for (const DesiredAccount& account : in_.accounts) {
            persons.insert(account.id.person.value);
            if (account.person != nullptr) described.insert(account.id.person.value);
        }
        for (const Identity& identity : in_.identities) {
            if (persons.contains(identity.person)) plan_.identities.push_back(identity);
        }
        plan_.findings.insert(plan_.findings.end(), sighting_.findings().begin(), sighting_.findings().end());
        std::ranges::move(vanished_marks(in_.policy, in_.world), std::back_inserter(plan_.findings));
        plan_.identities = learnt(plan_.identities, in_.persons, changes_, plan_.held, described);
        tell_of_later_starts();
        plan_.as_of = in_.as_of;
        plan_.municipality = in_.policy.code;
        plan_.complete = in_.complete;
        std::ranges::sort(plan_.findings, [](const Finding& a, const Finding& b) {
            return std::tie(a.id, a.where.place) < std::tie(b.id, b.where.place);
        });
        plan_.changes = std::move(changes_);
    }

    const PlanInput& in_;
    Projector projector_;
    std::unordered_map<std::string, const DesiredAccount*> desired_;
    std::vector<std::string> managed_accounts_, managed_groups_, managed_units_;
    Sighting sighting_;
    Unreadable unreadable_;
    std::unordered_set<std::string> present_;         // DN keys of all entries
    std::map<std::string, Entry> others_;             // groups and units, by link
    std::map<std::string, Dn> account_dns_;           // account → DN after this plan
    std::map<std::string, KnownAccount> recognised_;  // by link
    std::vector<Change> changes_;
    Plan plan_;
};

Planner::Planner(const PlanInput& input) : state_(std::make_unique<State>(input)) {}
Planner::~Planner() = default;
void Planner::entry(Entry&& actual) {
    state_->entry(std::move(actual));
}
std::vector<KnownAccount> Planner::recognised() const {
    return state_->recognised();
}
Sighting& Planner::sighting() {
    return state_->sighting();
}
Plan Planner::finish() {
    return state_->finish();
}

}  // namespace samkat::engine
