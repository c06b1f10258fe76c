// Splits an expression of the mapping language into tokens. docs/mapping.md has the grammar.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace samkat::config {

enum class TokenKind : std::uint8_t {
    end,
    name,  // also the words and, or, not, in, matches
    text,  // '…' with '' for a quote; Token::text is what it stands for
    number,
    symbol,    // ( ) [ ] , == != { }
    unclosed,  // a text without its closing quote
    unknown,   // a character that means nothing here
};

struct Token {
    TokenKind kind = TokenKind::end;
    std::string text;
    std::size_t at = 0;  // byte offset where it starts
};

class Lexer {
  public:
    Lexer(std::string_view text, std::size_t at) : text_(text), at_(at) {}

    Token next();
    // Byte offset after the last token.
    std::size_t position() const { return at_; }

  private:
    Token take(TokenKind kind, std::size_t length);
    Token quoted();
    std::string_view text_;
    std::size_t at_;
};

}  // namespace samkat::config
