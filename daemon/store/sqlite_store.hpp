// The Store on SQLite: store.db, 0600, in the state directory, beside it SQLite's own -wal and -shm while it is open.
//
// Journal mode WAL with synchronous FULL: a commit costs one fsync (DELETE mode costs four), and a reading command does
// not stop the daemon's commits, nor they it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "daemon/base/result.hpp"
#include "daemon/base/secret.hpp"
#include "daemon/store/store.hpp"

namespace samkat::store {

class DatabaseStore;

// read: everything the store answers is of one moment, that of opening it.
enum class Mode : std::uint8_t { read, write };

// Opens the store at `path`. Nothing is made: where there is no file the result is a store in state missing, whose
// other functions answer as if it were empty, and whose apply is an error. A file that is no store, is damaged, is
// of another schema version, or not sealed with `key` is an error that says to rebuild.
Result<std::unique_ptr<Store>> open_store(const std::filesystem::path& path, Mode mode, const Secret& key);

// Makes an empty store at `path`, which must not be there: the first run of an installation.
Result<std::unique_ptr<Store>> create_store(const std::filesystem::path& path, const Secret& key);

// A store being made again from the change log, beside the old one: nothing of the old one changes until commit().
class Rebuild {
  public:
    // Starts with an empty store at path + ".tmp"; what an interrupted rebuild left there is removed.
    static Result<Rebuild> begin(const std::filesystem::path& path, const Secret& key);
    Rebuild(Rebuild&&) noexcept;
    Rebuild& operator=(Rebuild&&) noexcept;
    ~Rebuild();  // without commit(): removes the temporary file

    // Feed every event of every chain here. Nothing is flushed before commit().
    Store& store();
    // Flushes the new store, puts it in the old one's place and opens it. A crash leaves the old one, none, or the new
    // one, never a mixture. The old store must not be open in this process.
    Result<std::unique_ptr<Store>> commit();

  private:
    Rebuild(std::filesystem::path path, Secret key, std::unique_ptr<DatabaseStore> store);
    std::filesystem::path path_;
    Secret key_;
    std::unique_ptr<DatabaseStore> store_;
};

}  // namespace samkat::store
