// Found: accounts whose entries samkat has made without knowing it (engine/recognise.hpp) are made known again.
#pragma once

#include <span>
#include <vector>

#include "daemon/engine/recognise.hpp"
#include "daemon/model/plan.hpp"
#include "daemon/run/installation.hpp"
#include "daemon/run/intents.hpp"

namespace samkat::run {

// What `store` says of issued names; it must outlive the function.
engine::IsIssuedTo issued_in(const store::Store& store);

// Of a plan that was made earlier: the accounts it changes without creating them that the store does not know, as far
// as they are recognised in the directory.
Result<std::vector<KnownAccount>> found_for(Installation& installation, const Plan& plan);

// Makes them known, by an event for each.
Result<void> record_found(Installation& installation, const Writing& by, std::span<const KnownAccount> found);

}  // namespace samkat::run
