#include "daemon/engine/bind.hpp"

#include <gtest/gtest.h>

#include "tests/unit/engine/expressions.hpp"

namespace samkat::engine {
namespace {

Expression reading(const std::string& name) {
    Expression expression;
    expression.source = "{lower(" + name + ")}";
    expression.place = "skara.toml:12";
    expression.nodes.push_back({NodeKind::field, name, Expression::missing_slot, 8, {}, {}, {}});
    expression.nodes.push_back(
        {NodeKind::call, "lower", static_cast<std::uint32_t>(FunctionId::lower), 2, {0}, {}, {}});
    return expression;
}

const RecordSet set{"skara-elever", "pupil", "pupils.csv", {"id", "givenName", "familyName"}};

TEST(Bind, SetsTheSlotsOfARecordSet) {
    KindMapping mapping{"pupil", Role::pupil, {}, false, {{Target::given_name, reading("givenName")}}};
    EXPECT_TRUE(bind(mapping, set).empty());
    EXPECT_EQ(evaluate(mapping.rules[0].value, ListedFields{{"1"}, {"ANNA"}, {"Berg"}}), Values{"anna"});
}

TEST(Bind, PointsAtAFieldThatIsNotThere) {
    KindMapping mapping{"pupil", Role::pupil, {}, false, {{Target::given_name, reading("givenname")}}};
    const Findings findings = bind(mapping, set);
    ASSERT_EQ(findings.list().size(), 1u);
    EXPECT_EQ(format(findings.list()[0], Language::en),
              "skara.toml:12: The rule reads the field givenname, which the records of kind pupil from skara-elever do "
              "not have. "
              "Did you mean givenName?\n"
              "  {lower(givenname)}\n"
              "         ^\n"
              "  Correct the name in the rule or the column in the export. The source is not read until then. The "
              "fields are: "
              "id, givenName, familyName.");
    EXPECT_EQ(
        format(findings.list()[0], Language::sv),
        "skara.toml:12: Regeln läser fältet givenname, som posterna av slaget pupil från skara-elever inte har. Menade "
        "du "
        "givenName?\n"
        "  {lower(givenname)}\n"
        "         ^\n"
        "  Rätta namnet i regeln eller kolumnen i exporten. Källan läses inte förrän det är gjort. Fälten är: id, "
        "givenName, familyName.");
    EXPECT_EQ(evaluate(mapping.rules[0].value, ListedFields{{"1"}}), Values{});
}

TEST(Bind, SaysSoWhenNothingIsNear) {
    Expression expression = reading("Kommun");
    const Findings findings = bind(expression, set);
    ASSERT_EQ(findings.list().size(), 1u);
    EXPECT_EQ(findings.list()[0].id, "ENGINE_FIELD_UNKNOWN");
}

}  // namespace
}  // namespace samkat::engine
