#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "tests/unit/engine/expressions.hpp"

namespace samkat::engine {
namespace {

// Any nodes at all: wrong children, calls with any number of arguments, functions that do not exist.
Node any_node(std::uint32_t index) {
    Node node;
    node.kind = static_cast<NodeKind>(*rc::gen::inRange(0, 11));
    node.text =
        *rc::gen::element<std::string>("", "a", "2", "å", "\xFF", "\\9\\0", "YYYY-MM-DD", "999999999999999999999");
    node.slot = *rc::gen::inRange<std::uint32_t>(0, 30);
    node.children = *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::inRange<std::uint32_t>(0, index + 2));
    std::string reason;
    if (*rc::gen::arbitrary<bool>())
        node.pattern = Pattern::compile(*rc::gen::element<std::string>("a*", "(a)|(b)", "", "^", "."), reason);
    if (*rc::gen::arbitrary<bool>()) {
        node.table = std::make_shared<const LookupTable>(LookupTable{"t", "t.csv", {{"a", "b"}, {"b", ""}}});
    }
    return node;
}

TEST(EvaluateProperty, NeverThrowsAndAlwaysEndsWithinTheLimits) {
    EXPECT_TRUE(rc::check("any nodes and any data", [] {
        Expression expression;
        const auto size = *rc::gen::inRange<std::uint32_t>(1, 25);
        for (std::uint32_t i = 0; i < size; ++i) expression.nodes.push_back(any_node(i));
        const ListedFields fields{*rc::gen::arbitrary<std::vector<std::vector<std::string>>>()};
        Trace trace;
        const Values values = evaluate(expression, fields, trace);
        RC_ASSERT(values.size() <= 1000u);
        for (const std::string& value : values) RC_ASSERT(!value.empty() && value.size() <= 64u * 1024);
        RC_ASSERT(evaluate(expression, fields) == values);
        RC_ASSERT(holds(expression, fields) == !values.empty());
    }));
}

}  // namespace
}  // namespace samkat::engine
