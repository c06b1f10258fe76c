#include "daemon/engine/evaluate.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "daemon/engine/messages.hpp"
#include "tests/unit/engine/expressions.hpp"

namespace samkat::engine {
namespace {

// FunctionId with literal arguments after field 0.
Values called(FunctionId id, const std::vector<std::string>& values, const std::vector<std::string>& more = {},
              const char* pattern = nullptr) {
    Build build;
    std::vector<std::uint32_t> children{build.field(0)};
    for (const std::string& each : more) children.push_back(build.literal(each));
    build.call(id, children);
    if (pattern != nullptr) build.pattern(pattern);
    return evaluate(build.expression, ListedFields{values});
}

TEST(Evaluate, DropsEmptyStringsAndGivesNothingForNothing) {
    Build build;
    build.field(0);
    EXPECT_EQ(evaluate(build.expression, ListedFields{{"a", "", "b"}}), (Values{"a", "b"}));
    EXPECT_EQ(evaluate(Expression{}, ListedFields{}), Values{});
    EXPECT_TRUE(holds(Expression{}, ListedFields{}));
    build.field(Expression::missing_slot);
    EXPECT_EQ(evaluate(build.expression, ListedFields{{"a"}}), Values{});
}

TEST(Evaluate, MakesEveryCombinationInOrder) {
    Build build;
    const std::vector<std::uint32_t> pieces{build.field(0), build.literal("-"), build.field(1)};
    build.node(NodeKind::concat, pieces);
    EXPECT_EQ(evaluate(build.expression, ListedFields{{"a", "b"}, {"1", "2"}}), (Values{"a-1", "a-2", "b-1", "b-2"}));
    EXPECT_EQ(evaluate(build.expression, ListedFields{{"a"}, {"1"}}), (Values{"a-1"}));
    EXPECT_EQ(evaluate(build.expression, ListedFields{{"a", "b"}, {}}), Values{});
}

TEST(Evaluate, KnowsEveryFunction) {
    EXPECT_EQ(called(FunctionId::lower, {"ÅSA", "Bo"}), (Values{"åsa", "bo"}));
    EXPECT_EQ(called(FunctionId::upper, {"åsa"}), Values{"ÅSA"});
    EXPECT_EQ(called(FunctionId::trim, {" a b "}), Values{"a b"});
    EXPECT_EQ(called(FunctionId::squeeze, {" a  b "}), Values{"a b"});
    EXPECT_EQ(called(FunctionId::ascii, {"Åsa Øst"}), Values{"Asa Ost"});
    EXPECT_EQ(called(FunctionId::nfc, {"A\xCC\x8A"}), Values{"Å"});
    EXPECT_EQ(called(FunctionId::left, {"Åsa"}, {"2"}), Values{"Ås"});
    EXPECT_EQ(called(FunctionId::right, {"Åsa"}, {"2"}), Values{"sa"});
    EXPECT_EQ(called(FunctionId::pad, {"7", "åäö"}, {"3"}), (Values{"007", "åäö"}));
    EXPECT_EQ(called(FunctionId::pad, {"7"}, {"3", "_"}), Values{"__7"});
    EXPECT_EQ(called(FunctionId::number, {"åk 07", "7-9", "F", "000"}), (Values{"7", "0"}));
    EXPECT_EQ(called(FunctionId::replace, {"7 A"}, {"", "\\2\\1"}, "([0-9]) ([A-Z])"), Values{"A7"});
    EXPECT_EQ(called(FunctionId::match, {"klass 7A!", "x"}, {""}, "([0-9]+[A-Z])"), Values{"7A"});
    EXPECT_EQ(called(FunctionId::split, {"a, b,,c"}, {","}), (Values{"a", "b", "c"}));
    EXPECT_EQ(called(FunctionId::join, {"a", "b"}, {"+"}), Values{"a+b"});
    EXPECT_EQ(called(FunctionId::join, {"a", "b"}, {""}), Values{"ab"});
    EXPECT_EQ(called(FunctionId::first, {"a", "b"}), Values{"a"});
    EXPECT_EQ(called(FunctionId::last, {"a", "b"}), Values{"b"});
    EXPECT_EQ(called(FunctionId::default_, {}, {"x"}), Values{"x"});
    EXPECT_EQ(called(FunctionId::default_, {"a"}, {"x"}), Values{"a"});
    EXPECT_EQ(called(FunctionId::if_, {"a"}, {"yes", "no"}), Values{"yes"});
    EXPECT_EQ(called(FunctionId::if_, {}, {"yes", "no"}), Values{"no"});
    EXPECT_EQ(called(FunctionId::if_, {}, {"yes"}), Values{});
    EXPECT_EQ(called(FunctionId::url_encode, {"7 Å/b~"}), Values{"7%20%C3%85%2Fb~"});
}

TEST(Evaluate, WritesDates) {
    EXPECT_EQ(called(FunctionId::date_format, {"2026-08-17", "20260817", "17/8", ""}, {"D/M YY"}),
              (Values{"17/8 26", "17/8 26", "17/8"}));
    EXPECT_EQ(called(FunctionId::date_format, {"7/1/2026"}, {"YYYY-MM-DD", "M/D/YYYY"}), Values{"2026-07-01"});
    EXPECT_EQ(called(FunctionId::date_format, {"31/2/2026"}, {"YYYY", "D/M/YYYY"}), Values{"31/2/2026"});
    EXPECT_EQ(called(FunctionId::date_format, {"2026-08-17"}, {"YYYYY"}), Values{});
}

TEST(Evaluate, MakesIdsOfSeveralFields) {
    const Values id = called(FunctionId::hash_id, {"Anna"}, {"2010-01-01"});
    EXPECT_EQ(id, Values{"5y9i3g2tampyfi5d"});
    EXPECT_NE(called(FunctionId::hash_id, {"Ann"}, {"a2010-01-01"}), id);
    EXPECT_NE(called(FunctionId::hash_id, {"a", "b"}), called(FunctionId::hash_id, {"a"}, {"b"}));
    EXPECT_EQ(called(FunctionId::hash_id, {}, {"2010-01-01"}), Values{});
}

TEST(Evaluate, LooksUp) {
    const LookupTable table{"units", "units.csv", {{"Norra", "12345678"}}};
    Build build;
    const std::vector<std::uint32_t> arguments{build.field(0), build.literal("okänd")};
    build.call(FunctionId::lookup, arguments);
    build.table(table);
    EXPECT_EQ(evaluate(build.expression, ListedFields{{"Norra"}}), Values{"12345678"});
    EXPECT_EQ(evaluate(build.expression, ListedFields{{"Södra"}}), Values{"okänd"});
    EXPECT_EQ(evaluate(build.expression, ListedFields{{}}), Values{"okänd"});
}

TEST(Evaluate, ComparesLists) {
    const auto compared = [](NodeKind kind, const std::vector<std::string>& left,
                             const std::vector<std::string>& right) {
        Build build;
        const std::vector<std::uint32_t> sides{build.field(0), build.field(1)};
        build.node(kind, sides);
        return holds(build.expression, ListedFields{left, right});
    };
    EXPECT_TRUE(compared(NodeKind::equals, {"a", "b"}, {"b", "c"}));
    EXPECT_FALSE(compared(NodeKind::equals, {"a"}, {"A"}));
    EXPECT_FALSE(compared(NodeKind::equals, {}, {}));
    EXPECT_TRUE(compared(NodeKind::not_equals, {}, {"a"}));
    EXPECT_TRUE(compared(NodeKind::logical_and, {"a"}, {"b"}));
    EXPECT_FALSE(compared(NodeKind::logical_and, {"a"}, {}));
    EXPECT_TRUE(compared(NodeKind::logical_or, {}, {"b"}));
    EXPECT_FALSE(compared(NodeKind::logical_not, {"a"}, {}));
}

TEST(Evaluate, TracesWhatItRead) {
    Build build;
    build.expression.source = "{default(lookup(units, f0), f1)}";
    build.expression.place = "samkat.toml:7";
    const std::uint32_t key = build.field(0);
    const std::uint32_t found = build.call(FunctionId::lookup, {key});
    build.table({"units", "units.csv", {{"Norra", "12345678"}}});
    build.call(FunctionId::default_, {found, build.field(1)});
    Trace trace;
    EXPECT_EQ(evaluate(build.expression, ListedFields{{"Norra"}, {"x"}}, trace), Values{"12345678"});
    EXPECT_EQ(trace.rule, build.expression.source);
    EXPECT_EQ(trace.place, "samkat.toml:7");
    ASSERT_EQ(trace.steps.size(), 2u) << "the other argument of default is not looked at";
    EXPECT_EQ(trace.steps[0].what, "f0");
    EXPECT_EQ(trace.steps[0].values, Values{"Norra"});
    EXPECT_EQ(trace.steps[1].what, "lookup(units, 'Norra')");
    EXPECT_EQ(trace.steps[1].place, "units.csv");
}

TEST(Evaluate, CutsWhatIsOver) {
    Build build;
    const std::vector<std::uint32_t> pieces{build.field(0), build.field(0)};
    build.node(NodeKind::concat, pieces);
    const std::vector<std::string> many(300, "x");
    EXPECT_EQ(evaluate(build.expression, ListedFields{many}).size(), 1000u);
    std::string big;
    for (int i = 0; i < 40'000; ++i) big += "å";
    const Values values = evaluate(build.expression, ListedFields{{big}});
    ASSERT_EQ(values.size(), 1u);
    EXPECT_EQ(values[0].size(), 64u * 1024);
    EXPECT_EQ(called(FunctionId::replace, {std::string(1000, 'a')}, {"", std::string(1000, 'b')}, "a")[0].size(),
              64u * 1024);
}

// A hostile or broken set of nodes: every node doubles the one before it, and some point at themselves.
TEST(Evaluate, EndsForAnyNodes) {
    Build build;
    build.field(0);
    for (std::uint32_t i = 0; i < 60; ++i) build.node(NodeKind::concat, {i, i});
    EXPECT_LE(evaluate(build.expression, ListedFields{{"x"}}).size(), 1u);
    build.node(NodeKind::concat, {61, 9999});
    EXPECT_EQ(evaluate(build.expression, ListedFields{{"x"}}), Values{});
}

TEST(EngineMessages, HaveTheSamePlaceholdersInBothLanguages) {
    for (const Message* each : messages::all()) {
        auto sv = placeholders(each->sv), en = placeholders(each->en);
        std::ranges::sort(sv);
        std::ranges::sort(en);
        EXPECT_EQ(sv, en) << each->id;
    }
}

}  // namespace
}  // namespace samkat::engine
