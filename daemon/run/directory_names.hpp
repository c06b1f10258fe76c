// Names that are free in the store and in the directory: the engine's minting, with what only a directory can say.
#pragma once

#include <span>
#include <vector>

#include "daemon/directory/directory.hpp"
#include "daemon/engine/names.hpp"
#include "daemon/run/installation.hpp"

namespace samkat::run {

struct FreeNames {
    engine::NamesResult minted;
    // Entries, wherever in the tree, that have such a name and the link of the very account it is for: samkat made them
    // and does not know it. With their names, link and PersonId.
    std::vector<Entry> own;
};

// Mints, looks the names up in the whole tree (entries that samkat does not manage included), and mints again without
// those that are taken, until all are free. Only names that are about to be given are looked up.
Result<FreeNames> mint_free_names(Installation& installation, directory::Directory& directory,
                                  std::span<const engine::NamesInput> municipalities, const engine::World& world);

}  // namespace samkat::run
