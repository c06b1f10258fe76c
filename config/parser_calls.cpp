// The part of the parser that knows names: fields, functions and their arguments, tables, patterns.
#include <algorithm>

#include "config/messages.hpp"
#include "config/parser.hpp"
#include "daemon/base/text.hpp"
#include "daemon/model/date_pattern.hpp"

namespace samkat::config {

namespace {

constexpr std::size_t nearest_length = 64;

std::string joined(const std::vector<std::string>& names) {
    return text::join(names, ", ");
}

std::vector<std::string> function_names() {
    std::vector<std::string> names;
    for (const Function& function : functions()) names.emplace_back(function.name);
    return names;
}

std::vector<std::string> field_names(const FieldContext& where) {
    std::vector<std::string> names;
    for (const ContextFieldInfo& field : context_fields()) {
        if (field.where.overlaps(where)) names.emplace_back(field.name);
    }
    return names;
}

std::vector<std::string> table_names(const Vocabulary& vocabulary) {
    std::vector<std::string> names;
    if (vocabulary.tables == nullptr) return names;
    for (const auto& [name, table] : *vocabulary.tables) names.push_back(name);
    return names;
}

char kind_of(const Function& function, std::size_t index) {
    return function.arguments[std::min(index, function.arguments.size() - 1)];
}

}  // namespace

Parser::Index Parser::field(const std::string& name, std::size_t at) {
    Node node;
    node.kind = NodeKind::field;
    node.text = text::nfc(name);
    node.slot = Expression::missing_slot;
    if (!vocabulary_.fields) return add(std::move(node), at);
    const auto info = std::ranges::find(context_fields(), std::string_view{node.text}, &ContextFieldInfo::name);
    const bool known = info != context_fields().end();
    const std::vector<std::string> names = field_names(*vocabulary_.fields);
    if (known && info->where.overlaps(*vocabulary_.fields)) {
        node.slot = static_cast<std::uint32_t>(info->field);
    } else if (known) {
        error(config_messages::FIELD_NOT_HERE, at, {{"field", node.text}, {"fields", joined(names)}});
    } else {
        const std::string nearest = text::nearest(text::left(node.text, nearest_length), names);
        error(nearest.empty() ? config_messages::FIELD_UNKNOWN : config_messages::FIELD_NEAREST, at,
              {{"field", node.text}, {"nearest", nearest}, {"fields", joined(names)}});
    }
    return add(std::move(node), at);
}

Parser::Index Parser::call(const Token& name) {
    const auto found = std::ranges::find(functions(), std::string_view{name.text}, &Function::name);
    const Function* function = found == functions().end() ? nullptr : &*found;
    if (function == nullptr) {
        const std::vector<std::string> names = function_names();
        const std::string nearest = text::nearest(text::left(name.text, nearest_length), names);
        error(nearest.empty() ? config_messages::FUNCTION_UNKNOWN : config_messages::FUNCTION_NEAREST, name.at,
              {{"function", name.text}, {"nearest", nearest}, {"functions", joined(names)}});
    }
    const auto given = arguments(function);
    if (!given) return std::nullopt;
    if (function == nullptr) return literal({}, name.at);
    if (given->size() < function->min_arguments || given->size() > function->max_arguments) {
        error(config_messages::ARITY, name.at,
              {{"function", name.text}, {"signature", std::string{function->signature}}});
        return literal({}, name.at);
    }
    return finish_call(*function, name, *given);
}

// From the opening parenthesis to after the closing one.
std::optional<std::vector<Parser::Argument>> Parser::arguments(const Function* function) {
    std::vector<Argument> given;
    advance();
    while (!is_symbol(")")) {
        const auto next = argument(function == nullptr ? 'v' : kind_of(*function, given.size()), function);
        if (!next) return std::nullopt;
        given.push_back(*next);
        if (is_symbol(","))
            advance();
        else if (!is_symbol(")")) {
            unexpected();
            return std::nullopt;
        }
    }
    advance();
    return given;
}

std::optional<Parser::Argument> Parser::argument(char kind, const Function* function) {
    if (kind != 'v') return written(kind, *function);
    Argument result;
    result.at = token_.at;
    result.node = disjunction();
    if (!result.node) return std::nullopt;
    return result;
}

// An argument that must be written out: a number, a text in quotes, or the name of a table.
std::optional<Parser::Argument> Parser::written(char kind, const Function& function) {
    const TokenKind wanted = kind == 'n' ? TokenKind::number : TokenKind::text;
    const bool fits = token_.kind == wanted || (kind == 't' && token_.kind == TokenKind::name);
    if (!fits && token_.kind != TokenKind::name && token_.kind != TokenKind::number && token_.kind != TokenKind::text) {
        unexpected();
        return std::nullopt;
    }
    if (!fits) {
        stop(kind == 'n' ? config_messages::ARGUMENT_NUMBER : config_messages::ARGUMENT_TEXT, token_.at,
             {{"function", std::string{function.name}}, {"signature", std::string{function.signature}}});
        return std::nullopt;
    }
    Argument result{{}, token_.text, token_.at};
    result.node = literal(token_.text, token_.at);
    advance();
    if (!result.node) return std::nullopt;
    return result;
}

Parser::Index Parser::finish_call(const Function& function, const Token& name, const std::vector<Argument>& given) {
    Node node;
    node.kind = function.id == FunctionId::concat ? NodeKind::concat : NodeKind::call;
    node.text = name.text;
    node.slot = static_cast<std::uint32_t>(function.id);
    for (const Argument& each : given) node.children.push_back(*each.node);
    switch (function.id) {
        case FunctionId::field:
            return field(given.front().text, given.front().at);
        case FunctionId::scope:
            return scope_call(given, name.at);
        case FunctionId::replace:
        case FunctionId::match:
            check_pattern(node, given);
            break;
        case FunctionId::date_format:
            check_dates(given);
            break;
        case FunctionId::lookup:
            check_table(node, given.front());
            break;
        case FunctionId::split:
            if (given[1].text.empty()) error(config_messages::SEPARATOR_EMPTY, given[1].at);
            break;
        default:
            break;
    }
    return add(std::move(node), name.at);
}

// scope(x) is concat(x, '@', scope).
Parser::Index Parser::scope_call(const std::vector<Argument>& given, std::size_t at) {
    if (!vocabulary_.fields) return stop(config_messages::SCOPE_IN_MAP, at);
    const Index sign = literal("@", at);
    const Index scope = field("scope", at);
    if (!sign || !scope) return std::nullopt;
    Node node;
    node.kind = NodeKind::concat;
    node.children = {*given.front().node, *sign, *scope};
    return add(std::move(node), at);
}

std::shared_ptr<const Pattern> Parser::pattern(const std::string& text, std::size_t at) {
    std::string reason;
    auto compiled = Pattern::compile(text, reason);
    if (!compiled)
        error(config_messages::PATTERN_BAD, at,
              {{"pattern", text::printable(text)}, {"reason", text::printable(reason)}});
    return compiled;
}

void Parser::check_pattern(Node& node, const std::vector<Argument>& given) {
    node.pattern = pattern(given[1].text, given[1].at);
    std::string reason;
    if (node.pattern && given.size() > 2 && !node.pattern->accepts_replacement(given[2].text, reason)) {
        error(config_messages::REPLACEMENT_BAD, given[2].at,
              {{"text", text::printable(given[2].text)}, {"reason", text::printable(reason)}});
    }
}

void Parser::check_dates(const std::vector<Argument>& given) {
    if (!can_write_date(given[1].text)) {
        error(config_messages::DATE_PATTERN, given[1].at, {{"pattern", text::printable(given[1].text)}});
    }
    if (given.size() > 2 && !can_read_date(given[2].text)) {
        error(config_messages::DATE_READ_PATTERN, given[2].at, {{"pattern", text::printable(given[2].text)}});
    }
}

void Parser::check_table(Node& node, const Argument& table) {
    node.children.erase(node.children.begin());
    if (vocabulary_.tables != nullptr) {
        const auto found = vocabulary_.tables->find(table.text);
        if (found != vocabulary_.tables->end()) {
            node.table = found->second;
            return;
        }
    }
    const std::string nearest = text::nearest(text::left(table.text, nearest_length), table_names(vocabulary_));
    error(nearest.empty() ? config_messages::TABLE_UNKNOWN : config_messages::TABLE_NEAREST, table.at,
          {{"table", text::printable(table.text)}, {"nearest", nearest}});
}

}  // namespace samkat::config
