#include "daemon/service/watcher.hpp"

#include <array>
#include <cerrno>
#include <cstring>

#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/service/messages.hpp"

namespace samkat::service {

namespace {
constexpr std::uint32_t interesting =
    IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_ONLYDIR | IN_DELETE_SELF | IN_MOVE_SELF;
}

Watcher::Signature Watcher::signature_of(const std::filesystem::path& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) return {};
    return {status.st_ino, static_cast<std::uint64_t>(status.st_size),
            std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec};
}

Result<Watcher> Watcher::open(std::vector<Watched> files, Findings& findings) {
    Fd inotify{::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)};
    if (!inotify)
        return fail(messages::SYSTEM_CALL, {}, {{"operation", "inotify_init1"}, {"reason", reason_of(errno)}});
    std::vector<File> watched;
    for (Watched& each : files) {
        each.file = each.file.lexically_normal();
        const Signature signature = signature_of(each.file);
        watched.push_back({std::move(each), signature});
    }
    Watcher watcher{std::move(inotify), std::move(watched)};
    watcher.watch_directories(&findings);
    return watcher;
}

// Adding a watch that is there already changes nothing, so this also finds directories that have come back.
void Watcher::watch_directories(Findings* findings) {
    std::set<std::filesystem::path> directories;
    for (const File& file : files_) directories.insert(file.watched.file.parent_path());
    for (const auto& directory : directories) {
        const int descriptor = ::inotify_add_watch(inotify_.get(), directory.c_str(), interesting);
        if (descriptor >= 0) {
            directories_[descriptor] = directory;
        } else if (findings != nullptr) {
            findings->add(
                finding(messages::WATCH_FAILED, {}, {{"path", directory.string()}, {"reason", reason_of(errno)}}));
        }
    }
}

std::set<std::size_t> Watcher::changed() {
    std::set<std::size_t> owners;
    alignas(inotify_event) std::array<char, 64 * 1024> buffer;
    for (;;) {
        const ssize_t got = ::read(inotify_.get(), buffer.data(), buffer.size());
        if (got <= 0) return owners;
        for (std::size_t at = 0; at < static_cast<std::size_t>(got);) {
            inotify_event event{};
            std::memcpy(&event, buffer.data() + at, sizeof event);
            const char* name = buffer.data() + at + sizeof event;
            take_event(event.wd, event.mask, std::string{name, ::strnlen(name, event.len)}, owners);
            at += sizeof event + event.len;
        }
    }
}

void Watcher::take_event(int descriptor, std::uint32_t mask, const std::string& name, std::set<std::size_t>& owners) {
    if ((mask & IN_Q_OVERFLOW) != 0) {
        owners.merge(look());
        return;
    }
    if ((mask & IN_IGNORED) != 0) {
        directories_.erase(descriptor);
        return;
    }
    const auto directory = directories_.find(descriptor);
    if (directory == directories_.end() || name.empty()) return;
    for (File& file : files_) {
        if (file.watched.file.filename() != name || file.watched.file.parent_path() != directory->second) continue;
        file.signature = signature_of(file.watched.file);
        owners.insert(file.watched.owner);
    }
}

std::set<std::size_t> Watcher::look() {
    watch_directories(nullptr);
    std::set<std::size_t> owners;
    for (File& file : files_) {
        const Signature now = signature_of(file.watched.file);
        if (now == file.signature) continue;
        file.signature = now;
        owners.insert(file.watched.owner);
    }
    return owners;
}

}  // namespace samkat::service
