// The text of one line, as docs/change-log-format.md says. Pure, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/base/digest.hpp"
#include "daemon/base/result.hpp"
#include "daemon/changelog/keys.hpp"
#include "daemon/model/event.hpp"

namespace samkat::changelog {

inline constexpr std::size_t longest_content = 32u << 20;  // bytes of JSON
inline constexpr std::size_t longest_line = 48u << 20;

struct Line {
    Event event;             // without sealed_by and content
    std::string_view clear;  // the line up to its sealed part: what the seal is bound to
    std::string sealed;      // base64, or empty
    Sha256 digest{};         // of the line up to its mac: the event's hash
    std::string mac;         // hex
};

// The line up to, and without, the comma before "sealed".
std::string clear_part(const Event& event);
// The line up to, and without, the comma before "mac": what its hash and its mac are of.
std::string line_body(std::string_view clear, std::string_view sealed, std::string_view prev);
// The whole line, without newline.
std::string line_text(std::string_view body, std::string_view mac);

// Reads a line; `text` must live as long as the result's `clear`. Only exactly what line_text writes is a line: another
// spelling of the same JSON is an error. The result's event has its hash. Whether its mac is right only the keys can
// say: see check_mac.
Result<Line> parse_line(std::string_view text);

// An error unless the line's mac is the one that `keys` give it. Null keys: nothing is checked.
Result<void> check_mac(const Keys* keys, const Line& line);

// The seq of the line that starts with `text`, without reading the rest of it; none if it does not start as a line
// does.
std::optional<std::uint64_t> seq_of(std::string_view text);

bool is_municipality_code(std::string_view text);  // four digits

}  // namespace samkat::changelog
