// SQLite, as far as the store needs it: the one place that knows SQLiteCpp. What goes wrong in here is thrown as
// DatabaseError within the room, and made a Result at the room's face by guarded(). One thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "daemon/base/result.hpp"

namespace SQLite {
class Statement;
}

namespace samkat::store {

struct DatabaseError : std::runtime_error {
    DatabaseError(int number, const std::string& reason) : std::runtime_error(reason), code(number) {}
    int code;  // SQLite's primary result code
};

using Value = std::variant<std::int64_t, std::string>;
using ValueList = std::vector<Value>;

// The rows of a query in progress. The same query can be asked again when this has gone.
class Rows {
  public:
    explicit Rows(SQLite::Statement& statement) : statement_(&statement) {}
    Rows(Rows&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
    Rows& operator=(Rows&&) = delete;
    ~Rows();

    bool next();  // false: there are no more
    int columns() const;
    std::string text(int column) const;
    std::int64_t number(int column) const;
    // The whole row, so that no two different rows have the same bytes.
    std::string bytes() const;

  private:
    SQLite::Statement* statement_;
};

// Told of every row that a statement adds to or takes from a table; `row` as Rows::bytes() gives it. A row that changes
// is taken away and added.
using RowWatch = std::function<void(std::string_view table, bool added, std::string_view row)>;

class Database {
  public:
    enum class Use : std::uint8_t { read, write, make };
    // make: the file must not be there, and is made with mode 0600.
    Database(const std::filesystem::path& path, Use use);
    ~Database();

    // `sql` is prepared once and kept.
    Rows query(std::string_view sql, const ValueList& values = {});
    void run(std::string_view sql, const ValueList& values = {});
    // Statements without values or rows of interest; not kept.
    void script(const std::string& sql);
    void watch(RowWatch watch);  // in place of the one before; an empty one ends it

  private:
    struct Handle;
    std::unique_ptr<Handle> handle_;
};

// Begins at once for writing; rolls back unless commit() was reached.
class Transaction {
  public:
    explicit Transaction(Database& database);
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction();
    void commit();

  private:
    Database& database_;
    bool done_ = false;
};

// The finding for an error of the database at `path`.
Error error_of(const DatabaseError& error, const std::filesystem::path& path);

// What `work` returns (a Result), or the error that the database threw in it.
template <class Work>
auto guarded(const std::filesystem::path& path, const Work& work) -> decltype(work()) {
    try {
        return work();
    } catch (const DatabaseError& error) {
        return tl::unexpected<Error>{error_of(error, path)};
    }
}

}  // namespace samkat::store
