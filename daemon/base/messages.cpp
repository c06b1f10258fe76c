#include "daemon/base/messages.hpp"

#include <algorithm>

namespace samkat {

std::string_view name_of(Severity severity) {
    switch (severity) {
        case Severity::info:
            return "info";
        case Severity::warning:
            return "warning";
        case Severity::error:
            return "error";
    }
    return "error";
}

namespace {

// Length of the placeholder "{name}" that starts at text[at], 0 if there is none.
std::size_t placeholder_length(std::string_view text, std::size_t at) {
    if (text[at] != '{') return 0;
    std::size_t end = at + 1;
    while (end < text.size() && ((text[end] >= 'a' && text[end] <= 'z') || text[end] == '_')) ++end;
    return end > at + 1 && end < text.size() && text[end] == '}' ? end + 1 - at : 0;
}

}  // namespace

std::string fill(std::string_view text, const Arguments& arguments) {
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = placeholder_length(text, at);
        if (length == 0) {
            result += text[at++];
            continue;
        }
        const std::string_view name = text.substr(at + 1, length - 2);
        const auto found = std::ranges::find(arguments, name, &Arguments::value_type::first);
        result += found == arguments.end() ? text.substr(at, length) : std::string_view{found->second};
        at += length;
    }
    return result;
}

std::vector<std::string> placeholders(std::string_view text) {
    std::vector<std::string> names;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = placeholder_length(text, at);
        if (length > 0) {
            const std::string name{text.substr(at + 1, length - 2)};
            if (std::ranges::find(names, name) == names.end()) names.push_back(name);
        }
        at += std::max<std::size_t>(length, 1);
    }
    return names;
}

namespace base_messages {
MessageTable all() {
#define MESSAGE(ID, ...) &ID,
    static constexpr const Message* table[] = {
#include "daemon/base/messages.def"
    };
#undef MESSAGE
    return table;
}
}  // namespace base_messages

}  // namespace samkat
