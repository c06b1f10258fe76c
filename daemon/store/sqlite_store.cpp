#include "daemon/store/sqlite_store.hpp"

#include "daemon/base/text.hpp"
#include "daemon/store/content.hpp"
#include "daemon/store/database_store.hpp"
#include "daemon/store/messages.hpp"
#include "daemon/store/missing_store.hpp"
#include "daemon/store/projection.hpp"
#include "daemon/store/schema.hpp"

namespace samkat::store {

namespace {

// As people call the chain.
std::string chain_name(const Event& event) {
    return event.municipality.empty() ? "system" : event.municipality;
}

// Whether `event` is the one after `cursor`; false: it has been applied.
Result<bool> is_next(const Cursor& cursor, const Event& event) {
    if (event.seq <= cursor.seq) return false;
    const Arguments arguments = {
        {"chain", chain_name(event)}, {"cursor", std::to_string(cursor.seq)}, {"found", std::to_string(event.seq)}};
    if (event.seq != cursor.seq + 1) return fail(store_messages::GAP, {}, arguments);
    if (event.prev != cursor.hash) return fail(store_messages::OTHER_LOG, {}, arguments);
    return true;
}

tl::unexpected<Error> bad_event(const Event& event, const Error& error) {
    Error result =
        finding(store_messages::EVENT, {}, {{"chain", chain_name(event)}, {"line", std::to_string(event.seq)}});
    result.text.sv = fill(result.text.sv, {{"reason", error.text.sv}});
    result.text.en = fill(result.text.en, {{"reason", error.text.en}});
    return fail(std::move(result));
}

std::int64_t pragma(Database& database, std::string_view sql) {
    Rows rows = database.query(sql);
    return rows.next() ? rows.number(0) : 0;
}

Result<void> check_version(Database& database, const std::filesystem::path& path) {
    if (pragma(database, "PRAGMA application_id") != application_id) {
        return fail(store_messages::FOREIGN, {}, {{"path", path.string()}});
    }
    const std::int64_t version = pragma(database, "PRAGMA user_version");
    if (version == schema_version) return {};
    return fail(
        store_messages::VERSION, {},
        {{"path", path.string()}, {"found", std::to_string(version)}, {"expected", std::to_string(schema_version)}});
}

}  // namespace

Cursors read_cursors(Database& database) {
    Cursors cursors;
    Rows rows = database.query("SELECT chain, seq, hash FROM cursors");
    while (rows.next()) cursors[rows.text(0)] = {static_cast<std::uint64_t>(rows.number(1)), rows.text(2)};
    return cursors;
}

void write_cursor(Database& database, const std::string& chain, const Cursor& cursor) {
    database.run("INSERT OR REPLACE INTO cursors VALUES(?, ?, ?)",
                 {chain, static_cast<std::int64_t>(cursor.seq), cursor.hash});
}

DatabaseStore::DatabaseStore(std::filesystem::path path, std::unique_ptr<Database> database, const Secret& key,
                             bool writable)
    : path_(std::move(path)),
      database_(std::move(database)),
      seal_(std::make_unique<Seal>(*database_, key)),
      cursors_(read_cursors(*database_)),
      writable_(writable) {}

std::unique_ptr<DatabaseStore> DatabaseStore::make(std::filesystem::path path, std::unique_ptr<Database> database,
                                                   const Secret& key) {
    std::unique_ptr<DatabaseStore> store{new DatabaseStore{std::move(path), std::move(database), key, true}};
    store->seal_->write(store->cursors_);
    return store;
}

Result<std::unique_ptr<DatabaseStore>> DatabaseStore::open(std::filesystem::path path,
                                                           std::unique_ptr<Database> database, const Secret& key,
                                                           bool writable) {
    std::unique_ptr<DatabaseStore> store{new DatabaseStore{std::move(path), std::move(database), key, writable}};
    if (store->seal_->read(store->cursors_)) return store;
    return fail(store_messages::TAMPERED, {}, {{"path", store->path_.string()}});
}

Result<void> DatabaseStore::apply(std::span<const Event> events) {
    if (!writable_) return fail(store_messages::READ_ONLY, {}, {{"path", path_.string()}});
    // What the seal has seen of a transaction that is rolled back is forgotten.
    RowSums::Sums before = seal_->sums();
    auto applied = guarded(path_, [&] { return try_to_apply(events); });
    if (!applied) seal_->set(std::move(before));
    return applied;
}

Result<void> DatabaseStore::try_to_apply(std::span<const Event> events) {
    Cursors cursors = cursors_;
    Transaction transaction{*database_};
    if (auto applied = apply_all(events, cursors); !applied) return applied;
    seal_->write(cursors);
    transaction.commit();
    cursors_ = std::move(cursors);
    return {};
}

Result<void> DatabaseStore::check() const {
    return guarded(path_, [&]() -> Result<void> {
        if (read_cursors(*database_) == cursors_ && seal_->fits_rows()) return {};
        return fail(store_messages::TAMPERED, {}, {{"path", path_.string()}});
    });
}

Result<void> DatabaseStore::apply_all(std::span<const Event> events, Cursors& cursors) {
    std::set<std::string, std::less<>> moved;
    for (const Event& event : events) {
        Cursor& cursor = cursors[event.municipality];
        const auto next = is_next(cursor, event);
        if (!next) return fail(next.error());
        if (!*next) continue;
        if (auto projected = project(*database_, event); !projected) return bad_event(event, projected.error());
        cursor = {event.seq, event.hash};
        moved.insert(event.municipality);
    }
    for (const std::string& chain : moved) write_cursor(*database_, chain, cursors[chain]);
    return {};
}

Result<std::optional<std::string>> DatabaseStore::owner_of(std::string_view purpose, std::string_view name) const {
    return guarded(path_, [&]() -> Result<std::optional<std::string>> {
        Rows rows = database_->query("SELECT subject FROM names WHERE purpose = ? AND name = ?",
                                     {std::string{purpose}, text::fold(name)});
        if (!rows.next()) return std::optional<std::string>{};
        return rows.text(0);
    });
}

Result<IssuedNames> DatabaseStore::names(std::string_view purpose) const {
    return guarded(path_, [&]() -> Result<IssuedNames> {
        IssuedNames names;
        Rows rows = database_->query(
            "SELECT name, subject, shown FROM names WHERE purpose = ? ORDER BY time, municipality, seq",
            {std::string{purpose}});
        while (rows.next()) {
            names.taken.insert(rows.text(0));
            names.latest.insert_or_assign(rows.text(1), rows.text(2));
        }
        return names;
    });
}

Result<std::vector<KnownPerson>> DatabaseStore::persons() const {
    return guarded(path_, [&]() -> Result<std::vector<KnownPerson>> { return read_persons(*database_); });
}

Result<std::vector<KnownAccount>> DatabaseStore::accounts() const {
    return guarded(path_, [&]() -> Result<std::vector<KnownAccount>> {
        return read_accounts(
            database_->query("SELECT account, dn, username, eppn, status, grace_until FROM accounts ORDER BY account"));
    });
}

Result<std::vector<KnownAccount>> DatabaseStore::accounts(std::string_view municipality) const {
    return guarded(path_, [&]() -> Result<std::vector<KnownAccount>> {
        return read_accounts(
            database_->query("SELECT account, dn, username, eppn, status, grace_until FROM accounts WHERE municipality "
                             "= ? ORDER BY account",
                             {std::string{municipality}}));
    });
}

Result<std::vector<Approval>> DatabaseStore::approvals(std::string_view now) const {
    return guarded(path_, [&]() -> Result<std::vector<Approval>> { return read_approvals(*database_, now); });
}
Result<std::vector<OpenIntent>> DatabaseStore::open_intents() const {
    return guarded(path_, [&]() -> Result<std::vector<OpenIntent>> { return read_open_intents(*database_); });
}
Result<std::vector<Failure>> DatabaseStore::failures() const {
    return guarded(path_, [&]() -> Result<std::vector<Failure>> { return read_failures(*database_); });
}
Result<std::vector<Delivery>> DatabaseStore::deliveries() const {
    return guarded(path_, [&]() -> Result<std::vector<Delivery>> { return read_deliveries(*database_); });
}
Result<std::vector<MunicipalityState>> DatabaseStore::municipalities() const {
    return guarded(path_, [&]() -> Result<std::vector<MunicipalityState>> { return read_municipalities(*database_); });
}
Result<std::vector<std::string>> DatabaseStore::key_names() const {
    return guarded(path_, [&]() -> Result<std::vector<std::string>> { return read_key_names(*database_); });
}
Result<std::vector<PastChange>> DatabaseStore::past_changes() const {
    return guarded(path_, [&]() -> Result<std::vector<PastChange>> { return read_past_changes(*database_); });
}
Result<std::string> DatabaseStore::digest() const {
    return guarded(path_, [&]() -> Result<std::string> { return read_digest(*database_); });
}

Result<void> DatabaseStore::finish() {
    return guarded(path_, [&]() -> Result<void> {
        database_->script("PRAGMA journal_mode = WAL");
        seal_.reset();
        database_.reset();
        return {};
    });
}

Result<std::unique_ptr<Store>> open_store(const std::filesystem::path& path, Mode mode, const Secret& key) {
    std::error_code error;
    if (!std::filesystem::exists(path, error)) return std::make_unique<MissingStore>(path);
    return guarded(path, [&]() -> Result<std::unique_ptr<Store>> {
        const bool writable = mode == Mode::write;
        auto database = std::make_unique<Database>(path, writable ? Database::Use::write : Database::Use::read);
        if (auto ok = check_version(*database, path); !ok) return fail(ok.error());
        // A reader stays in one transaction, and so at one moment.
        database->script(writable ? "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32768"
                                  : "BEGIN");
        auto store = DatabaseStore::open(path, std::move(database), key, writable);
        if (!store) return fail(store.error());
        return std::move(*store);
    });
}

}  // namespace samkat::store
