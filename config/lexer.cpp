#include "config/lexer.hpp"

#include <algorithm>

#include "daemon/base/text.hpp"

namespace samkat::config {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::size_t digits(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::find_if_not(text, is_digit) - text.begin());
}

// Length in bytes of the first character.
std::size_t character(std::string_view text) {
    std::size_t length = 1;
    while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80) ++length;
    return length;
}

}  // namespace

Token Lexer::take(TokenKind kind, std::size_t length) {
    Token token{kind, std::string{text_.substr(at_, length)}, at_};
    at_ += length;
    return token;
}

Token Lexer::quoted() {
    Token token{TokenKind::unclosed, {}, at_++};
    while (at_ < text_.size()) {
        const char c = text_[at_++];
        if (c == '\'' && (at_ >= text_.size() || text_[at_] != '\'')) {
            token.kind = TokenKind::text;
            return token;
        }
        if (c == '\'') ++at_;
        token.text += c;
    }
    return token;
}

Token Lexer::next() {
    at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size());
    const std::string_view rest = text_.substr(at_);
    if (rest.empty()) return {TokenKind::end, {}, at_};
    if (rest.front() == '\'') return quoted();
    if (rest.starts_with("==") || rest.starts_with("!=")) return take(TokenKind::symbol, 2);
    if (std::string_view{"()[],{}"}.find(rest.front()) != std::string_view::npos) return take(TokenKind::symbol, 1);
    const std::size_t name = text::name_length(rest);
    const std::size_t number = digits(rest);
    if (number > 0 && number == name) return take(TokenKind::number, number);
    if (name > 0 && number == 0 && rest.front() != '.' && rest.front() != '-') return take(TokenKind::name, name);
    return take(TokenKind::unknown, std::max(name, character(rest)));
}

}  // namespace samkat::config
