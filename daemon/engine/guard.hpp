// Guard (broms): rules that hold Changes and what depends on them; the rest goes on. They count operations, not totals:
// a thousand pupils swapped for a thousand others trips them. Pure.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/engine/lifecycle.hpp"
#include "daemon/engine/messages.hpp"
#include "daemon/model/known.hpp"
#include "daemon/model/plan.hpp"
#include "daemon/model/policy.hpp"

namespace samkat::engine {

// What Change::held and Hold::guard say, where others act on it: the ids of the guard's messages.
namespace guard_id {
inline constexpr std::string_view protected_person = messages::GUARD_PROTECTED.id;
inline constexpr std::string_view unprotected_person = messages::GUARD_UNPROTECTED.id;
inline constexpr std::string_view empty_source = messages::GUARD_EMPTY_SOURCE.id;
inline constexpr std::string_view shrunken_source = messages::GUARD_SHRUNKEN_SOURCE.id;
inline constexpr std::string_view undecided = messages::GUARD_UNDECIDED.id;
inline constexpr std::string_view failing = messages::GUARD_FAILING.id;
inline constexpr std::string_view first_run = messages::GUARD_FIRST_RUN.id;
inline constexpr std::string_view config_changed = messages::GUARD_CONFIG_CHANGED.id;
}  // namespace guard_id

// What one source delivered, against what it delivered last time.
struct SourceCount {
    std::string source;
    std::uint64_t records = 0;
    std::uint64_t records_before = 0;  // 0: never read before
};

// True if nothing may follow from what the source left out: it is empty and was not, or has shrunk beyond the limit.
bool is_empty(const SourceCount& source);
bool has_shrunk(const SourceCount& source, const GuardPolicy& policy);

struct GuardInput {
    const MunicipalityPolicy& policy;
    std::span<const DesiredAccount> accounts;
    std::span<const KnownPerson> persons;
    std::span<const SourceCount> sources;
    const World& world;
    bool first_run = false;
    bool config_changed = false;
};

// No guard holds what only withholds (withhold.hpp).
//
// Holds Changes of accounts one by one and by kind: protected persons (World::guarded), duplicate keys, DNs
// outside the municipality, empty or shrunken sources, too many leavers, creates and modifies. Sets Change::held;
// returns what was said.
std::vector<Hold> guard_accounts(const GuardInput& input, std::vector<Change>& changes);

// Holds whole plans (first run, changed config), then everything that depends on a held Change.
std::vector<Hold> guard_plan(const GuardInput& input, std::vector<Change>& changes);

// Sets Change::approved of all: true where the Change is held and `approvals` cover it, else false, whatever it was.
// Expired ones count for nothing. `now` is RFC 3339, UTC.
void apply_approvals(std::span<const Approval> approvals, std::string_view now, std::vector<Change>& changes);

}  // namespace samkat::engine
