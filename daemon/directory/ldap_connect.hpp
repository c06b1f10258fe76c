// From an Endpoint to a bound libldap handle. Private to this room.
#pragma once

#include "daemon/directory/directory.hpp"
#include "daemon/directory/ldap_handles.hpp"

namespace samkat::directory {

// Checks that the endpoint is complete, within bounds, and sends no secrets in the clear. Touches no network.
Result<void> check_endpoint(const Endpoint& endpoint);

// Connects, secures and binds as `endpoint` says; it must have passed check_endpoint.
Result<LdapHandle> connect(const Endpoint& endpoint);

}  // namespace samkat::directory
