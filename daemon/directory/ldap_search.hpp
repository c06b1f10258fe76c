// Searching with libldap: pages and entries. Private to this room.
#pragma once

#include <chrono>

#include "daemon/directory/directory.hpp"
#include "daemon/directory/ldap_handles.hpp"

namespace samkat::directory {

struct SearchLimits {
    std::uint32_t page_size = 0;  // 0: not in pages
    std::chrono::milliseconds timeout{};
};

// One search, as Directory::search says. `lost` is set if the connection is of no more use.
Result<void> run_search(ldap* handle, const Search& search, const SearchLimits& limits,
                        const std::function<void(Entry&&)>& each, bool& lost);

// Waits for a message of the operation `id` (or LDAP_RES_ANY), whole or one by one. Nothing on timeout and failure;
// then `result` says why.
LdapMessage wait_for(ldap* handle, int id, bool whole, std::chrono::milliseconds timeout, LdapResult& result);

}  // namespace samkat::directory
