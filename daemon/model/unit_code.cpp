#include "daemon/model/unit_code.hpp"

#include <algorithm>

#include "daemon/base/text.hpp"

namespace samkat {

namespace {
std::optional<std::string> digits(std::string_view text, std::size_t count) {
    text = text::trim(text);
    const bool ok = text.size() == count && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    return ok ? std::optional{std::string{text}} : std::nullopt;
}
}  // namespace

std::optional<std::string> parse_unit_code(std::string_view text) {
    auto code = digits(text, 8);
    return code && code->front() != '0' ? code : std::nullopt;
}

std::optional<std::string> parse_municipality_code(std::string_view text) {
    return digits(text, 4);
}

}  // namespace samkat
