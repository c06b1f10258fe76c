#include <algorithm>
#include <limits>

#include "daemon/base/messages.hpp"
#include "daemon/changelog/line.hpp"
#include "daemon/changelog/line_reader.hpp"
#include "daemon/changelog/log.hpp"
#include "daemon/changelog/messages.hpp"
#include "daemon/changelog/sealed.hpp"

namespace samkat::changelog {

namespace {

constexpr std::string_view extension = ".jsonl";
constexpr std::string_view system_name = "system";

Where place(const std::filesystem::path& path, std::uint64_t line) {
    constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
    return {path.string(), static_cast<std::uint32_t>(std::min(line, most)), 0, {}};
}

// The same error, said of a line of a file.
tl::unexpected<Error> at(Error error, const std::filesystem::path& path, std::uint64_t line) {
    error.where = place(path, line);
    return fail(std::move(error));
}

// Goes through a chain line by line and checks how each follows the one before.
class Walk {
  public:
    Walk(std::filesystem::path path, std::string_view municipality, LineReader reader, const Keys* keys)
        : path_(std::move(path)), municipality_(municipality), reader_(std::move(reader)), keys_(keys) {}

    // Goes to a line at or before `seq`, not far from it.
    Result<void> start_near(std::uint64_t seq) {
        const auto offset = reader_.offset_near(seq);
        if (!offset) return fail(offset.error());
        reader_.seek(*offset);
        known_ = *offset == 0;
        return {};
    }

    Result<std::optional<Line>> next() {
        const auto text = reader_.next();
        if (!text) return at(text.error(), path_, head_.seq + 1);
        if (!*text) return last();
        auto line = parse_line(**text);
        if (!line) return at(line.error(), path_, head_.seq + 1);
        if (auto follows = check(*line); !follows) return fail(follows.error());
        return take(std::move(*line));
    }

    tl::unexpected<Error> fail_here(Error error) const { return at(std::move(error), path_, head_.seq); }
    const Head& head() const { return head_; }
    std::uint64_t left_over() const { return ended_ ? 0 : reader_.left_over(); }

  private:
    Line take(Line line) {
        head_ = {line.event.seq, line.event.hash};
        known_ = true;
        return line;
    }
    // What stands after the last newline: a line, if it is a whole one.
    std::optional<Line> last() {
        if (ended_ || reader_.left_over() == 0) return std::nullopt;
        auto line = parse_line(reader_.rest());
        if (!line || !check(*line)) return std::nullopt;
        ended_ = true;
        return take(std::move(*line));
    }

    Result<void> check(const Line& line) const {
        const Event& event = line.event;
        const Where here = place(path_, known_ ? head_.seq + 1 : event.seq);
        if (event.municipality != municipality_) return fail(changelog_messages::LINE_CHAIN, here);
        if (auto follows = check_place(event, here); !follows) return follows;
        if (auto mac = check_mac(keys_, line); !mac) return at(mac.error(), path_, here.line);
        return {};
    }
    Result<void> check_place(const Event& event, const Where& here) const {
        if (!known_) return {};
        if (event.seq != head_.seq + 1) {
            return fail(changelog_messages::LINE_SEQ, here,
                        {{"found", std::to_string(event.seq)}, {"expected", std::to_string(head_.seq + 1)}});
        }
        if (event.prev != head_.hash) return fail(changelog_messages::LINE_PREV, here);
        return {};
    }

    std::filesystem::path path_;
    std::string municipality_;
    LineReader reader_;
    const Keys* keys_;
    Head head_;
    bool known_ = true;   // whether head_ is the line before the next one
    bool ended_ = false;  // the last line, which lacks its newline, has been returned
};

Result<std::optional<Walk>> start(const std::filesystem::path& directory, std::string_view municipality,
                                  const Keys* keys) {
    const auto path = directory / chain_file_name(municipality);
    auto reader = LineReader::open(path);
    if (!reader) return fail(reader.error());
    if (!*reader) return std::optional<Walk>{};
    return Walk{path, municipality, std::move(**reader), keys};
}

// The chain of a file name; none if it is no chain's file.
std::optional<std::string> chain_of(const std::string& name) {
    if (!name.ends_with(extension)) return std::nullopt;
    const std::string stem = name.substr(0, name.size() - extension.size());
    if (stem == system_name) return std::string{};
    return is_municipality_code(stem) ? std::optional{stem} : std::nullopt;
}

}  // namespace

std::string chain_file_name(std::string_view municipality) {
    return std::string{municipality.empty() ? system_name : municipality} + std::string{extension};
}

LogReader::LogReader(std::filesystem::path directory, const Keys* keys)
    : directory_(std::move(directory)), keys_(keys) {}

Result<std::vector<std::string>> LogReader::chains() const {
    std::vector<std::string> codes;
    std::error_code error;
    for (std::filesystem::directory_iterator each{directory_, error}, end; !error && each != end;
         each.increment(error)) {
        if (auto code = chain_of(each->path().filename().string())) codes.push_back(std::move(*code));
    }
    if (error && error != std::errc::no_such_file_or_directory) {
        return fail(base_messages::FILE_OPEN, {}, {{"path", directory_.string()}, {"reason", error.message()}});
    }
    std::ranges::sort(codes);
    return codes;
}

Result<Head> LogReader::head(std::string_view municipality) const {
    auto end = chain_end(directory_ / chain_file_name(municipality), municipality, keys_);
    if (!end) return fail(end.error());
    return std::move(end->head);
}

Result<void> LogReader::read(std::string_view municipality, std::uint64_t from_seq, const Each& each) const {
    auto walk = start(directory_, municipality, keys_);
    if (!walk) return fail(walk.error());
    if (!*walk) return {};
    if (auto started = (*walk)->start_near(from_seq); !started) return started;
    Opener opener;
    for (;;) {
        auto line = (*walk)->next();
        if (!line) return fail(line.error());
        if (!*line) return {};
        if ((*line)->event.seq < from_seq) continue;
        if (const auto opened = opener.open(keys_, **line); !opened) return (*walk)->fail_here(opened.error());
        const auto more = each((*line)->event);
        if (!more) return fail(more.error());
        if (!*more) return {};
    }
}

Result<Verified> LogReader::verify(std::string_view municipality) const {
    auto walk = start(directory_, municipality, keys_);
    if (!walk) return fail(walk.error());
    if (!*walk) return Verified{};
    Verified verified;
    Opener opener;
    for (;;) {
        auto line = (*walk)->next();
        if (!line) return fail(line.error());
        if (!*line) break;
        const auto opened = opener.open(keys_, **line);
        if (!opened) return (*walk)->fail_here(opened.error());
        if (!(*line)->sealed.empty()) ++(*opened ? verified.opened : verified.unopened);
    }
    verified.lines = (*walk)->head().seq;
    verified.last_hash = (*walk)->head().hash;
    verified.unfinished = (*walk)->left_over();
    return verified;
}

}  // namespace samkat::changelog
