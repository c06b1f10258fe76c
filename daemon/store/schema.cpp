#include "daemon/store/schema.hpp"

#include <array>

namespace samkat::store {

std::string_view schema() {
    return R"sql(
CREATE TABLE cursors(chain TEXT PRIMARY KEY, seq INTEGER NOT NULL, hash TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- See seal.hpp.
CREATE TABLE seal(only INTEGER PRIMARY KEY CHECK(only = 1), sums TEXT NOT NULL, mac TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- What each chain said last of who a person is. Lists are joined by newlines.
CREATE TABLE persons(
    person TEXT NOT NULL, chain TEXT NOT NULL, time TEXT NOT NULL, subject TEXT NOT NULL, civic_hash TEXT NOT NULL,
    birth_hash TEXT NOT NULL, name_hashes TEXT NOT NULL, sources TEXT NOT NULL, protected_by TEXT NOT NULL,
    given_hashes TEXT NOT NULL, birth_stated INTEGER NOT NULL,
    places TEXT NOT NULL, contacts TEXT NOT NULL,
    PRIMARY KEY(person, chain)) STRICT, WITHOUT ROWID;

-- Whom each chain found behind a register id, and when last. Kept when the id is no longer in use. The latest counts;
-- whom it was tied to before is what lets a link that was undone by mistake be made again.
CREATE TABLE register_keys(
    hash TEXT NOT NULL, chain TEXT NOT NULL, time TEXT NOT NULL, person TEXT NOT NULL,
    PRIMARY KEY(hash, chain, person)) STRICT, WITHOUT ROWID;

-- Issued names, for ever. name is folded, shown as it was written.
CREATE TABLE names(
    purpose TEXT NOT NULL, name TEXT NOT NULL, shown TEXT NOT NULL, subject TEXT NOT NULL, person TEXT NOT NULL,
    municipality TEXT NOT NULL, time TEXT NOT NULL, seq INTEGER NOT NULL,
    PRIMARY KEY(purpose, name)) STRICT, WITHOUT ROWID;

CREATE TABLE accounts(
    account TEXT PRIMARY KEY, municipality TEXT NOT NULL, dn TEXT NOT NULL, username TEXT NOT NULL, eppn TEXT NOT NULL,
    status TEXT NOT NULL, grace_until TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- change is the Change as JSON, or empty where its key is gone.
CREATE TABLE open_intents(
    chain TEXT NOT NULL, seq INTEGER NOT NULL, run TEXT NOT NULL, batch INTEGER NOT NULL, person TEXT NOT NULL,
    subject TEXT NOT NULL, digest TEXT NOT NULL, change TEXT NOT NULL, undecided_since TEXT NOT NULL,
    PRIMARY KEY(chain, seq)) STRICT, WITHOUT ROWID;

-- The last Change of each entry that failed, and how often in a row it has failed in the same way.
CREATE TABLE failures(
    chain TEXT NOT NULL, subject TEXT NOT NULL, digest TEXT NOT NULL, times INTEGER NOT NULL,
    reason_sv TEXT NOT NULL, reason_en TEXT NOT NULL,
    PRIMARY KEY(chain, subject)) STRICT, WITHOUT ROWID;

CREATE TABLE approvals(
    chain TEXT NOT NULL, digest TEXT NOT NULL, expires TEXT NOT NULL, actor TEXT NOT NULL, plan TEXT NOT NULL,
    config TEXT NOT NULL,
    PRIMARY KEY(chain, digest)) STRICT, WITHOUT ROWID;

-- What was done to accounts in the last days. seq is that of the outcome; changed holds a line an attribute: its name, and
-- digests of what it had and has (past_changes.hpp).
CREATE TABLE past_changes(
    chain TEXT NOT NULL, seq INTEGER NOT NULL, time TEXT NOT NULL, account TEXT NOT NULL, effect TEXT NOT NULL,
    changed TEXT NOT NULL, approved INTEGER NOT NULL,
    PRIMARY KEY(chain, seq)) STRICT, WITHOUT ROWID;

-- seq is that of the event that first read the delivery.
CREATE TABLE deliveries(
    chain TEXT NOT NULL, source TEXT NOT NULL, seq INTEGER NOT NULL, digest TEXT NOT NULL, records INTEGER NOT NULL,
    strangers INTEGER NOT NULL, age TEXT NOT NULL, first_read TEXT NOT NULL, last_read TEXT NOT NULL,
    PRIMARY KEY(chain, source, seq)) STRICT, WITHOUT ROWID;

CREATE TABLE municipalities(
    chain TEXT PRIMARY KEY, config_digest TEXT NOT NULL, municipality_config_digest TEXT NOT NULL,
    first_run_done INTEGER NOT NULL, as_of TEXT NOT NULL, settled INTEGER NOT NULL, last_run TEXT NOT NULL, last_finished TEXT NOT NULL) STRICT, WITHOUT ROWID;
)sql";
}

std::span<const std::string_view> content_queries() {
    static constexpr std::array<std::string_view, 10> queries = {
        "SELECT * FROM persons ORDER BY person, chain",
        "SELECT * FROM register_keys ORDER BY hash, chain, person",
        "SELECT * FROM names ORDER BY purpose, name",
        "SELECT * FROM accounts ORDER BY account",
        "SELECT * FROM open_intents ORDER BY chain, seq",
        "SELECT * FROM approvals ORDER BY chain, digest",
        "SELECT * FROM deliveries ORDER BY chain, source, seq",
        "SELECT * FROM municipalities ORDER BY chain",
        "SELECT * FROM failures ORDER BY chain, subject",
        "SELECT * FROM past_changes ORDER BY chain, seq",
    };
    return queries;
}

}  // namespace samkat::store
