// A message: one sentence samkat can say to a person, in Swedish and English, with what to do about it.
//
// Every room and connector keeps its messages in a messages.def of its own, a list of
//   MESSAGE(ID, severity, "svensk text", "English text", "svenskt råd", "English advice")
// where texts hold {placeholders} filled by name. There is no prose at call sites. Plain values, any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace samkat {

enum class Severity : std::uint8_t { info, warning, error };
enum class Language : std::uint8_t { sv, en };

// The lower-case English word used in JSON.
std::string_view name_of(Severity severity);

struct Message {
    std::string_view id;  // ROOM_ID, ASCII, stable: other people match on it
    Severity severity;
    std::string_view sv;
    std::string_view en;
    std::string_view advice_sv;  // what an operator should do
    std::string_view advice_en;
};

// Values for a message's placeholders, by name. Values are data and are never read as text with placeholders.
using Arguments = std::vector<std::pair<std::string, std::string>>;

// `text` with every {name} replaced from `arguments`. A name that is missing stays as it is written.
std::string fill(std::string_view text, const Arguments& arguments);

// The placeholder names of `text`, in order of appearance, without repeats.
std::vector<std::string> placeholders(std::string_view text);

using MessageTable = std::span<const Message* const>;

}  // namespace samkat
