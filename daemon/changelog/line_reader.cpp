#include "daemon/changelog/line_reader.hpp"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/base/messages.hpp"
#include "daemon/changelog/line.hpp"
#include "daemon/changelog/messages.hpp"

namespace samkat::changelog {

namespace {

constexpr std::size_t block_size = 256u << 10;
constexpr std::size_t near_enough = 64u << 10;

tl::unexpected<Error> failed(const Message& message, const std::filesystem::path& path) {
    return fail(message, {}, {{"path", path.string()}, {"reason", reason_of(errno)}});
}

// The lines of `text` after its first newline, or all of them if `from_start`; at most the last two.
std::vector<std::string> last_lines(std::string_view text, bool from_start) {
    std::vector<std::string> lines;
    while (lines.size() < 2 && !text.empty()) {
        text.remove_suffix(1);  // its newline
        const std::size_t before = text.rfind('\n');
        if (before == std::string_view::npos && !from_start) break;
        const std::size_t start = before == std::string_view::npos ? 0 : before + 1;
        lines.emplace(lines.begin(), text.substr(start));
        text = text.substr(0, start);
    }
    return lines;
}

// Whether finished lines stand before `lines`, which end at `finished`.
bool has_more(std::string_view text, const std::vector<std::string>& lines, std::size_t finished) {
    std::size_t size = 0;
    for (const std::string& line : lines) size += line.size() + 1;
    return size < text.substr(0, finished).size();
}

}  // namespace

Result<std::optional<LineReader>> LineReader::open(const std::filesystem::path& path) {
    Fd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
    if (!file && errno == ENOENT) return std::optional<LineReader>{};
    if (!file) return failed(base_messages::FILE_OPEN, path);
    return LineReader{path, std::move(file)};
}

tl::unexpected<Error> LineReader::too_long() const {
    return fail(changelog_messages::LINE_LONG, Where{path_.string(), 0, 0, {}},
                {{"limit", std::to_string(longest_line)}});
}

Result<std::uint64_t> LineReader::size() const {
    struct stat status {};
    if (::fstat(file_.get(), &status) != 0) return failed(base_messages::FILE_READ, path_);
    return static_cast<std::uint64_t>(status.st_size);
}

Result<std::string> LineReader::read_at(std::uint64_t offset, std::size_t size) const {
    std::string bytes(size, '\0');
    std::size_t done = 0;
    while (done < size) {
        const ssize_t got = ::pread(file_.get(), bytes.data() + done, size - done, static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return failed(base_messages::FILE_READ, path_);
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
    }
    bytes.resize(done);
    return bytes;
}

void LineReader::seek(std::uint64_t offset) {
    buffer_.clear();
    used_ = searched_ = 0;
    offset_ = offset;
}

Result<std::optional<std::string_view>> LineReader::next() {
    for (;;) {
        const std::size_t newline = buffer_.find('\n', searched_);
        if (newline != std::string::npos) {
            const std::string_view line = std::string_view{buffer_}.substr(used_, newline - used_);
            used_ = searched_ = newline + 1;
            return line;
        }
        buffer_.erase(0, used_);
        used_ = 0;
        searched_ = buffer_.size();
        if (buffer_.size() > longest_line) return too_long();
        const auto more = read_at(offset_, block_size);
        if (!more) return fail(more.error());
        if (more->empty()) return std::optional<std::string_view>{};
        offset_ += more->size();
        buffer_ += *more;
    }
}

Result<Tail> LineReader::tail() const {
    const auto end = size();
    if (!end) return fail(end.error());
    for (std::uint64_t length = std::min<std::uint64_t>(block_size, *end);; length = std::min(length * 2, *end)) {
        const auto bytes = read_at(*end - length, static_cast<std::size_t>(length));
        if (!bytes) return fail(bytes.error());
        const std::size_t last = bytes->rfind('\n');
        const std::size_t finished = last == std::string::npos ? 0 : last + 1;
        auto lines = last_lines(std::string_view{*bytes}.substr(0, finished), length == *end);
        if (lines.size() == 2 || length == *end) {
            const bool from_start = length == *end && !has_more(*bytes, lines, finished);
            return Tail{std::move(lines), from_start, bytes->substr(finished), *end - length + finished, *end};
        }
        if (length > 3 * longest_line) return too_long();
    }
}

Result<std::uint64_t> LineReader::line_after(std::uint64_t offset, std::uint64_t end) const {
    while (offset < end) {
        const auto bytes = read_at(offset, near_enough);
        if (!bytes) return fail(bytes.error());
        if (bytes->empty()) break;
        const std::size_t newline = bytes->find('\n');
        if (newline != std::string::npos) return std::min(offset + newline + 1, end);
        offset += bytes->size();
    }
    return end;
}

Result<std::uint64_t> LineReader::offset_near(std::uint64_t seq) const {
    const auto end = size();
    if (!end) return end;
    std::uint64_t low = 0;
    std::uint64_t high = *end;
    while (high - low > near_enough) {
        const std::uint64_t middle = low + (high - low) / 2;
        const auto start = line_after(middle, high);
        if (!start) return start;
        const auto text = *start < high ? read_at(*start, 64) : std::string{};
        if (!text) return fail(text.error());
        const auto found = seq_of(*text);
        // A line that cannot be read is found by whoever reads up to it.
        if (found && *found <= seq)
            low = *start;
        else
            high = middle;
    }
    return low;
}

}  // namespace samkat::changelog
