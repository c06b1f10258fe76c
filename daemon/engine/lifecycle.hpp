// lifecycle: which Accounts a municipality should have today, and in which state. Pure.
//
//   active   somebody is enrolled or on duty (from lead_days before the first day to the last day, inclusive)
//   grace    no longer so; the account stays as it is until grace_until
//   disabled as_of has reached grace_until
//
// The person of an account is the one that its own municipality describes (World): what another says of the same human
// being gives it no value and no state.
//
// Absence counts only where every source that described the person last was read whole, fresh and with readable keys.
#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "daemon/engine/world.hpp"
#include "daemon/model/known.hpp"
#include "daemon/model/policy.hpp"

namespace samkat::engine {

struct DesiredAccount {
    AccountId id;
    const Person* person = nullptr;       // null: absent from the registers; the entry keeps what it has
    const KnownAccount* known = nullptr;  // null: to be created
    AccountStatus status = AccountStatus::active;
    Date grace_until{};  // in grace and disabled
    Cause cause{};       // of the state
    // Left out, without an end date, by a source that leaves out whom it protects.
    bool possibly_protected = false;
    // She has started, and the records say now that she starts later: frozen. A newcomer leaves instead, until she
    // starts.
    bool starts_later = false;
    bool frozen = false;  // nothing may change: conflict, damaged record or a source that cannot be believed
};

struct LifecycleInput {
    const MunicipalityPolicy& policy;
    Date as_of;
    const World& world;
    std::span<const KnownAccount> accounts;            // of the municipality
    std::span<const KnownPerson> persons;              // all
    const std::set<std::string, std::less<>>& failed;  // sources that were not read: their people stay as they are
    const std::set<std::string, std::less<>>& silent;  // sources that were read, but from whose silence nothing follows
};

// Sorted by account id. The pointers point into the input.
std::vector<DesiredAccount> lifecycle(const LifecycleInput& input);

// True if `relation` (Enrolment or Duty) makes an account active on `as_of`.
template <class Relation>
bool is_current(const Relation& relation, Date as_of, std::uint32_t lead_days) {
    const std::chrono::sys_days today{as_of};
    if (relation.start.ok() && std::chrono::sys_days{relation.start} - std::chrono::days{lead_days} > today)
        return false;
    return !relation.end.ok() || std::chrono::sys_days{relation.end} >= today;
}

}  // namespace samkat::engine
