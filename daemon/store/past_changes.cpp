#include "daemon/store/past_changes.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "daemon/base/text.hpp"
#include "daemon/model/change.hpp"
#include "daemon/model/known.hpp"
#include "daemon/store/projection.hpp"

namespace samkat::store {

namespace {

bool was_approved(Database& database, const Event& outcome) {
    Rows rows = database.query("SELECT 1 FROM approvals WHERE chain = ? AND digest = ? AND expires > ?",
                               {outcome.municipality, outcome.change, outcome.time});
    return rows.next();
}

bool is_of_first_run(Database& database, const Event& outcome) {
    Rows rows = database.query("SELECT first_run_done FROM municipalities WHERE chain = ?", {outcome.municipality});
    return !rows.next() || rows.number(0) == 0;
}

// None: the account was out of use and stays so, as when its grace ends. What it loses then, it loses because it left.
std::optional<Effect> effect_of(const Json& change, std::string_view before, std::string_view after) {
    if (change["kind"].as_string() == name_of(ChangeKind::create)) return Effect::create;
    const std::string_view active = name_of(AccountStatus::active);
    if (before == active && after != active) return Effect::leave;
    if (before != active && after == active) return Effect::comeback;
    if (after != active) return std::nullopt;
    return Effect::modify;
}

std::vector<std::string> changed_attributes(const Json& change) {
    std::set<std::string> names;
    for (const Json& attribute : change["attributes"].as_array())
        names.insert(text::fold(attribute["name"].as_string()));
    return {names.begin(), names.end()};
}

void forget_old(Database& database, const Event& outcome) {
    const auto time = parse_time(outcome.time);
    if (!time) return;
    database.run("DELETE FROM past_changes WHERE chain = ? AND time < ?",
                 {outcome.municipality, format_time(*time - std::chrono::days{past_days})});
}

}  // namespace

void note_past_change(Database& database, const Event& outcome, const Json& change, std::string_view before,
                      std::string_view after) {
    // What only withholds is no change that a register made to values.
    if (change["cause"]["kind"].as_string() == name_of(CauseKind::protection)) return;
    if (was_approved(database, outcome) || is_of_first_run(database, outcome)) return;
    const auto effect = effect_of(change, before, after);
    if (!effect) return;
    // What a newcomer gets is no change of somebody's values.
    const auto attributes = effect == Effect::create ? std::vector<std::string>{} : changed_attributes(change);
    database.run("INSERT OR REPLACE INTO past_changes VALUES(?, ?, ?, ?, ?, ?)",
                 {outcome.municipality, static_cast<std::int64_t>(outcome.seq), outcome.time,
                  change["account"].as_string(), std::string{name_of(*effect)}, joined(attributes)});
    forget_old(database, outcome);
}

}  // namespace samkat::store
