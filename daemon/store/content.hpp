// Reads the tables as what the store knows. Throws DatabaseError.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/model/known.hpp"
#include "daemon/store/database.hpp"

namespace samkat::store {

std::vector<KnownPerson> read_persons(Database& database);
std::vector<KnownAccount> read_accounts(Rows rows);  // of a query for account_columns
std::vector<Approval> read_approvals(Database& database, std::string_view now);
std::vector<OpenIntent> read_open_intents(Database& database);
std::vector<Failure> read_failures(Database& database);
std::vector<Delivery> read_deliveries(Database& database);
std::vector<MunicipalityState> read_municipalities(Database& database);
std::vector<std::string> read_key_names(Database& database);
std::vector<PastChange> read_past_changes(Database& database);
std::string read_digest(Database& database);

}  // namespace samkat::store
