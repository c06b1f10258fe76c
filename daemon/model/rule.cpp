#include "daemon/model/rule.hpp"

#include <algorithm>
#include <array>

#include <re2/re2.h>

namespace samkat {

namespace {

constexpr std::int64_t pattern_memory = 1 << 20;
constexpr std::size_t pattern_length = 1000;
constexpr int groups_limit = 10;  // the match and \1 … \9

re2::StringPiece piece(std::string_view text) {
    return {text.data(), text.size()};
}
std::string_view view(const re2::StringPiece& text) {
    return {text.data(), text.size()};
}

RE2::Options options() {
    RE2::Options result;
    result.set_log_errors(false);
    result.set_max_mem(pattern_memory);
    return result;
}

// Length of the code point that starts at `at`, so that an empty match does not split one.
std::size_t step(std::string_view text, std::size_t at) {
    std::size_t end = at + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
    return end - at;
}

class Re2Pattern final : public Pattern {
  public:
    explicit Re2Pattern(std::string_view text) : expression_(piece(text), options()) {}

    bool ok() const { return expression_.ok(); }
    const std::string& error() const { return expression_.error(); }

    bool matches_whole(std::string_view text) const override { return RE2::FullMatch(piece(text), expression_); }

    std::string first_match(std::string_view text) const override {
        std::array<re2::StringPiece, 2> found;
        const int wanted = expression_.NumberOfCapturingGroups() > 0 ? 2 : 1;
        if (!expression_.Match(piece(text), 0, text.size(), RE2::UNANCHORED, found.data(), wanted)) return {};
        return std::string{view(found[static_cast<std::size_t>(wanted - 1)])};
    }

    std::string replace_all(std::string_view text, std::string_view replacement, std::size_t limit) const override {
        std::string result;
        std::size_t at = 0;
        std::size_t copied = 0;  // everything before is in the result
        std::size_t last_end = std::string_view::npos;
        std::array<re2::StringPiece, groups_limit> found;
        const int groups = std::min(expression_.NumberOfCapturingGroups() + 1, groups_limit);
        while (at <= text.size() && result.size() <= limit &&
               expression_.Match(piece(text), at, text.size(), RE2::UNANCHORED, found.data(), groups)) {
            const auto start = static_cast<std::size_t>(found[0].data() - text.data());
            if (found[0].empty() && start == last_end) {  // right after a match there is no empty one
                at = start + step(text, start);
                continue;
            }
            result += text.substr(copied, start - copied);
            expression_.Rewrite(&result, piece(replacement), found.data(), groups);
            copied = last_end = start + found[0].size();
            at = found[0].empty() ? copied + step(text, copied) : copied;
        }
        if (copied < text.size()) result += text.substr(copied);
        return result;
    }

    bool accepts_replacement(std::string_view replacement, std::string& reason) const override {
        return expression_.CheckRewriteString(piece(replacement), &reason);
    }

  private:
    RE2 expression_;
};

}  // namespace

std::shared_ptr<const Pattern> Pattern::compile(std::string_view text, std::string& reason) {
    if (text.size() > pattern_length) {
        reason = "more than " + std::to_string(pattern_length) + " bytes";
        return nullptr;
    }
    auto pattern = std::make_shared<Re2Pattern>(text);
    if (pattern->ok()) return pattern;
    reason = pattern->error();
    return nullptr;
}

std::vector<std::string> Expression::fields() const {
    std::vector<std::string> names;
    for (const Node& node : nodes) {
        if (node.kind == NodeKind::field && std::ranges::find(names, node.text) == names.end())
            names.push_back(node.text);
    }
    return names;
}

std::vector<std::string> Expression::bind(std::span<const std::string> names) {
    std::vector<std::string> missing;
    for (Node& node : nodes) {
        if (node.kind != NodeKind::field) continue;
        const auto found = std::ranges::find(names, node.text);
        node.slot = found == names.end() ? missing_slot : static_cast<std::uint32_t>(found - names.begin());
        if (found == names.end() && std::ranges::find(missing, node.text) == missing.end())
            missing.push_back(node.text);
    }
    return missing;
}

}  // namespace samkat
