// Looking in the whole tree for what is not where it should be: the engine's sighting, with what only a directory can
// say.
#pragma once

#include <span>

#include "daemon/directory/directory.hpp"
#include "daemon/engine/sighting.hpp"

namespace samkat::run {

// Gives `sighting` every entry outside the municipality's base that carries one of its links, every entry anywhere that
// has the link or a name of an account that is sought, and those that the server does not say are gone from where they
// stood. One search a naming context when nothing is amiss. Fails if a search does.
Result<void> look_elsewhere(directory::Directory& directory, const MunicipalityPolicy& policy,
                            engine::Sighting& sighting);

// The naming contexts that hold people. A server's own databases (cn=accesslog, cn=config, cn=monitor) are not such.
Result<std::vector<Dn>> trees_of(directory::Directory& directory);

}  // namespace samkat::run
