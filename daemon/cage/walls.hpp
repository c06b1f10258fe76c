// Walls: the layers that a process puts around itself before it becomes the program.
#pragma once

#include "daemon/cage/layers.hpp"
#include "daemon/cage/namespaces.hpp"
#include "daemon/cage/order.hpp"

namespace samkat::cage {

// What the keeper has around everything it starts.
LayerState network_layer(const Namespaces& spaces);
LayerState processes_layer(const Namespaces& spaces);

// Builds every layer of the process itself, in the order in which they can be built. Those of the keeper are in
// `layers`, those that were tried are added, in force or not. To be called in the process that becomes the program.
void build_walls(const Order& order, const Namespaces& spaces, Layers& layers);

}  // namespace samkat::cage
