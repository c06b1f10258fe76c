// Date patterns of the mapping language: YYYY YY MM M DD D, everything else stands for itself. Pure, any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "daemon/base/date.hpp"

namespace samkat {

// True if `pattern` can write a date: its Y, M and D form whole tokens, and there is at least one.
bool can_write_date(std::string_view pattern);
// True if `pattern` can read one: YYYY, one of MM and M, one of DD and D, each once, and no YY.
bool can_read_date(std::string_view pattern);

std::string write_date(Date date, std::string_view pattern);
// The whole text must follow the pattern and be a date that exists.
std::optional<Date> read_date(std::string_view text, std::string_view pattern);

}  // namespace samkat
