#include "daemon/base/file.hpp"

#include <array>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/base/messages.hpp"

namespace samkat {

namespace {

tl::unexpected<Error> failed(const Message& message, const std::filesystem::path& path) {
    return fail(message, {}, {{"path", path.string()}, {"reason", reason_of(errno)}});
}

Result<std::string> read_all(int descriptor, const std::filesystem::path& path, std::size_t limit) {
    std::string content;
    std::array<char, 64 * 1024> buffer;
    for (;;) {
        const ssize_t got = ::read(descriptor, buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return failed(base_messages::FILE_READ, path);
        if (got == 0) return content;
        content.append(buffer.data(), static_cast<std::size_t>(got));
        if (content.size() > limit) {
            return fail(base_messages::FILE_TOO_LARGE, {}, {{"path", path.string()}, {"limit", std::to_string(limit)}});
        }
    }
}

// Whoever owns a file decides who reads it and what stands there, whatever its mode is today.
Result<void> check_secret(const struct stat& status, const std::filesystem::path& path) {
    const bool ours = status.st_uid == ::geteuid();
    if (!ours && status.st_uid != 0) {
        return fail(base_messages::FILE_OWNER, {}, {{"path", path.string()}, {"owner", std::to_string(status.st_uid)}});
    }
    const mode_t others = ours ? S_IRWXO | S_IRWXG : S_IRWXO | S_IWGRP;
    if (S_ISREG(status.st_mode) && (status.st_mode & others) == 0) return {};
    std::array<char, 8> mode{};
    std::snprintf(mode.data(), mode.size(), "%04o", status.st_mode & 07777u);
    return fail(base_messages::FILE_MODE, {}, {{"path", path.string()}, {"mode", mode.data()}});
}

}  // namespace

void Fd::close() noexcept {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
}

std::string reason_of(int error_number) {
    return std::generic_category().message(error_number);
}

Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit) {
    const Fd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file) return failed(base_messages::FILE_OPEN, path);
    return read_all(file.get(), path, limit);
}

Result<Secret> read_secret(const std::filesystem::path& path) {
    const Fd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file) return failed(base_messages::FILE_OPEN, path);
    struct stat status {};
    if (::fstat(file.get(), &status) != 0) return failed(base_messages::FILE_READ, path);
    if (auto sound = check_secret(status, path); !sound) return fail(sound.error());
    auto content = read_all(file.get(), path, 64 * 1024);
    if (!content) return fail(content.error());
    if (content->ends_with('\n')) content->pop_back();
    return Secret{std::move(*content)};
}

Result<void> write_all(int descriptor, std::string_view content, const std::string& name) {
    while (!content.empty()) {
        const ssize_t written = ::write(descriptor, content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return failed(base_messages::FILE_WRITE, name);
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Result<void> sync_directory_of(const std::filesystem::path& path) {
    const auto parent = path.has_parent_path() ? path.parent_path() : std::filesystem::path{"."};
    const Fd directory{::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!directory || ::fsync(directory.get()) != 0) return failed(base_messages::FILE_WRITE, parent);
    return {};
}

Result<void> write_file(const std::filesystem::path& path, std::string_view content, unsigned mode) {
    std::string temporary = path.string() + ".XXXXXX";
    const Fd file{::mkostemp(temporary.data(), O_CLOEXEC)};
    if (!file) return failed(base_messages::FILE_WRITE, path);
    auto written = write_all(file.get(), content, temporary);
    if (written && (::fchmod(file.get(), mode) != 0 || ::fsync(file.get()) != 0 ||
                    ::rename(temporary.c_str(), path.c_str()) != 0)) {
        written = failed(base_messages::FILE_WRITE, path);
    }
    if (!written) {
        ::unlink(temporary.c_str());
        return written;
    }
    return sync_directory_of(path);
}

}  // namespace samkat
