// School unit codes (skolenhetskod): eight digits, 10000000–99999999, from Skolverket's skolenhetsregister. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace samkat {

// `text` trimmed, if it is a school unit code.
std::optional<std::string> parse_unit_code(std::string_view text);
// `text` trimmed, if it is a municipality code (kommunkod): four digits, kept as text since 0180 starts with a zero.
std::optional<std::string> parse_municipality_code(std::string_view text);

}  // namespace samkat
