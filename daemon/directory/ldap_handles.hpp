// Owners of what libldap hands out, and the result of one operation. Private to this room.
#pragma once

#include <memory>
#include <string>

struct ldap;
struct ldapmsg;
struct ldapcontrol;
struct berelement;

namespace samkat::directory {

// Frees with libldap's own function for the type. An ldap is unbound, which closes its connection.
struct LdapFree {
    void operator()(ldap* handle) const noexcept;
    void operator()(ldapmsg* message) const noexcept;
    void operator()(ldapcontrol* control) const noexcept;
    void operator()(ldapcontrol** controls) const noexcept;
    void operator()(berelement* element) const noexcept;  // not what it points to: the message owns that
    void operator()(char* text) const noexcept;
};

using LdapHandle = std::unique_ptr<ldap, LdapFree>;
using LdapMessage = std::unique_ptr<ldapmsg, LdapFree>;
using LdapControl = std::unique_ptr<ldapcontrol, LdapFree>;
using LdapControls = std::unique_ptr<ldapcontrol*, LdapFree>;
using LdapElement = std::unique_ptr<berelement, LdapFree>;
using LdapText = std::unique_ptr<char, LdapFree>;

// While it lives, a write to a connection that the server has closed raises no SIGPIPE in this thread: libldap writes
// without guarding against it, also when it unbinds. The calling program's own handling of the signal stays as it is.
class NoPipeSignal {
  public:
    NoPipeSignal();
    NoPipeSignal(const NoPipeSignal&) = delete;
    NoPipeSignal& operator=(const NoPipeSignal&) = delete;
    ~NoPipeSignal();

  private:
    bool was_pending_ = false;
    bool was_blocked_ = false;
};

// A result code, RFC 4511's or one of libldap's own (negative), and the text the server added.
struct LdapResult {
    int code = 0;
    std::string diagnostic;
};

// The result code that `handle` has from its last call, with the text that belongs to it.
LdapResult last_result(ldap* handle, int code);

}  // namespace samkat::directory
