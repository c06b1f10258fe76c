// The bare connection below a libldap handle, kept beside it to find out how it ends. Private to this room.
#pragma once

#include <chrono>

#include "daemon/base/file.hpp"
#include "daemon/directory/ldap_handles.hpp"

namespace samkat::directory {

class Line {
  public:
    Line() = default;
    // Of a connected handle, which goes on owning its own descriptor.
    explicit Line(ldap* handle);

    // Ends the connection after its handle has gone; call it once. True if nothing that was sent on it can be done any
    // more: the server has closed its end. Only a socket of this machine (ldapi) can say so: there is nobody between
    // who could close in the server's place, and slapd closes when what it has begun is done and the rest is thrown
    // away (measured; decision 024). Waits for that up to `limit`.
    // On a network it is false at once, and what has not left this machine yet never does.
    bool end(std::chrono::milliseconds limit);

  private:
    Fd descriptor_;
    bool local_ = false;
};

}  // namespace samkat::directory
