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

std::vector<std::string> strings_of(const Json& json) {
    std::vector<std::string> strings;
    for (const Json& each : json.as_array()) strings.push_back(each.as_string());
    return strings;
}

std::vector<std::string> changed_lines(const Json& change) {
    std::set<std::string> lines;
    const std::string& account = change["account"].as_string();
    for (const Json& attribute : change["attributes"].as_array()) {
        const std::string name = text::fold(attribute["name"].as_string());
        const auto digest = [&](const Json& values) { return value_digest(account, name, strings_of(values)); };
        lines.insert(name + ' ' + digest(attribute["before"]) + ' ' + digest(attribute["after"]));
    }
    return {lines.begin(), lines.end()};
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
    const auto effect = effect_of(change, before, after);
    if (!effect || is_of_first_run(database, outcome)) return;
    const bool approved = was_approved(database, outcome);
    // What a newcomer gets is no change of somebody's values.
    const auto changed = effect == Effect::modify ? changed_lines(change) : std::vector<std::string>{};
    database.run(
        "INSERT OR REPLACE INTO past_changes VALUES(?, ?, ?, ?, ?, ?, ?)",
        {outcome.municipality, static_cast<std::int64_t>(outcome.seq), outcome.time, change["account"].as_string(),
         std::string{name_of(*effect)}, joined(changed), std::int64_t{approved}});
    forget_old(database, outcome);
}

std::vector<PastValue> past_values(const std::string& column) {
    std::vector<PastValue> values;
    for (const std::string& line : listed(column)) {
        const std::size_t first = line.find(' '), last = line.rfind(' ');
        if (first == last) continue;
        values.push_back({line.substr(0, first), line.substr(first + 1, last - first - 1), line.substr(last + 1)});
    }
    return values;
}

}  // namespace samkat::store
