#include "connectors/sdk/input_file.hpp"

#include <cerrno>

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "connectors/protocol/limits.hpp"
#include "connectors/sdk/messages.hpp"
#include "daemon/base/text.hpp"

namespace samkat::sdk {

namespace messages = sdk_messages;

namespace {

tl::unexpected<Error> failed(const Message& message, const std::filesystem::path& path, int error_number) {
    return fail(message, {InputFile::name_of(path)}, {{"path", path.string()}, {"reason", reason_of(error_number)}});
}

enum class Writers { none, some, unknown };

// Asks the kernel for a read lease, which nobody gets while the file is open for writing, and gives it back at once.
Writers writers_of(int file) {
    // Should a writer come between the two calls, the kernel tells us with a signal; SIGURG is one that does nothing.
    if (::fcntl(file, F_SETSIG, SIGURG) != 0) return Writers::unknown;
    if (::fcntl(file, F_SETLEASE, F_RDLCK) == 0) {
        ::fcntl(file, F_SETLEASE, F_UNLCK);
        return Writers::none;
    }
    return errno == EAGAIN ? Writers::some : Writers::unknown;
}

TimePoint time_of(const timespec& time) {
    return TimePoint{std::chrono::milliseconds{static_cast<std::int64_t>(time.tv_sec) * 1000 + time.tv_nsec / 1000000}};
}

Result<void> finished(int file, const struct stat& status, const std::filesystem::path& path,
                      std::chrono::milliseconds settle) {
    const Writers writers = writers_of(file);
    if (writers == Writers::some) return failed(messages::FILE_BEING_WRITTEN, path, EAGAIN);
    if (writers == Writers::none) return {};
    const auto now = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    if (now - time_of(status.st_mtim) >= settle) return {};
    return fail(messages::FILE_NOT_SETTLED, {InputFile::name_of(path)},
                {{"path", path.string()}, {"settle", format_duration(settle)}});
}

}  // namespace

std::string InputFile::name_of(const std::filesystem::path& path) {
    const std::string name = text::printable(path.filename().string());
    return name.size() <= protocol::max_name ? name : text::left(name, protocol::max_name / 4);
}

InputFile::Seen InputFile::seen_of(const struct stat& status) {
    return {status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size), status.st_mtim.tv_sec,
            status.st_mtim.tv_nsec};
}

Result<InputFile> InputFile::open(const std::filesystem::path& path, const Rules& rules) {
    Fd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};  // non-blocking: a FIFO must not hang
    if (!file) return failed(messages::FILE_MISSING, path, errno);
    struct stat status {};
    if (::fstat(file.get(), &status) != 0) return failed(messages::FILE_MISSING, path, errno);
    if (!S_ISREG(status.st_mode))
        return fail(messages::FILE_KIND, {InputFile::name_of(path)}, {{"path", path.string()}});
    const Seen seen = seen_of(status);
    if (seen.size > rules.max_bytes) {
        return fail(
            messages::FILE_SIZE, {InputFile::name_of(path)},
            {{"path", path.string()}, {"size", std::to_string(seen.size)}, {"limit", std::to_string(rules.max_bytes)}});
    }
    if (auto whole = finished(file.get(), status, path, rules.settle); !whole) return fail(whole.error());
    return InputFile{path, std::move(file), seen};
}

Result<std::size_t> InputFile::read(std::span<char> into) {
    for (;;) {
        const ssize_t got = ::read(file_.get(), into.data(), into.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return failed(messages::FILE_READ, path_, errno);
        read_ += static_cast<std::uint64_t>(got);
        // A file that grows without end must not keep us reading.
        if (read_ > seen_.size) return failed(messages::FILE_CHANGED, path_, 0);
        return static_cast<std::size_t>(got);
    }
}

Result<void> InputFile::unchanged() const {
    struct stat now {};
    struct stat named {};
    const bool same = ::fstat(file_.get(), &now) == 0 && ::stat(path_.c_str(), &named) == 0 && seen_of(now) == seen_ &&
                      seen_of(named) == seen_ && read_ == seen_.size;
    if (!same) return failed(messages::FILE_CHANGED, path_, 0);
    return {};
}

TimePoint InputFile::modified() const {
    return TimePoint{std::chrono::milliseconds{seen_.seconds * 1000 + seen_.nanoseconds / 1000000}};
}

}  // namespace samkat::sdk
