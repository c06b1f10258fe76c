#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "config/expression.hpp"
#include "daemon/base/text.hpp"
#include "daemon/engine/evaluate.hpp"

namespace samkat::config {
namespace {

class AnyFields final : public engine::FieldSource {
  public:
    std::span<const std::string_view> field(std::uint32_t) const override { return values_; }

  private:
    std::vector<std::string_view> values_ = {"a", "Å", "\xFF", "2026-08-17"};
};

const Tables tables = {{"t", std::make_shared<const LookupTable>(LookupTable{"t", "", {{"a", "b"}}})}};

void survives(const std::string& text) {
    for (const Vocabulary& vocabulary :
         {Vocabulary{std::nullopt, &tables}, Vocabulary{FieldContext{.account = true}, &tables}}) {
        for (const Compiled& compiled : {compile_template(text, vocabulary), compile_condition(text, vocabulary)}) {
            RC_ASSERT(compiled.errors.empty() != compiled.expression.empty());
            for (const ExpressionError& each : compiled.errors)
                RC_ASSERT(each.column >= 1 && each.column <= text::length(text) + 1);
            Expression bound = compiled.expression;
            for (const std::string& name : bound.fields()) bound.bind(std::vector<std::string>{name});
            for (std::size_t i = 0; i < bound.nodes.size(); ++i) {
                for (const std::uint32_t child : bound.nodes[i].children) RC_ASSERT(child < i);
            }
            engine::evaluate(bound, AnyFields{});
        }
    }
}

TEST(ParserProperty, TakesAnyBytes) {
    EXPECT_TRUE(rc::check("any string compiles or has an error", [] { survives(*rc::gen::arbitrary<std::string>()); }));
}

TEST(ParserProperty, TakesAnyTokens) {
    EXPECT_TRUE(rc::check("any row of tokens compiles or has an error", [] {
        const auto tokens = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
            "{", "}", "{{", "}}", "(", ")", "[", "]", ",", "==", "!=", "and ", "or ", "not ", " in ", " matches ", "'",
            "'a'", "'(a'", "''", "name", "role", "2", "lower(", "left(", "replace(", "date_format(", "lookup(", "t",
            "default(", "if(", "scope(", "field(", "concat(", "split(", "hash_id(", " ", "å", "“", "\n", "'YYYY'",
            "\xC3"));
        std::string text;
        for (const std::string& each : tokens) text += each;
        survives(text);
    }));
}

}  // namespace
}  // namespace samkat::config
