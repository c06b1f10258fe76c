// Whether a text was decoded wrongly. Pure.
#pragma once

#include <string_view>

namespace samkat::engine::guard {

// True if `text` has what no name has and wrong decoding makes: U+FFFD, controls, marks, question marks, what letters
// are escaped with (&aring; %C3%A5), and the pairs that UTF-8 becomes when it is read as Windows-1252 (Ã¥, Ã„).
bool looks_garbled(std::string_view text);

}  // namespace samkat::engine::guard
