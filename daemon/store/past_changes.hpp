// What was done to accounts lately, as the limits over time count it: rows of past_changes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/json.hpp"
#include "daemon/model/event.hpp"
#include "daemon/model/known.hpp"
#include "daemon/store/database.hpp"

namespace samkat::store {

// Notes that `change` (of an account) was done with `outcome`; the account's states are those before and after,
// `before` empty for one that was not there. What a first run does is not noted, since a person has answered for it;
// nor what only withholds, nor what an account loses that was out of use and stays so. Forgets what is older than
// past_days in the chain. Call it before the approval is taken away. Throws DatabaseError.
void note_past_change(Database& database, const Event& outcome, const Json& change, std::string_view before,
                      std::string_view after);

// What the column `changed` says: a line a value, "attribute before after". A line of another form is passed over.
std::vector<PastValue> past_values(const std::string& column);

}  // namespace samkat::store
