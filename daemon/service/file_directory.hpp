// A directory that is one LDIF file: read when it is opened, written back before any Change is answered.
#pragma once

#include <filesystem>
#include <memory>

#include "daemon/directory/directory.hpp"

namespace samkat::service {

// The file must be there. One process writes it, as the state directory's lock sees to.
Result<std::unique_ptr<directory::Directory>> open_file_directory(const std::filesystem::path& file,
                                                                  std::size_t window);

}  // namespace samkat::service
