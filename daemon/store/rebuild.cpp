#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

#include "daemon/base/file.hpp"
#include "daemon/store/database_store.hpp"
#include "daemon/store/messages.hpp"
#include "daemon/store/schema.hpp"
#include "daemon/store/sqlite_store.hpp"

namespace samkat::store {

namespace {

std::filesystem::path temporary(const std::filesystem::path& path) {
    return path.string() + ".tmp";
}

tl::unexpected<Error> failed(const std::filesystem::path& path, int error_number) {
    return fail(store_messages::FAILED, {}, {{"path", path.string()}, {"reason", reason_of(error_number)}});
}

Result<void> remove_file(const std::filesystem::path& path) {
    if (::unlink(path.c_str()) == 0 || errno == ENOENT) return {};
    return failed(path, errno);
}

// The database first: what SQLite keeps beside it would be played into a new one of the same name.
Result<void> remove_store(const std::filesystem::path& path) {
    for (const char* suffix : {"", "-journal", "-wal", "-shm"}) {
        if (auto removed = remove_file(path.string() + suffix); !removed) return removed;
    }
    return {};
}

Result<void> flush(const std::filesystem::path& path) {
    const Fd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file || ::fsync(file.get()) != 0) return failed(path, errno);
    return {};
}

Result<void> put_in_place(const std::filesystem::path& path) {
    if (auto flushed = flush(temporary(path)); !flushed) return flushed;
    if (auto removed = remove_store(path); !removed) return removed;
    if (::rename(temporary(path).c_str(), path.c_str()) != 0) return failed(path, errno);
    return sync_directory_of(path);
}

std::unique_ptr<Database> make_database(const std::filesystem::path& path) {
    auto database = std::make_unique<Database>(path, Database::Use::make);
    // A crash throws the file away, so nothing of it need be safe before it is whole.
    database->script("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536");
    database->script(std::string{schema()});
    database->script("PRAGMA application_id = " + std::to_string(application_id) +
                     "; PRAGMA user_version = " + std::to_string(schema_version));
    return database;
}

}  // namespace

Rebuild::Rebuild(std::filesystem::path path, Secret key, std::unique_ptr<DatabaseStore> store)
    : path_(std::move(path)), key_(std::move(key)), store_(std::move(store)) {}
Rebuild::Rebuild(Rebuild&&) noexcept = default;
Rebuild& Rebuild::operator=(Rebuild&&) noexcept = default;

Rebuild::~Rebuild() {
    if (!store_) return;
    store_.reset();
    // Best effort: begin() removes what is left.
    static_cast<void>(remove_store(temporary(path_)));
}

Result<Rebuild> Rebuild::begin(const std::filesystem::path& path, const Secret& key) {
    const auto file = temporary(path);
    if (auto removed = remove_store(file); !removed) return fail(removed.error());
    return guarded(file, [&]() -> Result<Rebuild> {
        return Rebuild{path, key.clone(), DatabaseStore::make(file, make_database(file), key)};
    });
}

Store& Rebuild::store() {
    return *store_;
}

Result<std::unique_ptr<Store>> Rebuild::commit() {
    if (auto finished = store_->finish(); !finished) return fail(finished.error());
    if (auto placed = put_in_place(path_); !placed) return fail(placed.error());
    store_.reset();
    return open_store(path_, Mode::write, key_);
}

Result<std::unique_ptr<Store>> create_store(const std::filesystem::path& path, const Secret& key) {
    std::error_code error;
    if (std::filesystem::exists(path, error)) return fail(store_messages::EXISTS, {}, {{"path", path.string()}});
    auto rebuild = Rebuild::begin(path, key);
    if (!rebuild) return fail(rebuild.error());
    return rebuild->commit();
}

}  // namespace samkat::store
