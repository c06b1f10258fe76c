// Ports: the real ones. What a run touches outside, made from the configuration.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "connectors/protocol/description.hpp"
#include "daemon/run/ports.hpp"

namespace samkat::service {

// Which layers such a cage has on this machine.
Result<cage::Layers> cage_layers(const config::ConnectorSettings& settings);

// Asks a connector what it is: `connector` as in the configuration.
using Describe =
    std::function<Result<protocol::Description>(const std::string& connector, const config::ConnectorSettings&)>;
// `program` is the path of the running program: the connectors stand beside it. Remembers answers, so that one program
// is asked once. Any thread.
Describe real_describe(std::filesystem::path program);

// Ports for a configuration. The configuration must outlive what they give.
using PortsFactory = std::function<run::Ports(const config::Config&)>;
// `describe` says which of a source's settings are paths: its connector sees those and no others.
PortsFactory real_ports(std::filesystem::path program, Describe describe);

// Where connectors are looked for: as configured; else ../lib/samkat/connectors from the program's directory; else, in
// a build tree, the program's own directory.
std::filesystem::path connector_directory(const config::ConnectorSettings& settings,
                                          const std::filesystem::path& program);

// The cage that connectors run in. Fails if its user is unknown.
Result<sources::Cage> cage_of(const config::ConnectorSettings& settings);
// The same, from which nothing of samkat's own can be seen: state, keys, password.
Result<sources::Cage> cage_of(const config::Config& config);

// Holds a source's settings to what its connector describes.
config::CheckSettings settings_check(Describe describe, config::ConnectorSettings settings);

// The files whose change means a new export of `source`: those it names in `watch`, or else every path in its settings.
std::vector<std::filesystem::path> watched_files(const SourcePolicy& source, const config::ConnectorSettings& settings,
                                                 const Describe& describe);

}  // namespace samkat::service
