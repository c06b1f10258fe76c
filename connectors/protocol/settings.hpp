// Checking a source's settings against what its connector describes. Pure; any thread.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "connectors/protocol/description.hpp"

namespace samkat::protocol {

// The settings with defaults filled in, relative paths made absolute below `directory` (that of the configuration
// file), and every secret {"file": path} made {"$secret": path}, for resolve_secrets(). The error's place is `where`
// with the dotted key of the bad setting as its field ("record.pupil.path"), so that a configuration can find its line.
// Settings that were checked once check the same again.
Result<Json> check_settings(const Description& description, const Json& settings, const Where& where,
                            const std::filesystem::path& directory);

// The same on the connector's side: secrets are plain strings and paths are absolute.
Result<Json> check_received_settings(const Description& description, const Json& settings, const Where& where);

// Checked settings with every {"$secret": path} replaced by the content of its file. Reads files.
Result<Json> resolve_secrets(const Json& settings);

// Every path in checked settings, secrets left out: the files whose change means a new export.
std::vector<std::string> paths_in(const Description& description, const Json& settings);

}  // namespace samkat::protocol
