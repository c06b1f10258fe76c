#include "daemon/engine/mint.hpp"

#include <algorithm>

#include "daemon/base/text.hpp"
#include "daemon/engine/messages.hpp"

namespace samkat::engine {

namespace {

constexpr std::uint32_t max_candidates = 10'000;
constexpr std::string_view consonants = "bdfghjkmnprstv";
constexpr std::string_view vowels = "aeiuy";
constexpr std::string_view clear_digits = "23456789";

// Draws numbers below a bound from a digest, by repeated division of it as one big number: every draw uses the whole
// remaining value, so there is next to no bias.
class Draws {
  public:
    explicit Draws(const Sha256& digest) : number_(digest) {}
    std::size_t below(std::size_t bound) {
        std::size_t remainder = 0;
        for (std::uint8_t& byte : number_) {
            const std::size_t value = remainder * 256 + byte;
            byte = static_cast<std::uint8_t>(value / bound);
            remainder = value % bound;
        }
        return remainder;
    }
    char from(std::string_view alphabet) { return alphabet[below(alphabet.size())]; }

  private:
    Sha256 number_;
};

// Lower case ASCII letters, digits, dots and hyphens of a template's text; what else there is, is dropped.
std::string usable(std::string_view stem) {
    std::string result;
    for (const char c : text::lower(text::ascii(stem))) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        const bool inner = (c == '.' || c == '-') && !result.empty() && result.back() != c;
        if (letter || inner) result += c;
    }
    while (result.ends_with('.') || result.ends_with('-')) result.pop_back();
    return result;
}

std::string candidate(const NameRule& rule, std::string_view purpose, std::string_view subject, std::string_view stem,
                      const KeyedHash& hash, std::uint32_t k) {
    if (rule.policy == NamePolicy::from_template)
        return k == 0 ? std::string{stem} : std::string{stem} + std::to_string(k + 1);
    const Sha256 digest = hash.mac(joined_for_digest({"mint", purpose, subject, std::to_string(k)}));
    if (rule.policy == NamePolicy::pronounceable) return encode_pronounceable(digest, rule.syllables, rule.digits);
    return encode_opaque(digest, rule.length);
}

}  // namespace

std::string encode_opaque(const Sha256& digest, std::size_t length) {
    std::string result;
    for (std::size_t bit = 0; result.size() < length && bit + 5 <= digest.size() * 8; bit += 5) {
        const std::size_t byte = bit / 8;
        const unsigned pair = digest[byte] * 256u + (byte + 1 < digest.size() ? digest[byte + 1] : 0u);
        result += safe_alphabet[(pair >> (11 - bit % 8)) & 31u];
    }
    return result;
}

std::string encode_pronounceable(const Sha256& digest, std::size_t syllables, std::size_t digits) {
    Draws draws{digest};
    std::string result;
    for (std::size_t i = 0; i < syllables; ++i) {
        result += draws.from(consonants);
        result += draws.from(vowels);
    }
    for (std::size_t i = 0; i < digits; ++i) result += draws.from(clear_digits);
    return result;
}

bool is_rude(std::string_view name) {
    static constexpr std::string_view words[] = {
#define RUDE(word) word,
#include "daemon/engine/rude_words.def"
#undef RUDE
    };
    return std::ranges::any_of(words, [&](std::string_view word) { return name.find(word) != std::string_view::npos; });
}

Result<std::string> mint(const NameRule& rule, std::string_view purpose, std::string_view subject,
                         std::string_view stem, const KeyedHash& hash, const IsFree& is_free) {
    const bool from_template = rule.policy == NamePolicy::from_template;
    const std::string base = from_template ? usable(stem) : std::string{};
    if (from_template && base.empty()) return fail(messages::MINT_EMPTY, {}, {{"purpose", std::string{purpose}}});
    for (std::uint32_t k = 0; k < max_candidates; ++k) {
        std::string name = candidate(rule, purpose, subject, base, hash, k);
        const bool acceptable = from_template || purpose == "person" || !is_rude(name);
        if (acceptable && is_free(name)) return name;
    }
    return fail(messages::MINT_EXHAUSTED, {},
                {{"purpose", std::string{purpose}}, {"count", std::to_string(max_candidates)}});
}

}  // namespace samkat::engine
