// Who is at the other end of a unix socket, and whether they may give commands.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <sys/types.h>

#include "daemon/base/file.hpp"

namespace samkat::service {

// Login name of the process: of its loginuid, which sudo does not change, or of its uid where it has none.
std::string actor_of(pid_t process, uid_t uid);
// The same for this process.
std::string own_actor();

struct Peer {
    pid_t process = 0;
    uid_t user = 0;
    Fd handle;  // of the process (pidfd_open(2))
};
// Who made the connection; nothing if they cannot be named.
std::optional<Peer> peer_of(int connection);

enum class Admission : std::uint8_t {
    admitted,
    other_user,  // neither root nor the user that we are
    caged,       // something that samkat started, or that lives in a process namespace of its own: a connector
    gone,        // ended meanwhile: nobody knows any more who it was
};
// Connectors have no sockets (daemon/cage): this is the second lock on the same door. It asks proc(5) for the process's
// parents, which a connector can neither change nor leave: its keeper takes in its orphans.
Admission admission_of(const Peer& peer);

}  // namespace samkat::service
