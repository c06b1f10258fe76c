#include "daemon/store/database.hpp"

#include <cerrno>
#include <map>

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <fcntl.h>
#include <sqlite3.h>

#include "daemon/base/file.hpp"
#include "daemon/store/messages.hpp"

namespace samkat::store {

namespace {

constexpr int busy_timeout_ms = 5000;

// What `work` returns; SQLiteCpp's exception made ours.
template <class Work>
auto translated(const Work& work) -> decltype(work()) {
    try {
        return work();
    } catch (const SQLite::Exception& error) {
        throw DatabaseError(error.getErrorCode() & 0xFF, error.what());
    }
}

void make_file(const std::filesystem::path& path) {
    const Fd file{::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
    if (!file) throw DatabaseError(SQLITE_CANTOPEN, reason_of(errno));
}

int flags_of(Database::Use use) {
    return use == Database::Use::read ? SQLite::OPEN_READONLY : SQLite::OPEN_READWRITE;
}

void bind(SQLite::Statement& statement, const ValueList& values) {
    int index = 0;
    for (const Value& value : values) {
        ++index;
        if (const auto* number = std::get_if<std::int64_t>(&value))
            statement.bind(index, *number);
        else
            statement.bind(index, std::get<std::string>(value));
    }
}

// Each value's type, and its length where it has one, before the value.
void append_number(std::string& bytes, char type, std::uint64_t number) {
    bytes += type;
    for (int i = 0; i < 8; ++i) bytes += static_cast<char>(number >> (8 * i) & 0xFF);
}
void append_text(std::string& bytes, char type, const void* text, int size) {
    append_number(bytes, type, static_cast<std::uint64_t>(size));
    if (size > 0) bytes.append(static_cast<const char*>(text), static_cast<std::size_t>(size));
}

void append_value(std::string& bytes, sqlite3_value* value) {
    switch (sqlite3_value_type(value)) {
        case SQLITE_INTEGER:
            return append_number(bytes, 'i', static_cast<std::uint64_t>(sqlite3_value_int64(value)));
        case SQLITE_NULL:
            return append_number(bytes, 'n', 0);
        default: {
            const void* blob = sqlite3_value_blob(value);  // before its size, as SQLite wants it
            return append_text(bytes, 't', blob, sqlite3_value_bytes(value));
        }
    }
}

using ValueAt = int (*)(sqlite3*, int, sqlite3_value**);

// The row before or after the change that the hook is called for.
std::string changed_row(sqlite3* database, ValueAt value_at) {
    std::string bytes;
    for (int column = 0; column < sqlite3_preupdate_count(database); ++column) {
        sqlite3_value* value = nullptr;
        if (value_at(database, column, &value) == SQLITE_OK) append_value(bytes, value);
    }
    return bytes;
}

void on_change(void* context, sqlite3* database, int operation, const char*, const char* table, sqlite3_int64,
               sqlite3_int64) {
    const auto& watch = *static_cast<const RowWatch*>(context);
    if (operation != SQLITE_INSERT) watch(table, false, changed_row(database, sqlite3_preupdate_old));
    if (operation != SQLITE_DELETE) watch(table, true, changed_row(database, sqlite3_preupdate_new));
}

}  // namespace

Rows::~Rows() {
    if (statement_ != nullptr) statement_->tryReset();
}

bool Rows::next() {
    return translated([&] { return statement_->executeStep(); });
}

int Rows::columns() const {
    return statement_->getColumnCount();
}

std::string Rows::text(int column) const {
    return translated([&] { return statement_->getColumn(column).getString(); });
}

std::int64_t Rows::number(int column) const {
    return translated([&] { return statement_->getColumn(column).getInt64(); });
}

std::string Rows::bytes() const {
    return translated([&] {
        std::string bytes;
        bytes.reserve(256);
        for (int i = 0; i < statement_->getColumnCount(); ++i) {
            const SQLite::Column column = statement_->getColumn(i);
            if (column.isInteger())
                append_number(bytes, 'i', static_cast<std::uint64_t>(column.getInt64()));
            else if (column.isNull())
                append_number(bytes, 'n', 0);
            else
                append_text(bytes, 't', column.getBlob(), column.getBytes());
        }
        return bytes;
    });
}

struct Database::Handle {
    Handle(const std::filesystem::path& path, Use use) : database(path.string(), flags_of(use), busy_timeout_ms) {}

    SQLite::Statement& prepared(std::string_view sql) {
        const auto found = statements.find(sql);
        if (found != statements.end()) return *found->second;
        auto statement = std::make_unique<SQLite::Statement>(database, std::string{sql});
        return *statements.emplace(std::string{sql}, std::move(statement)).first->second;
    }

    SQLite::Database database;
    RowWatch watch;
    std::map<std::string, std::unique_ptr<SQLite::Statement>, std::less<>> statements;  // go before the database
};

Database::Database(const std::filesystem::path& path, Use use) {
    if (use == Use::make) make_file(path);
    handle_ = translated([&] { return std::make_unique<Handle>(path, use); });
}
Database::~Database() = default;

Rows Database::query(std::string_view sql, const ValueList& values) {
    return translated([&] {
        SQLite::Statement& statement = handle_->prepared(sql);
        bind(statement, values);
        return Rows{statement};
    });
}

void Database::run(std::string_view sql, const ValueList& values) {
    Rows rows = query(sql, values);
    while (rows.next()) {
    }
}

void Database::script(const std::string& sql) {
    translated([&] { handle_->database.exec(sql); });
}

void Database::watch(RowWatch watch) {
    handle_->watch = std::move(watch);
    const bool any = static_cast<bool>(handle_->watch);
    sqlite3_preupdate_hook(handle_->database.getHandle(), any ? on_change : nullptr, &handle_->watch);
}

Transaction::Transaction(Database& database) : database_(database) {
    database_.run("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
    if (done_) return;
    try {
        database_.run("ROLLBACK");
    } catch (const DatabaseError&) {
        // SQLite has rolled back by itself, as it does on the errors that got us here.
    }
}

void Transaction::commit() {
    database_.run("COMMIT");
    done_ = true;
}

Error error_of(const DatabaseError& error, const std::filesystem::path& path) {
    const Arguments arguments = {{"path", path.string()}, {"reason", error.what()}};
    switch (error.code) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return finding(store_messages::BUSY, {}, arguments);
        case SQLITE_CORRUPT:
            return finding(store_messages::DAMAGED, {}, arguments);
        case SQLITE_NOTADB:
            return finding(store_messages::FOREIGN, {}, arguments);
        default:
            return finding(store_messages::FAILED, {}, arguments);
    }
}

}  // namespace samkat::store
