// Where the store is in each chain, as its table says. Throws DatabaseError.
#pragma once

#include <map>
#include <string>

#include "daemon/store/database.hpp"
#include "daemon/store/store.hpp"

namespace samkat::store {

using Cursors = std::map<std::string, Cursor, std::less<>>;

Cursors read_cursors(Database& database);
void write_cursor(Database& database, const std::string& chain, const Cursor& cursor);

}  // namespace samkat::store
