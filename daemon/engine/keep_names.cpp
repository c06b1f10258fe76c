#include "daemon/engine/keep_names.hpp"

#include <algorithm>

namespace samkat::engine {

namespace {

bool reads_name(const AttributeRule& rule) {
    return std::ranges::any_of(rule.values, [](const Expression& value) {
        return std::ranges::any_of(value.nodes, [](const Node& node) {
            const auto field = static_cast<ContextField>(node.slot);
            return node.kind == NodeKind::field &&
                   (field == ContextField::group_name || field == ContextField::unit_name);
        });
    });
}

}  // namespace

void keep_names(const MunicipalityPolicy& policy, EntryClass entry_class, const Entry& actual, Entry& desired) {
    for (const AttributeRule& rule : policy.attributes) {
        if (rule.entry_class != entry_class || !reads_name(rule)) continue;
        const Values& there = actual.values(rule.name);
        if (!there.empty()) desired.set(rule.name, there);
    }
}

}  // namespace samkat::engine
