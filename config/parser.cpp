#include "config/parser.hpp"

#include <algorithm>
#include <array>

#include "config/messages.hpp"
#include "daemon/base/text.hpp"

namespace samkat::config {

namespace {

constexpr std::size_t text_limit = 8192;  // bytes
constexpr std::size_t nodes_limit = 1000;
constexpr int depth_limit = 32;

constexpr std::array<std::string_view, 5> reserved = {"and", "or", "not", "in", "matches"};

}  // namespace

std::uint32_t Parser::column(std::size_t at) const {
    return static_cast<std::uint32_t>(text::length(text_.substr(0, at)) + 1);
}

void Parser::error(const Message& message, std::size_t at, Arguments arguments) {
    errors_.push_back({&message, column(at), std::move(arguments)});
}

Parser::Index Parser::stop(const Message& message, std::size_t at, Arguments arguments) {
    error(message, at, std::move(arguments));
    return std::nullopt;
}

Parser::Index Parser::add(Node node, std::size_t at) {
    if (nodes_.size() >= nodes_limit) return stop(config_messages::TEMPLATE_TOO_LONG, at);
    node.column = column(at);
    nodes_.push_back(std::move(node));
    return static_cast<std::uint32_t>(nodes_.size() - 1);
}

Parser::Index Parser::literal(std::string text, std::size_t at) {
    Node node;
    node.text = std::move(text);
    return add(std::move(node), at);
}

Compiled Parser::finished(Index root) {
    Compiled result;
    result.errors = std::move(errors_);
    result.expression.source = std::string{text_.substr(0, text_limit)};
    if (root && result.errors.empty()) result.expression.nodes = std::move(nodes_);
    return result;
}

Compiled Parser::parse_condition() {
    if (text_.size() > text_limit) return finished(stop(config_messages::TEMPLATE_TOO_LONG, 0));
    advance();
    if (is_symbol("{")) return finished(stop(config_messages::CONDITION_BRACES, token_.at));
    const Index root = disjunction();
    if (root && token_.kind != TokenKind::end) unexpected();
    return finished(root);
}

Compiled Parser::parse_template() {
    if (text_.size() > text_limit) return finished(stop(config_messages::TEMPLATE_TOO_LONG, 0));
    Node whole;
    whole.kind = NodeKind::concat;
    for (std::size_t at = 0; at < text_.size();) {
        const Index next = piece(at);
        if (!next) return finished(next);
        whole.children.push_back(*next);
    }
    if (whole.children.empty()) return finished(literal({}, 0));
    if (whole.children.size() == 1) return finished(whole.children.front());
    return finished(add(std::move(whole), 0));
}

Parser::Index Parser::piece(std::size_t& at) {
    const bool opens = text_[at] == '{' && !text_.substr(at).starts_with("{{");
    return opens ? braced(at) : literal_piece(at);
}

// Text up to the next {expression}, with {{ and }} as braces.
Parser::Index Parser::literal_piece(std::size_t& at) {
    const std::size_t start = at;
    std::string text;
    while (at < text_.size()) {
        const char c = text_[at];
        const bool doubled = at + 1 < text_.size() && text_[at + 1] == c;
        if (c == '{' && !doubled) break;
        if (c == '}' && !doubled) return stop(config_messages::TEMPLATE_STRAY_BRACE, at);
        text += c;
        at += c == '{' || c == '}' ? 2 : 1;
    }
    return literal(std::move(text), start);
}

Parser::Index Parser::braced(std::size_t& at) {
    const std::size_t start = at;
    lexer_ = Lexer{text_, at + 1};
    advance();
    if (is_symbol("}")) return stop(config_messages::TEMPLATE_EMPTY, start);
    const Index root = disjunction();
    if (!root) return root;
    if (token_.kind == TokenKind::end) return stop(config_messages::TEMPLATE_UNCLOSED, start);
    if (!is_symbol("}")) return unexpected();
    at = lexer_.position();
    return root;
}

Parser::Index Parser::unexpected() {
    switch (token_.kind) {
        case TokenKind::end:
            return stop(config_messages::EXPRESSION_ENDS, token_.at);
        case TokenKind::unclosed:
            return stop(config_messages::TEXT_UNCLOSED, token_.at);
        case TokenKind::unknown:
            return stop(config_messages::CHARACTER_UNKNOWN, token_.at, {{"text", text::printable(token_.text)}});
        default:
            return stop(config_messages::EXPRESSION_UNEXPECTED, token_.at, {{"text", text::printable(token_.text)}});
    }
}

Parser::Index Parser::disjunction() {
    if (++depth_ > depth_limit) return stop(config_messages::TEMPLATE_TOO_DEEP, token_.at);
    const std::size_t at = token_.at;
    Index left = conjunction();
    if (left && is_word("or")) {
        Node node;
        node.kind = NodeKind::logical_or;
        node.children = {*left};
        while (left && is_word("or")) {
            advance();
            left = conjunction();
            if (left) node.children.push_back(*left);
        }
        if (left) left = add(std::move(node), at);
    }
    --depth_;
    return left;
}

Parser::Index Parser::conjunction() {
    const std::size_t at = token_.at;
    Index left = negation();
    if (!left || !is_word("and")) return left;
    Node node;
    node.kind = NodeKind::logical_and;
    node.children = {*left};
    while (is_word("and")) {
        advance();
        left = negation();
        if (!left) return left;
        node.children.push_back(*left);
    }
    return add(std::move(node), at);
}

Parser::Index Parser::negation() {
    if (!is_word("not")) return comparison();
    const std::size_t at = token_.at;
    if (++depth_ > depth_limit) return stop(config_messages::TEMPLATE_TOO_DEEP, at);
    advance();
    const Index inner = negation();
    --depth_;
    if (!inner) return inner;
    Node node;
    node.kind = NodeKind::logical_not;
    node.children = {*inner};
    return add(std::move(node), at);
}

Parser::Index Parser::comparison() {
    const std::size_t at = token_.at;
    const Index left = primary();
    if (!left) return left;
    Node node;
    node.children = {*left};
    if (is_word("in")) return list_of(std::move(node));
    if (is_word("matches")) return match_of(std::move(node));
    if (!is_symbol("==") && !is_symbol("!=")) return left;
    node.kind = is_symbol("==") ? NodeKind::equals : NodeKind::not_equals;
    advance();
    const Index right = primary();
    if (!right) return right;
    node.children.push_back(*right);
    return add(std::move(node), at);
}

Parser::Index Parser::list_of(Node node) {
    const std::size_t at = token_.at;
    node.kind = NodeKind::in;
    advance();
    if (!is_symbol("[")) return stop(config_messages::LIST_EXPECTED, token_.at);
    do {
        advance();
        const Index next = primary();
        if (!next) return next;
        node.children.push_back(*next);
    } while (is_symbol(","));
    if (!is_symbol("]")) return unexpected();
    advance();
    return add(std::move(node), at);
}

Parser::Index Parser::match_of(Node node) {
    const std::size_t at = token_.at;
    node.kind = NodeKind::matches;
    advance();
    if (token_.kind != TokenKind::text) return stop(config_messages::PATTERN_EXPECTED, token_.at);
    node.text = token_.text;
    node.pattern = pattern(token_.text, token_.at);
    advance();
    return add(std::move(node), at);
}

Parser::Index Parser::primary() {
    const Token token = token_;
    switch (token.kind) {
        case TokenKind::text:
        case TokenKind::number:
            advance();
            return literal(token.text, token.at);
        case TokenKind::name:
            return named(token);
        default:
            return is_symbol("(") ? parenthesis() : unexpected();
    }
}

Parser::Index Parser::parenthesis() {
    advance();
    const Index inner = disjunction();
    if (!inner) return inner;
    if (!is_symbol(")")) return unexpected();
    advance();
    return inner;
}

Parser::Index Parser::named(const Token& name) {
    if (std::ranges::find(reserved, name.text) != reserved.end()) return unexpected();
    advance();
    return is_symbol("(") ? call(name) : field(name.text, name.at);
}

Compiled compile_template(std::string_view text, const Vocabulary& vocabulary) {
    return Parser{text, vocabulary}.parse_template();
}

Compiled compile_condition(std::string_view text, const Vocabulary& vocabulary) {
    return Parser{text, vocabulary}.parse_condition();
}

}  // namespace samkat::config
