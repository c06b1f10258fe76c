#include "daemon/model/plan.hpp"

#include <gtest/gtest.h>

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
