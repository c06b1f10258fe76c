// Reads a source with the shipped connectors' own code, in this process: what they send goes through the protocol and
// the host's reader, as it does between processes. The cage is what is left out.
#pragma once

#include "config/config.hpp"
#include "daemon/sources/sources.hpp"

namespace samkat::lies {

Result<sources::Delivery> read_here(const SourcePolicy& source, Date today, sources::Sink& sink);
// Checks settings as the program does, with the descriptions of the connectors linked in.
config::CheckSettings check_settings_here();

}  // namespace samkat::lies
