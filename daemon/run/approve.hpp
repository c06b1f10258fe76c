// Approvals: a person's decision on held Changes. A set of Change digests with an expiry, not a run: a later plan keeps
// the approval of identical Changes, new ones wait.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "daemon/model/plan.hpp"
#include "daemon/run/installation.hpp"

namespace samkat::run {

struct DecisionScope {
    std::string municipality;        // only this one; empty: all
    std::optional<ChangeKind> only;  // only Changes of this kind; modify without those who leave
    bool leavers = false;            // only Changes of those who leave
    bool unprotect = false;          // only Changes that lift a protection
    std::string person;              // only Changes of this person, those that lift a protection among them
};

// True if an account goes into grace: LDAP calls that a modify, people look for leavers.
bool is_leaving(const Change& change);

// True if the Change waits for somebody's decision. One that is held because its person is protected does not, it is
// for hands; nor does one whose entry has an undecided Change, it waits for that. No approval lets them through.
bool awaits_decision(const Change& change);
bool is_for_hands(const Change& change);
bool is_undecided(const Change& change);
// True if the Change may be done: nothing holds it, or an approval lets it through.
bool is_let_through(const Change& change);
// True for a Change of which nobody may see more than that it is there, unless it is revealed.
bool is_of_protected(const Change& change);
// True if the Change is held because its whole plan is: a first run, or the first after a changed configuration.
bool is_held_with_whole_plan(const Change& change);
// How many of a plan's Changes await a decision.
std::size_t awaiting_decision(const Plan& plan);

// The approvals that have not expired and were given under the configuration that is in force for their municipality.
Result<std::vector<Approval>> approvals_in_force(Installation& installation);

// Marks in each plan what the approvals of now cover, and nothing else. Who takes plans out of a file does it first.
Result<void> renew_approvals(Installation& installation, std::span<Plan> plans);

// Records the approval (or rejection) of the held Changes of `plans` within `scope`. What lifts a protection is never
// approved together with other things: only where the scope names the person or asks for it. Returns how many were
// decided on. A rejection takes back what was approved before. A plan of another configuration than the one in force
// is refused: what it holds, and what it does not, is another guard's word.
Result<std::size_t> decide(Installation& installation, std::span<const Plan> plans, bool approve,
                           const DecisionScope& scope, const std::string& actor);

}  // namespace samkat::run
