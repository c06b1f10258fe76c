#include "daemon/engine/bind.hpp"

#include <algorithm>

#include "daemon/base/quote.hpp"
#include "daemon/base/text.hpp"
#include "daemon/engine/messages.hpp"

namespace samkat::engine {

namespace {

constexpr std::size_t fields_shown = 40;

std::string list_of(std::span<const std::string> fields) {
    return quoted_for_people(text::join(fields.first(std::min(fields.size(), fields_shown)), ", "), 4000);
}

std::uint32_t column_of(const Expression& expression, const std::string& field) {
    const auto node = std::ranges::find_if(
        expression.nodes, [&](const Node& each) { return each.kind == NodeKind::field && each.text == field; });
    return node == expression.nodes.end() ? 0 : node->column;
}

Finding unknown_field(const Expression& expression, const RecordSet& set, const std::string& field) {
    const std::string nearest = text::nearest(field, set.fields);
    Finding result =
        finding(nearest.empty() ? messages::FIELD_UNKNOWN : messages::FIELD_NEAREST, {expression.place, 0, 0, {}},
                {{"field", field},
                 {"kind", quoted_for_people(set.kind, 200)},
                 {"source", set.source},
                 {"nearest", quoted_for_people(nearest, 200)},
                 {"fields", list_of(set.fields)}});
    const std::uint32_t column = column_of(expression, field);
    result.excerpt = "  " + expression.source;
    if (column > 0) result.excerpt += "\n  " + std::string(column - 1, ' ') + "^";
    return result;
}

}  // namespace

Findings bind(Expression& expression, const RecordSet& set) {
    Findings findings;
    for (const std::string& field : expression.bind(set.fields)) findings.add(unknown_field(expression, set, field));
    return findings;
}

Findings bind(KindMapping& mapping, const RecordSet& set) {
    Findings findings = bind(mapping.only, set);
    for (MapRule& rule : mapping.rules) findings.add(bind(rule.value, set));
    return findings;
}

}  // namespace samkat::engine
