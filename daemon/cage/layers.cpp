#include "daemon/cage/layers.hpp"

#include <algorithm>

namespace samkat::cage {

namespace {

struct Row {
    Layer layer;
    std::string_view name;
    bool mandatory;          // for everybody
    bool mandatory_as_root;  // and for root
};
constexpr std::array table = {
    Row{Layer::limits, "limits", true, true},     Row{Layer::privileges, "privileges", true, true},
    Row{Layer::user, "user", false, true},        Row{Layer::processes, "processes", true, true},
    Row{Layer::network, "network", false, false}, Row{Layer::files, "files", true, true},
    Row{Layer::calls, "calls", true, true},
};

const Row& row_of(Layer layer) {
    return *std::ranges::find(table, layer, &Row::layer);
}

std::string_view word(std::string_view& line) {
    const std::size_t end = std::min(line.find(' '), line.size());
    const std::string_view found = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
    return found;
}

}  // namespace

std::string_view name_of(Layer layer) {
    return row_of(layer).name;
}

bool is_mandatory(Layer layer, bool as_root) {
    return as_root ? row_of(layer).mandatory_as_root : row_of(layer).mandatory;
}

std::vector<std::string> missing(const Layers& layers) {
    std::vector<std::string> names;
    for (const LayerState& each : layers) {
        if (each.mandatory && !each.in_force) names.push_back(std::string{name_of(each.layer)} + " (" + each.how + ")");
    }
    return names;
}

std::string layer_line(const LayerState& state) {
    std::string how = state.how;
    std::ranges::replace(how, '\n', ' ');
    return std::string{name_of(state.layer)} + (state.mandatory ? " 1" : " 0") + (state.in_force ? " 1 " : " 0 ") + how;
}

std::optional<LayerState> read_layer_line(std::string_view line) {
    const auto row = std::ranges::find(table, word(line), &Row::name);
    const std::string_view mandatory = word(line);
    const std::string_view in_force = word(line);
    const auto is_flag = [](std::string_view text) { return text == "0" || text == "1"; };
    if (row == table.end() || !is_flag(mandatory) || !is_flag(in_force)) return std::nullopt;
    return LayerState{row->layer, mandatory == "1", in_force == "1", std::string{line}};
}

}  // namespace samkat::cage
