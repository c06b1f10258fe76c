#include "config/expression.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "config/messages.hpp"
#include "daemon/engine/evaluate.hpp"

namespace samkat::config {
namespace {

// Fields by the names that were bound.
class NamedFields final : public engine::FieldSource {
  public:
    explicit NamedFields(std::vector<std::vector<std::string_view>> values) : values_(std::move(values)) {}
    std::span<const std::string_view> field(std::uint32_t slot) const override { return values_.at(slot); }

  private:
    std::vector<std::vector<std::string_view>> values_;
};

const std::vector<std::string> names = {"a", "b", "Två ord", "Årskurs", "x.y-z"};
const NamedFields fields{{{"A1"}, {"u", "v"}, {"två"}, {"7"}, {}}};
const Tables tables = {{"units", std::make_shared<const LookupTable>(LookupTable{"units", "", {{"A1", "12345678"}}})}};
const Vocabulary map_rules{std::nullopt, &tables};

Values value(std::string_view text) {
    Compiled compiled = compile_template(text, map_rules);
    for (const ExpressionError& each : compiled.errors)
        ADD_FAILURE() << text << ": " << each.message->id << " at " << each.column;
    compiled.expression.bind(names);
    return engine::evaluate(compiled.expression, fields);
}

bool holds(std::string_view text) {
    Compiled compiled = compile_condition(text, map_rules);
    for (const ExpressionError& each : compiled.errors)
        ADD_FAILURE() << text << ": " << each.message->id << " at " << each.column;
    compiled.expression.bind(names);
    return engine::holds(compiled.expression, fields);
}

// "ID:column" of every error.
std::string errors(const Compiled& compiled) {
    std::string result;
    for (const ExpressionError& each : compiled.errors) {
        result +=
            (result.empty() ? "" : " ") + std::string{each.message->id.substr(7)} + ":" + std::to_string(each.column);
    }
    return result;
}
std::string template_errors(std::string_view text) {
    return errors(compile_template(text, map_rules));
}
std::string condition_errors(std::string_view text) {
    return errors(compile_condition(text, map_rules));
}

TEST(Template, IsTextWithExpressions) {
    EXPECT_EQ(value("text"), Values{"text"});
    EXPECT_EQ(value(""), Values{});
    EXPECT_EQ(value("{{{a}}}"), Values{"{A1}"});
    EXPECT_EQ(value("{ lower( a ) }-{b}"), (Values{"a1-u", "a1-v"}));
    EXPECT_EQ(value("{field('Två ord')}/{Årskurs}"), Values{"två/7"});
    EXPECT_EQ(value("{x.y-z}!"), Values{});
    EXPECT_EQ(value("{'it''s'}"), Values{"it's"});
    EXPECT_EQ(value("{concat(a, '.', b)}"), (Values{"A1.u", "A1.v"}));
    EXPECT_EQ(value("{join(b, '')}"), Values{"uv"});
    EXPECT_EQ(value("{lookup(units, a)} {lookup(units, 'z', '-')}"), Values{"12345678 -"});
    EXPECT_EQ(value("{replace(a, '([A-Z])([0-9])', '\\2\\1')}"), Values{"1A"});
    EXPECT_EQ(value("{if(Årskurs in ['7', '8', '9'], 'hög', 'låg')}"), Values{"hög"});
    EXPECT_EQ(value("{pad(7, 3)}"), Values{"007"});
}

TEST(Condition, ComparesAndCombines) {
    EXPECT_TRUE(holds("a == 'A1'"));
    EXPECT_FALSE(holds("a != 'A1'"));
    EXPECT_TRUE(holds("b in ['x', 'v']"));
    EXPECT_FALSE(holds("not b in ['x', 'v']"));
    EXPECT_TRUE(holds("a matches '[A-Z][0-9]'"));
    EXPECT_FALSE(holds("a matches '[A-Z]'"));
    EXPECT_TRUE(holds("x.y-z or a and b"));
    EXPECT_FALSE(holds("(x.y-z or a) and not b"));
    EXPECT_TRUE(holds("not not a"));
    EXPECT_TRUE(holds("Årskurs == 7"));
}

TEST(Template, PointsAtWhatIsWrong) {
    EXPECT_EQ(template_errors("åäö {lowr(a)}"), "FUNCTION_NEAREST:6");
    EXPECT_EQ(template_errors("{zzzzzz(a, units)}"), "FUNCTION_UNKNOWN:2");
    EXPECT_EQ(template_errors("{lower(a}"), "EXPRESSION_UNEXPECTED:9");
    EXPECT_EQ(template_errors("x{lower(a)"), "TEMPLATE_UNCLOSED:2");
    EXPECT_EQ(template_errors("x{"), "EXPRESSION_ENDS:3");
    EXPECT_EQ(template_errors("x}"), "TEMPLATE_STRAY_BRACE:2");
    EXPECT_EQ(template_errors("{}"), "TEMPLATE_EMPTY:1");
    EXPECT_EQ(template_errors("{a b}"), "EXPRESSION_UNEXPECTED:4");
    EXPECT_EQ(template_errors("{'a}"), "TEXT_UNCLOSED:2");
    EXPECT_EQ(template_errors("{a + b}"), "CHARACTER_UNKNOWN:4");
    EXPECT_EQ(template_errors("{“a”}"), "CHARACTER_UNKNOWN:2");
    EXPECT_EQ(template_errors("{left(a)}"), "ARITY:2");
    EXPECT_EQ(template_errors("{left(a, '2')}"), "ARGUMENT_NUMBER:10");
    EXPECT_EQ(template_errors("{left(a, b)}"), "ARGUMENT_NUMBER:10");
    EXPECT_EQ(template_errors("{split(a, b)}"), "ARGUMENT_TEXT:11");
    EXPECT_EQ(template_errors("{split(a, '')}"), "SEPARATOR_EMPTY:11");
    EXPECT_EQ(template_errors("{match(a, '(')}"), "PATTERN_BAD:11");
    EXPECT_EQ(template_errors("{replace(a, '(b)', '\\2')}"), "REPLACEMENT_BAD:20");
    EXPECT_EQ(template_errors("{date_format(a, 'YYYYY')}"), "DATE_PATTERN:17");
    EXPECT_EQ(template_errors("{date_format(a, 'YYYY', 'YY-MM-DD')}"), "DATE_READ_PATTERN:25");
    EXPECT_EQ(template_errors("{lookup(unit, a)}"), "TABLE_NEAREST:9");
    EXPECT_EQ(template_errors("{lookup(zzzzzzz, a)}"), "TABLE_UNKNOWN:9");
    EXPECT_EQ(template_errors("{scope(a)}"), "SCOPE_IN_MAP:2");
    EXPECT_EQ(template_errors("{and}"), "EXPRESSION_UNEXPECTED:2");
    EXPECT_EQ(template_errors("{lowr(a)} {uper(b)}"), "FUNCTION_NEAREST:2 FUNCTION_NEAREST:12")
        << "all names are checked";
    EXPECT_EQ(condition_errors("{a} == 'x'"), "CONDITION_BRACES:1");
    EXPECT_EQ(condition_errors("a in 'x'"), "LIST_EXPECTED:6");
    EXPECT_EQ(condition_errors("a matches b"), "PATTERN_EXPECTED:11");
    EXPECT_EQ(condition_errors("a =="), "EXPRESSION_ENDS:5");
    EXPECT_EQ(condition_errors("a = 'x'"), "CHARACTER_UNKNOWN:3");
    EXPECT_EQ(condition_errors("a == 'x' 'y'"), "EXPRESSION_UNEXPECTED:10");
}

TEST(Template, HasLimits) {
    EXPECT_EQ(template_errors(std::string(9000, 'x')), "TEMPLATE_TOO_LONG:1");
    std::string deep = "{", wide = "{concat(a";
    for (int i = 0; i < 40; ++i) deep += "lower(";
    for (int i = 0; i < 1100; ++i) wide += ",a";
    EXPECT_EQ(template_errors(deep + "a"), "TEMPLATE_TOO_DEEP:194");
    EXPECT_EQ(template_errors(wide + ")}").substr(0, 17), "TEMPLATE_TOO_LONG");
    std::string nots;
    for (int i = 0; i < 1000; ++i) nots += "not ";
    EXPECT_EQ(condition_errors(nots + "a").substr(0, 17), "TEMPLATE_TOO_DEEP");
}

TEST(Template, ChecksTheFieldsOfAttributeRules) {
    const Vocabulary account{FieldContext{.account = true}, &tables};
    const Vocabulary group{FieldContext{.account = true, .group = true}, &tables};
    EXPECT_EQ(errors(compile_template("{givenname}", account)), "FIELD_NEAREST:2");
    EXPECT_EQ(errors(compile_template("{zzzzzz}", account)), "FIELD_UNKNOWN:2");
    EXPECT_EQ(errors(compile_template("{group.id}", account)), "FIELD_NOT_HERE:2");
    EXPECT_EQ(errors(compile_template("{group.id}{username}", group)), "");
    EXPECT_EQ(errors(compile_template("{username}", Vocabulary{FieldContext{.name = true}, &tables})),
              "FIELD_NOT_HERE:2");
    EXPECT_EQ(errors(compile_template("{civic_number}", Vocabulary{FieldContext{.name = true}, &tables})),
              "FIELD_NOT_HERE:2");
    const Compiled scoped = compile_template("{scope(username)}", account);
    ASSERT_EQ(errors(scoped), "");
    EXPECT_EQ(scoped.expression.fields(), (std::vector<std::string>{"username", "scope"}));
    EXPECT_EQ(scoped.expression.nodes[0].slot, static_cast<std::uint32_t>(ContextField::username));
}

TEST(ConfigMessages, HaveTheSamePlaceholdersInBothLanguages) {
    for (const Message* each : config_messages::all()) {
        auto sv = placeholders(each->sv), en = placeholders(each->en);
        auto advice_sv = placeholders(each->advice_sv), advice_en = placeholders(each->advice_en);
        for (auto* list : {&sv, &en, &advice_sv, &advice_en}) std::ranges::sort(*list);
        EXPECT_EQ(sv, en) << each->id;
        EXPECT_EQ(advice_sv, advice_en) << each->id;
        EXPECT_FALSE(each->advice_sv.empty() || each->advice_en.empty()) << each->id;
    }
}

// The evaluator, the parser and the engine find entries by their number.
TEST(Tables, AreInTheOrderOfTheirEnumerators) {
    for (std::size_t i = 0; i < functions().size(); ++i) EXPECT_EQ(static_cast<std::size_t>(functions()[i].id), i);
    for (std::size_t i = 0; i < targets().size(); ++i) EXPECT_EQ(static_cast<std::size_t>(targets()[i].target), i);
    for (std::size_t i = 0; i < context_fields().size(); ++i)
        EXPECT_EQ(static_cast<std::size_t>(context_fields()[i].field), i);
}

}  // namespace
}  // namespace samkat::config
