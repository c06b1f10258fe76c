// From an Operation to an LDAP request on the wire. Private to this room.
#pragma once

#include "daemon/directory/ldap_handles.hpp"
#include "daemon/directory/operation.hpp"

namespace samkat::directory {

// Sends `operation` without waiting; `id` becomes its message id. Returns libldap's code.
int send_operation(ldap* handle, const Operation& operation, int& id);

}  // namespace samkat::directory
