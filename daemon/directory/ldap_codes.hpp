// LDAP result codes in samkat's words: the one place that translates them. Pure.
#pragma once

#include <string>
#include <utility>

#include "daemon/directory/directory.hpp"
#include "daemon/directory/ldap_handles.hpp"
#include "daemon/directory/operation.hpp"

namespace samkat::directory {

// "Insufficient access (50): no write access to parent", the server's text escaped and cut at 500 characters.
std::string reason_text(const LdapResult& result);

// True for the codes libldap gives when the connection is gone or nobody answers.
bool is_lost(int code);

// What `result` says about `operation` (result codes: RFC 4511 section 4.1.9, RFC 4528 section 4).
Answer answer_of(const LdapResult& result, const Operation& operation);

}  // namespace samkat::directory
