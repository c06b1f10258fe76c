// Guard (broms): rules that hold Changes and what depends on them; the rest goes on. They count operations, not totals:
// a thousand pupils swapped for a thousand others trips them. Pure.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/engine/keyed_hash.hpp"
#include "daemon/engine/lifecycle.hpp"
#include "daemon/engine/messages.hpp"
#include "daemon/engine/sighting.hpp"
#include "daemon/model/known.hpp"
#include "daemon/model/plan.hpp"
#include "daemon/model/policy.hpp"

namespace samkat::engine {

// What Change::held and Hold::guard say, where others act on it: the ids of the guard's messages.
namespace guard_id {
inline constexpr std::string_view protected_person = messages::GUARD_PROTECTED.id;
inline constexpr std::string_view unprotected_person = messages::GUARD_UNPROTECTED.id;
inline constexpr std::string_view undecided = messages::GUARD_UNDECIDED.id;
inline constexpr std::string_view failing = messages::GUARD_FAILING.id;
inline constexpr std::string_view clock = messages::GUARD_CLOCK.id;
inline constexpr std::string_view first_run = messages::GUARD_FIRST_RUN.id;
inline constexpr std::string_view config_changed = messages::GUARD_CONFIG_CHANGED.id;
}  // namespace guard_id

// What one source delivered, against what it delivered last time.
struct SourceCount {
    std::string source;
    std::uint64_t records = 0;
    // The fewest of those that were believed, the last one and all since before a week: one with too many is followed
    // by a right one. 0: never read before.
    std::uint64_t records_before = 0;
    // When its content was current, where that is before the content that followed was: it is older than what has been
    // read. Empty: it is not.
    std::string older_than{};
    bool repeats = false;     // it is known for older because the same content was read before, and another since
    bool to_and_fro = false;  // and that more than once
    std::uint64_t strangers_before = 0;  // as World::strangers, by what was believed last
    // What was believed last was new the night before: there is a day's work of changes, and no more.
    bool daily = false;
};

// What the store remembers of deliveries, latest first, and when (RFC 3339) content that comes again was last read to
// be old: a change that is taken back the next day is none.
struct DeliveryPast {
    std::span<const Delivery> earlier;
    std::string old_before;
};
// A file that was wrong for seven nights is right on the eighth, which may begin a little later than the first did.
inline constexpr std::chrono::hours wrong_for_a_week{7 * 24 + 12};
// And the last right one was read the night before the first.
inline constexpr std::chrono::hours right_before_a_week{8 * 24 + 12};
// Content that was read first so lately is of the night before.
inline constexpr std::chrono::hours new_last_night{36};
// Sets records_before of `count`: of what was delivered last, and of what was last read after `week_ago` (RFC 3339).
void compare_records(SourceCount& count, const DeliveryPast& past, std::string_view week_ago);
// Says of `count` whether what was delivered with `digest` and `age` (RFC 3339, or empty) is older than the latest.
void judge_content(SourceCount& count, const std::string& digest, const std::string& age, const DeliveryPast& past);

// True if nothing may follow from what the source left out: it is empty and was not, or has shrunk beyond the limit.
bool is_empty(const SourceCount& source);
bool has_shrunk(const SourceCount& source, const GuardPolicy& policy);

struct GuardInput {
    const MunicipalityPolicy& policy;
    std::span<const DesiredAccount> accounts;
    std::span<const KnownPerson> persons;
    std::span<const SourceCount> sources;
    const World& world;
    const KeyedHash& hash;
    bool first_run = false;
    bool config_changed = false;
    std::span<const Identity> identities{};  // what is new or changed about who is who
    std::span<const PastChange> past{};      // of the municipality, that nobody approved
    std::span<const PastChange> answered{};  // and that somebody did
    std::string_view now{};                  // RFC 3339
    Date as_of{};
    Date last_as_of{};                      // of the last run whose day could be believed; none: there was none
    bool clock_doubted = false;             // as_of cannot follow it
    Sighting* sighting = nullptr;           // what of the directory is believed; null: all
    std::span<const Approval> approvals{};  // what they cover counts in no limit over time
    std::set<std::string> questioned{};     // sources, by what was said of the accounts
};

// True if a run for `as_of` cannot follow one for `last`: the clock was set back, or ahead by weeks.
bool is_clock_doubtful(Date last, Date as_of, const GuardPolicy& policy);

// Holds Changes of accounts by the rules of guard/rules.hpp; no guard holds what only withholds (withhold.hpp). Sets
// Change::held; returns what was said.
std::vector<Hold> guard_accounts(const GuardInput& input, std::vector<Change>& changes);

// The sources that `holds` call in question, but for those of which everything that was held is approved.
std::set<std::string> questioned_by(std::span<const Hold> holds, std::span<const Change> changes);

// Holds whole plans (first run, changed config), then groups and units by the rules of guard/structure.hpp, then
// everything that depends on a held Change, and containers that only held Changes need.
std::vector<Hold> guard_plan(const GuardInput& input, std::vector<Change>& changes);

// Sets Change::approved of all: true where the Change is held and `approvals` cover it, else false, whatever it was.
// Expired ones count for nothing. `now` is RFC 3339, UTC.
void apply_approvals(std::span<const Approval> approvals, std::string_view now, std::vector<Change>& changes);

}  // namespace samkat::engine
