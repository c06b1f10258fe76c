// The OpenLDAP dialect of Directory, on libldap.
#pragma once

#include <memory>

#include "daemon/directory/directory.hpp"

namespace samkat::directory {

// Connects and binds. Fails on an endpoint that would send secrets in the clear, an unverifiable certificate, a refused
// bind or a server that does not answer within the network timeout.
//
// Sets LDAPNOINIT=1 in the process environment before libldap is first used, so that ldap.conf, ldaprc and LDAP*
// variables of the machine or the caller change nothing: call it the first time before other threads read the
// environment. The endpoint is copied as far as it is needed; it may go when this returns.
Result<std::unique_ptr<Directory>> open_openldap(const Endpoint& endpoint);

}  // namespace samkat::directory
