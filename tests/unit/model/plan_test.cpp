#include "daemon/model/plan.hpp"

#include <gmock/gmock.h>

namespace samkat {
namespace {

Plan example() {
    Change change;
    change.seq = 1;
    change.kind = ChangeKind::create;
    change.dn = Dn::parse("uid=anna,ou=people,dc=x").value();
    change.person = "p";
    change.account = "p.1495.pupil";
    change.municipality = "1495";
    change.cause = {CauseKind::register_data, "skara-elever", "elever.csv:7", ""};
    change.attributes = {{"sn", {}, {"Berg"}, "sn", "skara-elever", "elever.csv:7"},
                         {"uid", {}, {"anna"}, "uid", "", ""}};
    change.reservations = {{"username", "anna", "p.1495.pupil"}};
    change.link = "p.1495.pupil";
    Plan plan;
    plan.created = "2026-08-17T06:00:00.000Z";
    plan.as_of = *parse_date("2026-08-17");
    plan.municipality = "1495";
    plan.directory = "metakatalog";
    plan.sources = {{"skara-elever", "00", 1, "2026-08-17T01:00:00.000Z"}};
    plan.identities = {{"p", {"k"}, "c", "b", {"n"}, "s", {"skara-elever"}, {}}};
    plan.changes = {change};
    plan.id = plan_id(plan);
    return plan;
}

TEST(Plan, JsonRoundTrip) {
    const Plan plan = example();
    const auto json = Json::parse(plan_json(plan));
    ASSERT_TRUE(json.has_value());
    const auto again = read_plan(*json);
    ASSERT_TRUE(again.has_value()) << format(again.error(), Language::en);
    EXPECT_EQ(plan_json(*again), plan_json(plan));
}

TEST(Plan, TheIdCoversWhatIsDoneAndNotWhenItWasMade) {
    Plan plan = example();
    plan.created = "2027-01-01T00:00:00.000Z";
    plan.sources[0].age = "other";
    EXPECT_EQ(plan_id(plan), plan.id);
    plan.changes[0].attributes[0].after = {"Borg"};
    EXPECT_NE(plan_id(plan), plan.id);
}

TEST(Plan, AChangedFileIsRefused) {
    std::string text = plan_json(example());
    text.replace(text.find("Berg"), 4, "Borg");
    EXPECT_FALSE(read_plan(Json::parse(text).value()).has_value());
}

// The example with a second Change, read from a text in which `from` stands as `to`.
std::string why_refused(const std::string& from, const std::string& to) {
    Plan plan = example();
    plan.changes.push_back(plan.changes[0]);
    plan.changes[1].seq = 2;
    plan.changes[1].dn = Dn::parse("uid=bo,ou=people,dc=x").value();
    plan.changes[1].depends_on = {1};
    plan.id = plan_id(plan);
    std::string text = plan_json(plan);
    if (!from.empty()) text.replace(text.rfind(from), from.size(), to);
    const auto read = read_plan(Json::parse(text).value());
    return read ? "" : read.error().id + " " + format(read.error(), Language::en);
}

TEST(Plan, AChangeDependsOnlyOnThoseBeforeIt) {
    EXPECT_EQ(why_refused("", ""), "");
    for (const char* others : {"[0]", "[2]", "[3]", "[4000000000]", "[4294967297]", "[-1]", "[\"1\"]", "[1.5]"}) {
        EXPECT_THAT(why_refused("\"depends_on\":[1]", std::string{"\"depends_on\":"} + others),
                    testing::HasSubstr("MODEL_PLAN_DEPENDS"))
            << others;
    }
}

TEST(Plan, ChangesAreNumberedInTheirOrder) {
    for (const char* number : {"0", "1", "3", "-2", "4294967298"}) {
        EXPECT_THAT(why_refused("\"seq\":2", std::string{"\"seq\":"} + number), testing::HasSubstr("seq")) << number;
    }
}

TEST(Plan, AChangeIsOfThePlansMunicipality) {
    Plan plan = example();
    plan.changes[0].municipality = "1471";
    plan.id = plan_id(plan);
    const auto read = read_plan(Json::parse(plan_json(plan)).value());
    ASSERT_FALSE(read.has_value());
    EXPECT_EQ(read.error().id, "MODEL_PLAN_FOREIGN");
}

// Whether a Change is approved is for the store to say, when the plan is used.
TEST(Plan, ApprovalsAreNotReadFromAFile) {
    Plan plan = example();
    plan.changes[0].held = "GUARD";
    plan.changes[0].approved = true;
    plan.id = plan_id(plan);
    const auto read = read_plan(Json::parse(plan_json(plan)).value());
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->id, plan.id);
    EXPECT_FALSE(read->changes[0].approved);
}

TEST(Change, TheDigestFollowsTheChangeAndNotItsPlaceInThePlan) {
    Change change = example().changes[0];
    const std::string digest = change.digest();
    change.seq = 9;
    change.held = "GUARD";
    change.cause.locator = "elever.csv:8";
    EXPECT_EQ(change.digest(), digest);
    change.dn = Dn::parse("uid=annb,ou=people,dc=x").value();
    EXPECT_NE(change.digest(), digest);
}

}  // namespace
}  // namespace samkat
