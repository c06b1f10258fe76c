// The recursive descent behind config/expression.hpp.
#pragma once

#include <optional>
#include <utility>

#include "config/expression.hpp"
#include "config/lexer.hpp"

namespace samkat::config {

// Parses one text. The first syntax error ends it (nothing after it can be trusted); what is wrong with names and
// arguments is collected.
class Parser {
  public:
    Parser(std::string_view text, const Vocabulary& vocabulary)
        : text_(text), vocabulary_(vocabulary), lexer_(text, 0) {}

    Compiled parse_template();
    Compiled parse_condition();

  private:
    // Index of a node. Without a value the text was given up and an error stands for it.
    using Index = std::optional<std::uint32_t>;
    struct Argument {
        Index node;
        std::string text;  // of a literal or table name
        std::size_t at = 0;
    };

    Index piece(std::size_t& at);
    Index literal_piece(std::size_t& at);
    Index braced(std::size_t& at);

    Index disjunction();
    Index conjunction();
    Index negation();
    Index comparison();
    Index list_of(Node node);
    Index match_of(Node node);
    Index primary();
    Index parenthesis();
    Index named(const Token& name);

    Index call(const Token& name);
    std::optional<std::vector<Argument>> arguments(const Function* function);
    std::optional<Argument> argument(char kind, const Function* function);
    std::optional<Argument> written(char kind, const Function& function);
    Index finish_call(const Function& function, const Token& name, const std::vector<Argument>& given);
    Index scope_call(const std::vector<Argument>& given, std::size_t at);
    void check_pattern(Node& node, const std::vector<Argument>& given);
    void check_dates(const std::vector<Argument>& given);
    void check_table(Node& node, const Argument& table);
    std::shared_ptr<const Pattern> pattern(const std::string& text, std::size_t at);

    Index field(const std::string& name, std::size_t at);
    Index add(Node node, std::size_t at);
    Index literal(std::string text, std::size_t at);

    void advance() { token_ = lexer_.next(); }
    bool is_word(std::string_view word) const { return token_.kind == TokenKind::name && token_.text == word; }
    bool is_symbol(std::string_view symbol) const { return token_.kind == TokenKind::symbol && token_.text == symbol; }
    Index unexpected();
    void error(const Message& message, std::size_t at, Arguments arguments = {});
    Index stop(const Message& message, std::size_t at, Arguments arguments = {});
    std::uint32_t column(std::size_t at) const;
    Compiled finished(Index root);

    std::string_view text_;
    const Vocabulary& vocabulary_;
    Lexer lexer_;
    Token token_;
    std::vector<Node> nodes_;
    std::vector<ExpressionError> errors_;
    int depth_ = 0;
};

}  // namespace samkat::config
