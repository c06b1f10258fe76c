#include "daemon/changelog/log_file.hpp"

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/base/file.hpp"
#include "daemon/base/messages.hpp"

namespace samkat::changelog {

namespace {

tl::unexpected<Error> failed(const std::filesystem::path& path) {
    return fail(base_messages::FILE_WRITE, {}, {{"path", path.string()}, {"reason", reason_of(errno)}});
}

class PosixLogFile final : public LogFile {
  public:
    PosixLogFile(std::filesystem::path path, Fd file) : path_(std::move(path)), file_(std::move(file)) {}

    Result<void> append(std::string_view bytes) override { return write_all(file_.get(), bytes, path_.string()); }
    Result<void> sync() override { return ::fdatasync(file_.get()) == 0 ? Result<void>{} : failed(path_); }
    Result<void> truncate(std::uint64_t size) override {
        return ::ftruncate(file_.get(), static_cast<off_t>(size)) == 0 ? sync() : failed(path_);
    }

  private:
    std::filesystem::path path_;
    Fd file_;
};

Result<Fd> make(const std::filesystem::path& path) {
    Fd file{::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC, 0640)};
    if (!file || ::fchmod(file.get(), 0640) != 0) return failed(path);
    if (auto synced = sync_directory_of(path); !synced) return fail(synced.error());
    return file;
}

}  // namespace

Result<std::unique_ptr<LogFile>> open_posix_log_file(const std::filesystem::path& path) {
    Fd file{::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW)};
    if (!file && errno != ENOENT) return failed(path);
    if (!file) {
        auto made = make(path);
        if (!made) return fail(made.error());
        file = std::move(*made);
    }
    return std::make_unique<PosixLogFile>(path, std::move(file));
}

}  // namespace samkat::changelog
