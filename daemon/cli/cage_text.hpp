// The cage of connectors, as commands tell of it.
#pragma once

#include "daemon/base/json_writer.hpp"
#include "daemon/cli/context.hpp"

namespace samkat::cli {

// Which layers this machine gives connectors. One that is missing though it is mandatory is a finding: an error, or a
// warning where the configuration is content with what there is.
cage::Layers layers_here(const Context& context, Findings& findings);

// A table, for people.
void say_layers(const Context& context, const cage::Layers& layers);
// The member "cage".
void write_layers(JsonWriter& writer, const cage::Layers& layers);

}  // namespace samkat::cli
