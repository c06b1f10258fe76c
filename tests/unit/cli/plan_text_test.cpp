// What plans show, and what they do not.
#include "daemon/cli/plan_text.hpp"

#include <gmock/gmock.h>

#include "daemon/cli/plans.hpp"

namespace samkat::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// A plan for Skara with one Change: a new pupil.
Plan one_pupil(const std::string& held) {
    Change change;
    change.seq = 1;
    change.kind = ChangeKind::create;
    change.dn = Dn::parse("uid=bamupa,ou=50010001,ou=people,ou=skara,dc=example").value();
    change.person = "p";
    change.account = "p.1495.pupil";
    change.municipality = "1495";
    change.cause = {CauseKind::register_data, "lilla-skolan", "lilla.csv:7", "klass 7C"};
    change.attributes = {{"sn", {"Ek"}, {"Hemlig"}, "sn", "lilla-skolan", "lilla.csv:7"},
                         {"sisSchoolUnitCode", {}, {"50010001"}, "unit", "lilla-skolan", "lilla.csv:7"},
                         {"samkatClass", {}, {"7C"}, "class", "lilla-skolan", "lilla.csv:7"}};
    change.reservations = {{"username", "bamupa", "p.1495.pupil"}};
    change.held = held;
    Plan plan;
    plan.as_of = *parse_date("2026-11-20");
    plan.municipality = "1495";
    plan.changes = {change};
    plan.id = plan_id(plan);
    return plan;
}

std::string text_of(const Plan& plan, bool reveal, Language language = Language::en, bool colour = false) {
    return plan_text(plan, {"Skara", 40, reveal}, Texts{language}, Style{colour});
}

std::string json_of(const Plan& plan, bool reveal) {
    MunicipalityPolicy policy;
    policy.base = Dn::parse("ou=skara,dc=example").value();
    run::Planned planned;
    planned.plans.resize(1);
    planned.plans[0].policy = &policy;
    planned.plans[0].plan = plan;
    return plans_json(planned, reveal);
}

constexpr std::array secrets{"Hemlig", "Ek\"", "50010001", "7C", "bamupa", "lilla"};

TEST(PlanText, OfAProtectedPersonShowsThatThereIsAChange) {
    const Plan plan = one_pupil("ENGINE_GUARD_PROTECTED");
    const std::string english = text_of(plan, false);
    for (const char* secret : secrets) EXPECT_THAT(english, Not(HasSubstr(secret)));
    EXPECT_THAT(english, HasSubstr("create Skara (protected)"));
    EXPECT_THAT(text_of(plan, false, Language::sv), HasSubstr("ny Skara (skyddad)"));
    EXPECT_THAT(text_of(plan, true), AllOf(HasSubstr("Hemlig"), HasSubstr("uid=bamupa,ou=50010001"), HasSubstr("7C")));
}

TEST(PlanText, OfOthersShowsEverything) {
    for (const char* held : {"", "ENGINE_GUARD_LEAVERS"}) {
        EXPECT_THAT(text_of(one_pupil(held), false),
                    AllOf(HasSubstr("Hemlig"), HasSubstr("uid=bamupa,ou=50010001"), HasSubstr("7C")));
    }
}

TEST(PlansJson, OfAProtectedPersonHasNoValues) {
    const Plan plan = one_pupil("ENGINE_GUARD_PROTECTED");
    const std::string json = json_of(plan, false);
    for (const char* secret : secrets) EXPECT_THAT(json, Not(HasSubstr(secret)));
    EXPECT_THAT(json,
                AllOf(HasSubstr("\"name\":\"sn\""), HasSubstr("\"id\":\"" + plan.id), HasSubstr("\"dn\":\"ou=skara")));
    EXPECT_THAT(json, Not(HasSubstr(plan.changes[0].digest()))) << "names can be guessed from it";
    EXPECT_EQ(json_of(plan, true), "[" + plan_json(plan) + "]");
    EXPECT_EQ(json_of(one_pupil(""), false), "[" + plan_json(one_pupil("")) + "]");
}

TEST(PlanText, TellsLeaversFromOtherChanges) {
    Plan plan = one_pupil("");
    Change& change = plan.changes[0];
    change.kind = ChangeKind::modify;
    change.attributes = {{"samkatAccountStatus", {"active"}, {"grace"}, "", "", ""}};
    EXPECT_THAT(text_of(plan, false), AllOf(HasSubstr("Unusual changes"), HasSubstr("1  leave  uid=bamupa")));
    EXPECT_THAT(text_of(plan, false, Language::sv), HasSubstr("slutar"));
    change.attributes = {{"samkatAccountStatus", {"grace"}, {"active"}, "", "", ""}};
    EXPECT_THAT(text_of(plan, false), Not(HasSubstr("Unusual changes")));
}

TEST(PlanText, CannotDriveATerminal) {
    Plan plan = one_pupil("ENGINE_GUARD_LEAVERS");
    plan.changes[0].held = "\x1b[2JGUARD";
    plan.changes[0].attributes[0].name = "s\x1b[8mn";
    plan.held = {{"G\x1b]0;t\x07", "", {"\x1b[31mstoppad", "\x1b[31mheld"}}};
    plan.failed_sources = {"a\x1b[2J"};
    plan.complete = false;
    plan.findings = {
        {Severity::error, "F\x1b[1m", {"x\x1b[2J", 1, 0, ""}, {"\x1b[31mfel", "\x1b[31mwrong\x9b"}, {}, {}}};
    EXPECT_EQ(text_of(plan, true).find_first_of("\x1b\x07\x9b"), std::string::npos);
    EXPECT_THAT(text_of(plan, true, Language::en, true), Not(HasSubstr("\x1b[31mwrong"))) << "colours are ours";
    EXPECT_THAT(text_of(plan, true, Language::en, true), HasSubstr("\x1b[1mChanges\x1b[0m"));
}

}  // namespace
}  // namespace samkat::cli
