#include "daemon/changelog/chain_end.hpp"

#include "daemon/changelog/line.hpp"
#include "daemon/changelog/line_reader.hpp"
#include "daemon/changelog/messages.hpp"

namespace samkat::changelog {

namespace {

// The line that `text` is, if it may stand in the chain after `head`; `follows` false: nothing is known before it.
Result<Line> checked(std::string_view text, std::string_view municipality, const Keys* keys, const Head& head,
                     bool follows) {
    auto line = parse_line(text);
    if (!line) return line;
    if (line->event.municipality != municipality) return fail(changelog_messages::LINE_CHAIN);
    if (follows && (line->event.seq != head.seq + 1 || line->event.prev != head.hash))
        return fail(changelog_messages::LINE_PREV);
    if (auto mac = check_mac(keys, *line); !mac) return fail(mac.error());
    return line;
}

Result<ChainEnd> end_of(Tail tail, std::string_view municipality, const Keys* keys) {
    ChainEnd end{{}, tail.finished, tail.size, false};
    if (!tail.lines.empty() && tail.finished == tail.size && !Json::parse(tail.lines.back(), 2)) {
        end.finished -= tail.lines.back().size() + 1;
        tail.lines.pop_back();
    }
    bool follows = tail.from_start;
    for (const std::string& text : tail.lines) {
        const auto line = checked(text, municipality, keys, end.head, follows);
        if (!line) return fail(line.error());
        end.head = {line->event.seq, line->event.hash};
        follows = true;
    }
    if (tail.rest.empty()) return end;
    const auto last = checked(tail.rest, municipality, keys, end.head, true);
    if (!last) return end;
    end.head = {last->event.seq, last->event.hash};
    end.finished = end.size;
    end.lacks_newline = true;
    return end;
}

}  // namespace

Result<ChainEnd> chain_end(const std::filesystem::path& path, std::string_view municipality, const Keys* keys) {
    const auto reader = LineReader::open(path);
    if (!reader) return fail(reader.error());
    if (!*reader) return ChainEnd{};
    auto tail = (*reader)->tail();
    if (!tail) return fail(tail.error());
    auto end = end_of(std::move(*tail), municipality, keys);
    if (end) return end;
    Error error = end.error();
    error.where = Where{path.string(), 0, 0, {}};
    return fail(std::move(error));
}

}  // namespace samkat::changelog
