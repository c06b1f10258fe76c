// The bounds of the connector protocol; docs/connector-protocol.md states them. Host and connectors hold to the same
// ones.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace samkat::protocol {

inline constexpr std::string_view version = "connector/1";

inline constexpr std::size_t max_line = std::size_t{1} << 20;         // bytes of one line, its newline included
inline constexpr std::size_t max_request = std::size_t{1} << 20;      // bytes on the connector's standard input
inline constexpr std::size_t max_description = std::size_t{1} << 20;  // bytes that `describe` prints
inline constexpr std::size_t max_sets = 256;
inline constexpr std::size_t max_fields = 1024;    // of one set
inline constexpr std::size_t max_findings = 5000;  // of one reading
inline constexpr std::size_t max_name = 200;       // bytes of a kind, field name, place or id
inline constexpr std::size_t max_sentence = 2000;  // bytes of a finding's text or advice

}  // namespace samkat::protocol
