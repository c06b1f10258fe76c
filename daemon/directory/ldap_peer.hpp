// The certificate of the server at the other end of a TLS connection. Private to this room.
//
// libldap (with GnuTLS, as in Debian) verifies the chain, the dates and the name. What a certificate was made for it
// does not look at; that is done here, on the certificate as it came.
#pragma once

#include <cstdint>
#include <span>

#include "daemon/directory/ldap_handles.hpp"

namespace samkat::directory {

// Whether a certificate may stand for a server.
enum class Purpose : std::uint8_t {
    server,     // made for servers, or for anything (no extended key usage, or any: RFC 5280 section 4.2.1.12)
    other,      // made for something else, as for clients
    unreadable  // no certificate in DER, or none at all
};

// `der`: an X.509 certificate. Pure.
Purpose purpose_of(std::span<const unsigned char> der);

// Of the server that `handle` is connected to over TLS.
Purpose purpose_of_peer(ldap* handle);

}  // namespace samkat::directory
