#include "daemon/cli/cage_text.hpp"

#include "daemon/base/text.hpp"
#include "daemon/cli/messages.hpp"

namespace samkat::cli {

namespace {

const Message& word_for(cage::Layer layer) {
    switch (layer) {
        case cage::Layer::limits:
            return messages::LAYER_LIMITS;
        case cage::Layer::privileges:
            return messages::LAYER_PRIVILEGES;
        case cage::Layer::user:
            return messages::LAYER_USER;
        case cage::Layer::processes:
            return messages::LAYER_PROCESSES;
        case cage::Layer::network:
            return messages::LAYER_NETWORK;
        case cage::Layer::files:
            return messages::LAYER_FILES;
        case cage::Layer::calls:
            break;
    }
    return messages::LAYER_CALLS;
}

}  // namespace

cage::Layers layers_here(const Context& context, Findings& findings) {
    const config::ConnectorSettings& settings = context.config().connectors;
    auto layers = service::cage_layers(settings);
    if (!layers) {
        findings.add(layers.error());
        return {};
    }
    if (const auto lacks = cage::missing(*layers); !lacks.empty()) {
        findings.add(finding(settings.refuse_without_layers ? messages::CAGE_REFUSED : messages::CAGE_INCOMPLETE, {},
                             {{"layers", text::join(lacks, ", ")}}));
    }
    return std::move(*layers);
}

void say_layers(const Context& context, const cage::Layers& layers) {
    context.line(context.text()(messages::CAGE_TITLE));
    Table table;
    for (const cage::LayerState& each : layers) {
        const Message& state = each.in_force    ? messages::LAYER_IN_FORCE
                               : each.mandatory ? messages::LAYER_REQUIRED
                                                : messages::LAYER_MISSING;
        table.add({context.text()(word_for(each.layer)), context.text()(state), each.how});
    }
    context.write(table.text(context.style()));
}

void write_layers(JsonWriter& writer, const cage::Layers& layers) {
    writer.key("cage").begin_array();
    for (const cage::LayerState& each : layers) {
        writer.begin_object()
            .member("layer", cage::name_of(each.layer))
            .member("mandatory", each.mandatory)
            .member("in_force", each.in_force)
            .member("how", each.how)
            .end_object();
    }
    writer.end_array();
}

}  // namespace samkat::cli
