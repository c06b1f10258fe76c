// What each kind of event does to the tables. Called within a transaction.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/result.hpp"
#include "daemon/model/event.hpp"
#include "daemon/store/database.hpp"

namespace samkat::store {

// Kinds it does not know, and contents whose key is gone, do nothing. A content of a wrong shape is an error. Throws
// DatabaseError.
Result<void> project(Database& database, const Event& event);

// Lists in one column.
std::string joined(const std::vector<std::string>& list);
std::vector<std::string> listed(std::string_view text);

}  // namespace samkat::store
