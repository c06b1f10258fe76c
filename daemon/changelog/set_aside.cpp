#include "daemon/changelog/set_aside.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "daemon/base/file.hpp"
#include "daemon/base/messages.hpp"
#include "daemon/changelog/line_reader.hpp"
#include "daemon/changelog/log.hpp"

namespace samkat::changelog {

namespace {

struct Extent {
    std::uint64_t lines = 0;
    std::uint64_t kept_bytes = 0;
};

// How many lines the file has, and how many bytes the first `kept` of them are.
Result<Extent> extent_of(const std::filesystem::path& path, std::uint64_t kept) {
    auto reader = LineReader::open(path);
    if (!reader) return fail(reader.error());
    Extent extent;
    while (*reader) {
        const auto line = (*reader)->next();
        if (!line) return fail(line.error());
        if (!*line) break;
        if (extent.lines++ < kept) extent.kept_bytes += (*line)->size() + 1;
    }
    return extent;
}

Result<void> copy_whole(const std::filesystem::path& path, const std::filesystem::path& into) {
    std::error_code error;
    std::filesystem::copy_file(path, into, error);
    const Fd file{error ? -1 : ::open(into.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!error && file && ::fsync(file.get()) == 0) return sync_directory_of(into);
    const std::string reason = error ? error.message() : reason_of(errno);
    return fail(base_messages::FILE_WRITE, {}, {{"path", into.string()}, {"reason", reason}});
}

}  // namespace

Result<std::optional<SetAside>> set_aside_if_broken(const std::filesystem::path& directory,
                                                    std::string_view municipality, const Keys& keys,
                                                    const std::string& mark) {
    const auto verified = LogReader{directory, &keys}.verify(municipality);
    if (verified) return std::optional<SetAside>{};
    if (verified.error().where.line == 0) return fail(verified.error());  // not a line of it
    const auto path = directory / chain_file_name(municipality);
    SetAside result{verified.error().where.line - 1, 0, path.string() + ".damaged-" + mark};
    const auto extent = extent_of(path, result.kept);
    if (!extent) return fail(extent.error());
    result.lines = extent->lines;
    if (auto copied = copy_whole(path, result.damaged); !copied) return fail(copied.error());
    const auto file = open_posix_log_file(path);
    if (!file) return fail(file.error());
    if (auto cut = (*file)->truncate(extent->kept_bytes); !cut) return fail(cut.error());
    return result;
}

}  // namespace samkat::changelog
