#include "daemon/engine/lifecycle.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>

namespace samkat::engine {

namespace {

// What a person's enrolments (or duties) in one municipality come to.
struct Standing {
    bool current = false;
    bool coming = false;  // starts later
    Date last_end{};      // the latest end that has passed; none if nothing has ended
    std::uint16_t origin = 0;
};

template <class Relation>
Standing standing_of(const std::vector<Relation>& relations, Date as_of, std::uint32_t lead_days) {
    Standing standing;
    for (const Relation& each : relations) {
        if (is_current(each, as_of, lead_days)) {
            if (!standing.current) standing.origin = each.origin;
            standing.current = true;
        } else if (each.end.ok() && std::chrono::sys_days{each.end} < std::chrono::sys_days{as_of}) {
            const bool later = !standing.last_end.ok() || each.end > standing.last_end;
            if (later) standing.last_end = each.end;
            if (later && !standing.current) standing.origin = each.origin;
        } else {
            standing.coming = true;
        }
    }
    return standing;
}

class Lifecycle {
  public:
    explicit Lifecycle(const LifecycleInput& input) : in_(input) {
        for (const KnownPerson& person : in_.persons) known_persons_.emplace(person.id.value, &person);
        for (const KnownAccount& account : in_.accounts) known_.emplace(account.id.text(), &account);
    }

    std::vector<DesiredAccount> run() {
        for (const Person& person : in_.world.persons) {
            if (in_.world.pool.view(person.municipality) != in_.policy.code) continue;
            consider(person, Role::pupil, person.enrolments);
            consider(person, Role::staff, person.duties);
        }
        for (const KnownAccount& account : in_.accounts) {
            if (!seen_.contains(account.id.text())) result_.push_back(absent(account));
        }
        std::ranges::sort(result_, {}, &DesiredAccount::id);
        return std::move(result_);
    }

  private:
    template <class Relation>
    void consider(const Person& person, Role role, const std::vector<Relation>& relations) {
        if (relations.empty()) return;
        const Standing standing = standing_of(relations, in_.as_of, in_.policy.lead_days);
        DesiredAccount account{.id = {person.id, in_.policy.code, role}};
        const auto known = known_.find(account.id.text());
        account.known = known == known_.end() ? nullptr : known->second;
        if (standing.current) {
            account.person = &person;
            account.cause = cause_at(CauseKind::register_data, person, standing.origin, "");
        } else if (account.known == nullptr) {
            return;  // nobody gets an account for what is over or far ahead
        } else if (standing.last_end.ok()) {
            leave(account, plus_days(standing.last_end, static_cast<int>(in_.policy.grace_days)),
                  cause_at(CauseKind::end_date, person, standing.origin, format_date(standing.last_end)));
        } else {
            leave(account, {}, cause_at(CauseKind::absence, person, standing.origin, ""));
        }
        // Nobody who has started does so later: the date is wrong, or is that of something else. But the date that a
        // newcomer came with may have been the wrong one.
        account.starts_later = !standing.current && standing.coming && !standing.last_end.ok() &&
                               account.known->status == AccountStatus::active && !is_newcomer(person.id);
        account.frozen = account.starts_later || described_by(in_.failed, person.id) ||
                         (account.cause.kind == CauseKind::absence && described_by(in_.silent, person.id));
        seen_.insert(account.id.text());
        result_.push_back(std::move(account));
    }

    bool is_newcomer(const PersonId& id) const {
        const auto known = known_persons_.find(id.value);
        return known != known_persons_.end() && known->second->newcomer;
    }

    // True if one of `sources` described the person last time: what the others say may be half the truth.
    bool described_by(const std::set<std::string, std::less<>>& sources, const PersonId& id) const {
        const auto known = known_persons_.find(id.value);
        return known != known_persons_.end() &&
               std::ranges::any_of(known->second->sources,
                                   [&](const std::string& source) { return sources.contains(source); });
    }

    DesiredAccount absent(const KnownAccount& known) const {
        DesiredAccount account{
            .id = known.id, .known = &known, .status = known.status, .grace_until = known.grace_until};
        // What is unclear about her keeps no grace from ending that began before.
        const bool unclear =
            in_.world.is_frozen(known.id.person, known.id.municipality) && known.status != AccountStatus::grace;
        account.frozen =
            unclear || described_by(in_.failed, known.id.person) || described_by(in_.silent, known.id.person);
        if (account.frozen) return account;
        account.possibly_protected = known.status == AccountStatus::active && left_out_as_protected(known.id.person);
        leave(account, {},
              {account.possibly_protected ? CauseKind::possible_protection : CauseKind::absence, "", "", ""});
        return account;
    }

    // True if a source that leaves out whom it protects described the person last time.
    bool left_out_as_protected(const PersonId& id) const {
        std::set<std::string, std::less<>> omitting;
        for (const SourcePolicy& source : in_.policy.sources) {
            if (source.omits_protected) omitting.insert(source.name);
        }
        return !omitting.empty() && described_by(omitting, id);
    }

    // `until`: end of grace from a known end date; none: it starts today, unless it has started already.
    void leave(DesiredAccount& account, Date until, Cause cause) const {
        const KnownAccount& known = *account.known;
        if (known.status == AccountStatus::active) {
            account.grace_until = until.ok() ? until : plus_days(in_.as_of, static_cast<int>(in_.policy.grace_days));
        } else {
            account.grace_until = known.grace_until;
        }
        const bool over = known.status == AccountStatus::disabled || !account.grace_until.ok() ||
                          std::chrono::sys_days{in_.as_of} >= std::chrono::sys_days{account.grace_until};
        account.status = over ? AccountStatus::disabled : AccountStatus::grace;
        account.cause = std::move(cause);
        if (known.status == AccountStatus::grace && over) {
            account.cause = {CauseKind::end_date, account.cause.source, account.cause.locator,
                             format_date(account.grace_until)};
        }
    }

    Cause cause_at(CauseKind kind, const Person& person, std::uint16_t origin, std::string detail) const {
        const Origin& at = person.origins[origin];
        const Where where{std::string{in_.world.pool.view(at.place)}, at.line, 0, ""};
        return {kind, std::string{in_.world.pool.view(at.source)}, where.text(), std::move(detail)};
    }

    const LifecycleInput& in_;
    std::unordered_map<std::string, const KnownPerson*> known_persons_;
    std::unordered_map<std::string, const KnownAccount*> known_;
    std::set<std::string> seen_;
    std::vector<DesiredAccount> result_;
};

}  // namespace

std::vector<DesiredAccount> lifecycle(const LifecycleInput& input) {
    return Lifecycle{input}.run();
}

}  // namespace samkat::engine
