// Layers: what a cage is made of, and which of them hold. Plain values.
//
// One table says which there are and which a cage must have. What each does, and with what, is told by `how`: technical
// words for an administrator ("Landlock ABI 2"), or the system's reason why it is missing.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace samkat::cage {

enum class Layer : std::uint8_t {
    limits,      // memory, processor time, descriptors, processes; no files grow, no core dumps
    privileges,  // no setuid program raises it
    user,        // nobody else's user id
    processes,   // everything it starts ends with it
    network,     // a network of its own with nothing in it
    files,       // sees the files that its settings name, and the system's programs; writes nothing
    calls,       // no sockets, no tracing, no mounts, no keys, no foreign processes
};
inline constexpr std::array all_layers = {Layer::limits,  Layer::privileges, Layer::user, Layer::processes,
                                          Layer::network, Layer::files,      Layer::calls};

// The lower-case English word used in JSON and between host and keeper.
std::string_view name_of(Layer layer);

// A cage without it is none. A user of its own can be given by root alone; an empty network is one more wall behind
// `calls`, which lets nobody have a socket.
bool is_mandatory(Layer layer, bool as_root);

struct LayerState {
    Layer layer = Layer::limits;
    bool mandatory = false;
    bool in_force = false;
    std::string how;

    bool operator==(const LayerState&) const = default;
};
using Layers = std::vector<LayerState>;

// The names of the mandatory layers that are missing, with their reasons.
std::vector<std::string> missing(const Layers& layers);

// "files 1 1 Landlock ABI 7": how the keeper tells the host, without newline.
std::string layer_line(const LayerState& state);
std::optional<LayerState> read_layer_line(std::string_view line);

}  // namespace samkat::cage
