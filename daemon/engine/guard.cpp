#include "daemon/engine/guard.hpp"

#include <algorithm>
#include <functional>
#include <unordered_map>

#include "daemon/engine/messages.hpp"
#include "daemon/engine/withhold.hpp"

namespace samkat::engine {

namespace {

Hold hold_of(const Message& message, const Arguments& arguments) {
    Hold hold{std::string{message.id}, "", {fill(message.sv, arguments), fill(message.en, arguments)}};
    for (const auto& [name, value] : arguments) {
        if (name == "source" || name == "role") hold.about = value;
    }
    return hold;
}

class AccountGuard {
  public:
    AccountGuard(const GuardInput& input, std::vector<Change>& changes) : in_(input), changes_(changes) {
        for (const DesiredAccount& account : in_.accounts) accounts_.emplace(account.id.text(), &account);
        for (const KnownPerson& person : in_.persons) persons_.emplace(person.id.value, &person);
    }

    std::vector<Hold> run() {
        hold_persons();
        hold_out_of_scope();
        hold_leavers_of_shrunken_sources();
        for (const Role role : {Role::pupil, Role::staff}) {
            hold_too_many(role, &AccountGuard::is_leaver, messages::GUARD_LEAVERS, leaver_limit(role));
            if (in_.first_run) continue;
            hold_too_many(role, &AccountGuard::is_create, messages::GUARD_CREATES,
                          relative(role, in_.policy.guard.max_creates_per_mille));
            hold_too_many(role, &AccountGuard::is_modify, messages::GUARD_MODIFIES,
                          relative(role, in_.policy.guard.max_modifies_per_mille));
        }
        return std::move(holds_);
    }

  private:
    const DesiredAccount* account_of(const Change& change) const {
        const auto found = accounts_.find(change.account);
        return found == accounts_.end() ? nullptr : found->second;
    }

    // Holds what `test` says and nobody else holds yet; says so if there was any.
    std::size_t hold_if(const Message& message, const std::function<bool(const Change&)>& test) {
        std::size_t count = 0;
        for (Change& change : changes_) {
            if (change.account.empty() || !change.held.empty() || only_withholds(change) || !test(change)) continue;
            change.held = message.id;
            ++count;
        }
        return count;
    }
    void say(const Message& message, std::size_t count, Arguments arguments = {}) {
        if (count == 0) return;
        arguments.emplace_back("count", std::to_string(count));
        arguments.emplace_back("municipality", in_.policy.name);
        holds_.push_back(hold_of(message, arguments));
    }

    void hold_persons() {
        say(messages::GUARD_PROTECTED, hold_if(messages::GUARD_PROTECTED, [&](const Change& change) {
                return in_.world.guarded.contains(change.person) && !change.lifts;
            }));
        say(messages::GUARD_UNPROTECTED,
            hold_if(messages::GUARD_UNPROTECTED, [](const Change& change) { return change.lifts; }));
        say(messages::GUARD_DUPLICATE_KEY, hold_if(messages::GUARD_DUPLICATE_KEY, [&](const Change& change) {
                return in_.world.duplicated.contains(change.person);
            }));
    }

    void hold_out_of_scope() {
        say(messages::GUARD_OUT_OF_SCOPE, hold_if(messages::GUARD_OUT_OF_SCOPE, [&](const Change& change) {
                return !change.dn.is_within(in_.policy.base) ||
                       (!change.new_dn.empty() && !change.new_dn.is_within(in_.policy.base));
            }));
    }

    // A leaver: an account that loses its standing by this Change (active → grace or disabled).
    bool is_leaver(const Change& change) const {
        const DesiredAccount* account = account_of(change);
        return account != nullptr && account->known != nullptr && account->known->status == AccountStatus::active &&
               account->status != AccountStatus::active && !only_withholds(change);
    }
    bool is_create(const Change& change) const { return change.kind == ChangeKind::create; }
    bool is_modify(const Change& change) const {
        return (change.kind == ChangeKind::modify || change.kind == ChangeKind::move) && !is_leaver(change) &&
               !only_withholds(change);
    }

    void hold_leavers_of_shrunken_sources() {
        for (const SourceCount& source : in_.sources) {
            if (!is_empty(source) && !has_shrunk(source, in_.policy.guard)) continue;
            const Message& message = is_empty(source) ? messages::GUARD_EMPTY_SOURCE : messages::GUARD_SHRUNKEN_SOURCE;
            const std::size_t count = hold_if(message, [&](const Change& change) {
                return is_leaver(change) && described_by(change, source.source);
            });
            say(message, count,
                {{"source", source.source},
                 {"before", std::to_string(source.records_before)},
                 {"now", std::to_string(source.records)}});
        }
    }
    bool described_by(const Change& change, const std::string& source) const {
        const auto known = persons_.find(change.person);
        return known == persons_.end() ||
               std::ranges::find(known->second->sources, source) != known->second->sources.end();
    }

