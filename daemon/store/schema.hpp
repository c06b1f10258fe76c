// The tables of store.db. What they hold is a function of the events applied, whatever the order of the chains: a row
// belongs to one chain, which alone writes it, and reading puts the chains' rows together by the events' time. Only a
// name is one row for all chains: the first to reserve it has it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace samkat::store {

inline constexpr std::int64_t schema_version = 7;
inline constexpr std::int64_t application_id = 0x736D6B74;  // "smkt", in the header of the file

// Makes all tables in an empty database.
std::string_view schema();

// One SELECT a table that gives its whole content in the order of its key; cursors are not among them.
std::span<const std::string_view> content_queries();

}  // namespace samkat::store
