#include "daemon/directory/operation.hpp"

#include <gtest/gtest.h>

namespace samkat::directory {
namespace {

Dn dn(std::string_view text) {
    return Dn::parse(text).value();
}

Change change(ChangeKind kind, std::vector<AttributeChange> attributes, const std::string& link = {}) {
    Change result;
    result.kind = kind;
    result.dn = dn("uid=anna,dc=x");
    result.attributes = std::move(attributes);
    result.link = link;
    return result;
}

AttributeChange attribute(const std::string& name, Values before, Values after) {
    return {name, std::move(before), std::move(after), {}, {}, {}};
}

Operation operation(const Change& each, const SchemaFacts& schema = {}) {
    return operation_of(each, "link", schema).value();
}

Values numbered(int count) {
    Values values;
    for (int i = 0; i < count; ++i) values.push_back("cn=" + std::to_string(1000 + i));
    return values;
}

TEST(Operation, AssertsNoAbsenceOfWhatItRemovesWithAnOption) {
    const auto one =
        operation(change(ChangeKind::modify, {attribute("sn", {}, {"Ek"}), attribute("SN;lang-sv", {"Ask"}, {}),
                                              attribute("mail", {}, {"m"})}));
    EXPECT_EQ("(&(SN;lang-sv=Ask)(!(mail=*)))", assertion_text(one.precondition));
    EXPECT_EQ(3u, one.modifications.size());
}

TEST(Operation, AssertsWhatItTouchesAndTheLink) {
    const auto one = operation(
        change(ChangeKind::disable, {attribute("cn", {"a*", "b"}, {"c"}), attribute("mail", {}, {"m"})}, "id(1)"));
    EXPECT_EQ(Operation::Kind::modify, one.kind);
    EXPECT_EQ("(&(link=id\\281\\29)(cn=a\\2a)(cn=b)(!(mail=*)))", assertion_text(one.precondition));
    EXPECT_EQ("", assertion_text({}));
}

TEST(Operation, AssertsNothingForACreate) {
    const auto one = operation(
        change(ChangeKind::create, {attribute("objectClass", {}, {"person"}), attribute("uid", {}, {"anna"})}, "id"));
    EXPECT_TRUE(one.precondition.empty());
    EXPECT_EQ((std::vector<Attribute>{{"link", {"id"}}, {"objectClass", {"person"}}, {"uid", {"anna"}}}),
              one.attributes);
}

TEST(Operation, AsksTheSchemaWhatCanBeCompared) {
    SchemaFacts schema;
    schema.add(AttributeType{"1.1", {"photo"}, "", "", "", false});
    schema.add(AttributeType{"1.2", {"name"}, "1.15", "caseIgnoreMatch", "", false});
    schema.add(AttributeType{"1.3", {"cn", "commonName"}, "", "", "name", false});
    schema.inherit();
    EXPECT_EQ("1.15", schema.attribute("COMMONNAME;lang-sv")->syntax);
    const auto one = operation(
        change(ChangeKind::modify,
               {attribute("photo", {"x"}, {"y"}), attribute("cn", {"a"}, {"b"}), attribute("unknown", {"a"}, {"b"})}),
        schema);
    EXPECT_EQ("(&(photo=*)(cn=a))", assertion_text(one.precondition));
    const auto large = operation(change(ChangeKind::modify, {attribute("photo", numbered(60), {"y"})}), schema);
    EXPECT_EQ(Modification::How::replace, large.modifications.at(0).how)
        << "values that cannot be compared cannot be removed one by one";
}

TEST(Operation, ReplacesFewAndChangesManyByTheDifference) {
    const auto few = operation(change(ChangeKind::modify, {attribute("member", numbered(50), numbered(49))}));
    ASSERT_EQ(1u, few.modifications.size());
    EXPECT_EQ(Modification::How::replace, few.modifications[0].how);
    EXPECT_FALSE(few.by_value);
    Values after = numbered(51);
    after[0] = "cn=new";
    const auto many = operation(change(ChangeKind::modify, {attribute("member", numbered(51), after)}));
    EXPECT_EQ((std::vector<Modification>{{Modification::How::remove, "member", {"cn=1000"}},
                                         {Modification::How::add, "member", {"cn=new"}}}),
              many.modifications);
    EXPECT_TRUE(many.by_value);
    EXPECT_TRUE(many.precondition.empty());
}

TEST(Operation, ADeleteAssertsEverything) {
    const auto one = operation(change(ChangeKind::remove, {attribute("member", numbered(60), {})}, "id"));
    EXPECT_EQ(Operation::Kind::remove, one.kind);
    ASSERT_EQ(2u, one.precondition.size());
    EXPECT_EQ(60u, one.precondition[1].values.size());
}

TEST(Operation, RefusesWhatIsNotOne) {
    Change moved = change(ChangeKind::move, {attribute("cn", {"a"}, {"b"})});
    moved.new_dn = dn("uid=anna,ou=y,dc=x");
    EXPECT_FALSE(operation_of(moved, "link", {}));
    moved.attributes = {attribute("cn", {"a"}, {"a"})};
    EXPECT_EQ(Operation::Kind::rename, operation(moved).kind);
    moved.new_dn = moved.dn;
    EXPECT_FALSE(operation_of(moved, "link", {}));
    moved.kind = ChangeKind::modify;
    EXPECT_FALSE(operation_of(moved, "link", {}));
    EXPECT_FALSE(operation_of(change(ChangeKind::modify, {}), "link", {}));
    EXPECT_FALSE(operation_of(change(ChangeKind::create, {attribute("uid", {}, {"anna"})}), "link", {}));
    const auto hostile = operation_of(change(ChangeKind::modify, {attribute("cn=*)(a", {"a"}, {"b"})}), "link", {});
    ASSERT_FALSE(hostile);
    EXPECT_EQ("DIRECTORY_NOT_ONE_OPERATION", hostile.error().id);
}

}  // namespace
}  // namespace samkat::directory