    // Accounts of the role that are not disabled.
    std::size_t accounts(Role role) const {
        return static_cast<std::size_t>(std::ranges::count_if(in_.accounts, [&](const DesiredAccount& account) {
            return account.id.role == role && account.known != nullptr &&
                   account.known->status != AccountStatus::disabled;
        }));
    }
    // Never less than small_floor: in a small school two new pupils are many per mille.
    std::size_t relative(Role role, std::uint32_t per_mille) const {
        return std::max<std::size_t>(in_.policy.guard.small_floor, accounts(role) * per_mille / 1000);
    }
    std::size_t leaver_limit(Role role) const {
        const std::size_t total = accounts(role);
        const std::size_t absolute = in_.policy.guard.max_leavers;
        if (total < in_.policy.guard.small_floor) return absolute;
        return std::min<std::size_t>(absolute,
                                     std::max<std::size_t>(1, total * in_.policy.guard.max_leavers_per_mille / 1000));
    }

    void hold_too_many(Role role, bool (AccountGuard::*test)(const Change&) const, const Message& message,
                       std::size_t limit) {
        std::set<std::string_view> counted;
        const auto counts = [&](const Change& change) {
            const DesiredAccount* account = account_of(change);
            return account != nullptr && account->id.role == role && (this->*test)(change);
        };
        for (const Change& change : changes_) {
            if (change.held.empty() && counts(change)) counted.insert(change.account);
        }
        if (counted.size() <= limit) return;
        say(message, hold_if(message, counts),
            {{"role", std::string{name_of(role)}},
             {"limit", std::to_string(limit)},
             {"accounts", std::to_string(accounts(role))}});
    }

    const GuardInput& in_;
    std::vector<Change>& changes_;
    std::unordered_map<std::string, const DesiredAccount*> accounts_;
    std::unordered_map<std::string, const KnownPerson*> persons_;
    std::vector<Hold> holds_;
};

std::size_t hold_all(std::vector<Change>& changes, const Message& message) {
    std::size_t count = 0;
    for (Change& change : changes) {
        if (!change.held.empty() || only_withholds(change)) continue;
        change.held = message.id;
        ++count;
    }
    return count;
}

// Changes are in an order where what is depended on comes first, so that one pass is enough.
void hold_dependents(std::vector<Change>& changes) {
    for (Change& change : changes) {
        if (!change.held.empty() || only_withholds(change)) continue;
        for (const std::uint32_t seq : change.depends_on) {
            if (changes[seq - 1].held.empty()) continue;
            change.held = changes[seq - 1].held;
            break;
        }
    }
}

}  // namespace

bool is_empty(const SourceCount& source) {
    return source.records == 0 && source.records_before > 0;
}

bool has_shrunk(const SourceCount& source, const GuardPolicy& policy) {
    const std::uint64_t keeps = source.records_before * (1000 - std::min(1000u, policy.shrink_per_mille));
    return source.records_before >= policy.small_floor && source.records * 1000 < keeps;
}

std::vector<Hold> guard_accounts(const GuardInput& input, std::vector<Change>& changes) {
    return AccountGuard{input, changes}.run();
}

std::vector<Hold> guard_plan(const GuardInput& input, std::vector<Change>& changes) {
    std::vector<Hold> holds;
    const Message* whole = input.first_run && input.policy.guard.first_run            ? &messages::GUARD_FIRST_RUN
                           : input.config_changed && input.policy.guard.config_change ? &messages::GUARD_CONFIG_CHANGED
                                                                                      : nullptr;
    if (whole != nullptr) {
        const std::size_t count = hold_all(changes, *whole);
        if (count > 0)
            holds.push_back(hold_of(*whole, {{"municipality", input.policy.name}, {"count", std::to_string(count)}}));
    }
    hold_dependents(changes);
    return holds;
}

void apply_approvals(std::span<const Approval> approvals, std::string_view now, std::vector<Change>& changes) {
    std::set<std::pair<std::string_view, std::string_view>> valid;
    for (const Approval& each : approvals) {
        if (each.expires > now) valid.emplace(each.municipality, each.digest);
    }
    for (Change& change : changes) {
        change.approved =
            !change.held.empty() && !valid.empty() && valid.contains({change.municipality, change.digest()});
    }
}

}  // namespace samkat::engine
