#include "daemon/store/projection.hpp"

#include <algorithm>
#include <array>

#include "daemon/base/date.hpp"
#include "daemon/base/text.hpp"
#include "daemon/model/entry.hpp"
#include "daemon/model/event_content.hpp"
#include "daemon/model/ids.hpp"
#include "daemon/model/known.hpp"
#include "daemon/store/past_changes.hpp"
#include "daemon/store/store.hpp"

namespace samkat::store {

namespace {

constexpr std::string_view username_attribute = "uid";
constexpr std::string_view eppn_attribute = "eduPersonPrincipalName";
constexpr std::string_view status_attribute = "samkatAccountStatus";
constexpr std::string_view grace_attribute = "samkatGraceUntil";

std::int64_t number(std::uint64_t value) {
    return static_cast<std::int64_t>(value);
}

Result<void> project_person(Database& database, const Event& event) {
    const auto identity = read_identity(event.content);
    if (!identity) return fail(identity.error());
    database.run("INSERT OR REPLACE INTO persons VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                 {identity->person, event.municipality, event.time, identity->subject, identity->civic_hash,
                  identity->birth_hash, joined(identity->name_hashes), joined(identity->sources),
                  joined(identity->protected_by), joined(identity->given_hashes), std::int64_t{identity->birth_stated},
                  joined(identity->places), joined(identity->contacts)});
    for (const std::string& hash : identity->register_keys) {
        database.run("INSERT OR REPLACE INTO register_keys VALUES(?, ?, ?, ?)",
                     {hash, event.municipality, event.time, identity->person});
    }
    return {};
}

// The first to reserve a name has it, also where two chains should tell of two: by time, then chain, then seq.
Result<void> project_reserve(Database& database, const Event& event) {
    const auto reservation = read_reservation(event.content);
    if (!reservation) return fail(reservation.error());
    database.run(
        "INSERT INTO names VALUES(?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(purpose, name) DO UPDATE SET shown = "
        "excluded.shown, "
        "subject = excluded.subject, person = excluded.person, municipality = excluded.municipality, time = "
        "excluded.time, "
        "seq = excluded.seq WHERE (excluded.time, excluded.municipality, excluded.seq) < (time, municipality, seq)",
        {reservation->purpose, text::fold(reservation->name), reservation->name, reservation->subject, event.person,
         event.municipality, event.time, number(event.seq)});
    return {};
}

Result<void> project_intent(Database& database, const Event& event) {
    database.run("INSERT OR REPLACE INTO open_intents VALUES(?, ?, ?, ?, ?, ?, ?, ?, '')",
                 {event.municipality, number(event.seq), event.run, number(event.batch), event.person, event.subject,
                  event.change, event.content.is_null() ? std::string{} : event.content.dump()});
    return {};
}

// An account's row, and what Changes do to it.
struct Account {
    std::string dn;
    std::string username;
    std::string eppn;
    std::string status{name_of(AccountStatus::active)};
    std::string grace_until;
};

Account account_row(Database& database, const std::string& account) {
    Rows rows =
        database.query("SELECT dn, username, eppn, status, grace_until FROM accounts WHERE account = ?", {account});
    if (!rows.next()) return {};
    return {rows.text(0), rows.text(1), rows.text(2), rows.text(3), rows.text(4)};
}

// A date, from YYYY-MM-DD, YYYYMMDD or GeneralizedTime (RFC 4517 section 3.3.13); else empty.
std::string date_of(const std::string& text) {
    auto date = parse_date(text);
    if (!date && text.size() > 8) date = parse_date(std::string_view{text}.substr(0, 8));
    return date ? format_date(*date) : std::string{};
}

void take_attribute(Account& account, const Json& attribute) {
    const std::string& name = attribute["name"].as_string();
    const Json::Array& after = attribute["after"].as_array();
    const std::string value = after.empty() ? std::string{} : after.front().as_string();
    // A disabled entry may lose its names and its account still has them.
    if (same_name(name, username_attribute) && !value.empty()) account.username = value;
    if (same_name(name, eppn_attribute) && !value.empty()) account.eppn = value;
    if (same_name(name, status_attribute) && parse_account_status(value)) account.status = value;
    if (same_name(name, grace_attribute)) account.grace_until = date_of(value);
}

void take_kind(Account& account, const std::string& kind) {
    if (kind == name_of(ChangeKind::disable)) account.status = name_of(AccountStatus::disabled);
    if (kind == name_of(ChangeKind::enable)) account.status = name_of(AccountStatus::active);
}

// Only the owning municipality's chain writes an account.
bool is_account_of(const Json& change, const std::string& municipality) {
    if (change["class"].as_string() != name_of(EntryClass::account)) return false;
    const AccountId id = parse_account_id(change["account"].as_string());
    return !id.person.empty() && id.municipality == municipality;
}

void project_change(Database& database, const Json& change, const Event& outcome) {
    const std::string& municipality = outcome.municipality;
    if (!is_account_of(change, municipality)) return;
    const std::string& id = change["account"].as_string();
    const std::string& kind = change["kind"].as_string();
    if (kind == name_of(ChangeKind::remove)) {
        database.run("DELETE FROM accounts WHERE account = ?", {id});
        return;
    }
    Account account = account_row(database, id);
    const std::string before = account.dn.empty() ? std::string{} : account.status;
    const std::string& new_dn = change["new_dn"].as_string();
    account.dn = new_dn.empty() ? change["dn"].as_string() : new_dn;
    take_kind(account, kind);
    for (const Json& attribute : change["attributes"].as_array()) take_attribute(account, attribute);
    database.run("INSERT OR REPLACE INTO accounts VALUES(?, ?, ?, ?, ?, ?, ?)",
                 {id, municipality, account.dn, account.username, account.eppn, account.status, account.grace_until});
    note_past_change(database, outcome, change, before, account.status);
}

// The open intent that `event` is the outcome of: by seq; where the key of its content is gone, the oldest with its
// digest. 0: none.
Result<std::int64_t> intent_of(Database& database, const Event& event) {
    if (!event.content.is_null()) {
        const auto detail = read_outcome_detail(event.content);
        if (!detail) return fail(detail.error());
        return number(detail->intent);
    }
    Rows rows = database.query("SELECT min(seq) FROM open_intents WHERE chain = ? AND digest = ?",
                               {event.municipality, event.change});
    return rows.next() ? rows.number(0) : 0;
}

// A Change that was refused, or that did not fit, counts until its entry is changed. One that was never sent, or whose
// fate is not known, says nothing of the Change.
Result<void> project_failure(Database& database, const Event& event, Outcome outcome) {
    if (took_effect(outcome)) {
        database.run("DELETE FROM failures WHERE chain = ? AND subject = ?", {event.municipality, event.subject});
        return {};
    }
    if ((outcome != Outcome::failed && outcome != Outcome::skipped_stale) || event.content.is_null()) return {};
    const auto detail = read_outcome_detail(event.content);
    if (!detail) return fail(detail.error());
    database.run(
        "INSERT INTO failures VALUES(?, ?, ?, 1, ?, ?) ON CONFLICT(chain, subject) DO UPDATE SET "
        "times = CASE WHEN digest = excluded.digest AND reason_en = excluded.reason_en THEN times + 1 ELSE 1 END, "
        "digest = excluded.digest, reason_sv = excluded.reason_sv, reason_en = excluded.reason_en",
        {event.municipality, event.subject, event.change, detail->error.sv, detail->error.en});
    return {};
}

// What is known already is known better.
Result<void> project_found(Database& database, const Event& event) {
    const auto found = read_found(event.content);
    if (!found) return fail(found.error());
    if (found->id.municipality != event.municipality) return {};
    database.run("INSERT OR IGNORE INTO accounts VALUES(?, ?, ?, ?, ?, ?, ?)",
                 {found->id.text(), event.municipality, found->dn, found->username, found->eppn,
                  std::string{name_of(found->status)},
                  found->grace_until.ok() ? format_date(found->grace_until) : std::string{}});
    return {};
}

Result<void> project_undecided(Database& database, const Event& event) {
    const auto undecided = read_undecided(event.content);
    if (!undecided) return fail(undecided.error());
    for (const std::uint64_t seq : undecided->intents) {
        database.run("UPDATE open_intents SET undecided_since = ? WHERE chain = ? AND seq = ? AND undecided_since = ''",
                     {event.time, event.municipality, number(seq)});
    }
    return {};
}

Result<void> project_outcome(Database& database, const Event& event) {
    const auto intent = intent_of(database, event);
    if (!intent) return fail(intent.error());
    const auto outcome = parse_outcome(event.outcome);
    if (outcome) {
        if (auto done = project_failure(database, event, *outcome); !done) return done;
    }
    if (outcome && took_effect(*outcome)) {
        Rows rows = database.query("SELECT change FROM open_intents WHERE chain = ? AND seq = ?",
                                   {event.municipality, *intent});
        if (rows.next()) {
            const auto change = Json::parse(rows.text(0));
            if (change) project_change(database, *change, event);
        }
        // What was approved has been done; the same Change another day is another decision.
        database.run("DELETE FROM approvals WHERE chain = ? AND digest = ?", {event.municipality, event.change});
    }
    database.run("DELETE FROM open_intents WHERE chain = ? AND seq = ?", {event.municipality, *intent});
    return {};
}

Result<void> project_approve(Database& database, const Event& event) {
    const auto decision = read_decision(event.content);
    if (!decision) return fail(decision.error());
    for (const std::string& digest : decision->digests) {
        database.run("INSERT OR REPLACE INTO approvals VALUES(?, ?, ?, ?, ?, ?)",
                     {event.municipality, digest, decision->expires, event.actor, decision->plan, decision->config});
    }
    return {};
}

Result<void> project_reject(Database& database, const Event& event) {
    const auto decision = read_decision(event.content);
    if (!decision) return fail(decision.error());
    for (const std::string& digest : decision->digests) {
        database.run("DELETE FROM approvals WHERE chain = ? AND digest = ?", {event.municipality, digest});
    }
    return {};
}

// True if the chain's latest delivery from the source is this one; it then has been read again.
bool read_again(Database& database, const Event& event, const PlanSource& read) {
    std::int64_t seq = 0;
    {
        Rows latest = database.query(
            "SELECT seq, digest FROM deliveries WHERE chain = ? AND source = ? ORDER BY seq DESC LIMIT 1",
            {event.municipality, read.source});
        if (!latest.next() || latest.text(1) != read.digest) return false;
        seq = latest.number(0);
    }
    database.run(
        "UPDATE deliveries SET records = ?, strangers = ?, age = ?, last_read = ? WHERE chain = ? AND source = ? AND "
        "seq = ?",
        {number(read.records), number(read.strangers), read.age, event.time, event.municipality, read.source, seq});
    return true;
}

Result<void> project_source_read(Database& database, const Event& event) {
    const auto read = read_source_read(event.content);
    if (!read) return fail(read.error());
    if (read_again(database, event, *read)) return {};
    database.run("INSERT INTO deliveries VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
                 {event.municipality, read->source, number(event.seq), read->digest, number(read->records),
                  number(read->strangers), read->age, event.time, event.time});
    database.run(
        "DELETE FROM deliveries WHERE chain = ?1 AND source = ?2 AND seq NOT IN "
        "(SELECT seq FROM deliveries WHERE chain = ?1 AND source = ?2 ORDER BY seq DESC LIMIT ?3)",
        {event.municipality, read->source, std::int64_t{deliveries_kept}});
    return {};
}

// Until the run has finished nobody knows what it left undone.
Result<void> project_run_started(Database& database, const Event& event) {
    database.run("UPDATE municipalities SET settled = 0 WHERE chain = ?", {event.municipality});
    return {};
}

Result<void> project_run_finished(Database& database, const Event& event) {
    const auto finished = read_run_finished(event.content);
    if (!finished) return fail(finished.error());
    database.run(
        "INSERT INTO municipalities VALUES(?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(chain) DO UPDATE SET "
        "config_digest = excluded.config_digest, municipality_config_digest = excluded.municipality_config_digest, "
        "first_run_done = max(first_run_done, excluded.first_run_done), as_of = excluded.as_of, settled = "
        "excluded.settled, last_run = "
        "excluded.last_run, "
        "last_finished = excluded.last_finished",
        {event.municipality, finished->config_digest, finished->municipality_config_digest,
         std::int64_t{finished->first_run_done}, format_date(finished->as_of), std::int64_t{finished->settled},
         event.run, event.time});
    return {};
}

struct Projector {
    std::string_view kind;
    Result<void> (*project)(Database&, const Event&);
    bool needs_content;
};
constexpr std::array<Projector, 11> projectors = {{
    {event_kind::person, project_person, true},
    {event_kind::reserve, project_reserve, true},
    {event_kind::intent, project_intent, false},
    {event_kind::outcome, project_outcome, false},
    {event_kind::undecided, project_undecided, true},
    {event_kind::found, project_found, true},
    {event_kind::approve, project_approve, true},
    {event_kind::reject, project_reject, true},
    {event_kind::source_read, project_source_read, true},
    {event_kind::run_started, project_run_started, false},
    {event_kind::run_finished, project_run_finished, true},
}};

}  // namespace

Result<void> project(Database& database, const Event& event) {
    const auto found = std::ranges::find(projectors, event.kind, &Projector::kind);
    if (found == projectors.end() || (found->needs_content && event.content.is_null())) return {};
    return found->project(database, event);
}

std::string joined(const std::vector<std::string>& list) {
    return text::join(list, "\n");
}

std::vector<std::string> listed(std::string_view text) {
    if (text.empty()) return {};
    return text::split(text, "\n");
}

}  // namespace samkat::store
