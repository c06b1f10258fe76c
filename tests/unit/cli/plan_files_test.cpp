// Plan files: what `plan --out` writes and approve, reject and apply take.
#include <functional>

#include "daemon/base/text.hpp"
#include "daemon/run/run.hpp"
#include "tests/unit/cli/console.hpp"

namespace samkat::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class PlanFiles : public Console {
  protected:
    void hold_first_runs() {
        world.write("config/samkat.toml",
                    text::replace_all(world.read("config/samkat.toml"), "first_run = false", "first_run = true"));
    }
    std::string file() const { return world.path("plan.json").string(); }
    void write_plans(std::vector<std::string> more = {}) {
        more.insert(more.begin(), {"plan", "--out", file()});
        const int status = run(more);
        ASSERT_TRUE(status == exit_done || status == exit_waiting) << text();
    }
};

TEST_F(PlanFiles, WhatWasRejectedAfterThePlanWasMadeIsNotApplied) {
    hold_first_runs();
    ASSERT_EQ(run({"approve", "--now"}), exit_done) << text();
    write_plans();
    ASSERT_EQ(run({"reject", file()}), exit_done) << text();
    EXPECT_EQ(run({"apply", file(), "--yes"}), exit_waiting) << text();
    EXPECT_TRUE(username("Anna").empty());
    EXPECT_EQ(run({"apply", file()}, "y\n"), exit_done) << text();
    EXPECT_THAT(out.str(), Not(HasSubstr("Make "))) << "there is nothing to ask about";
    EXPECT_TRUE(username("Anna").empty());
}

TEST_F(PlanFiles, WhatWasApprovedAfterThePlanWasMadeIsApplied) {
    hold_first_runs();
    write_plans();
    ASSERT_EQ(run({"approve", file()}), exit_done) << text();
    EXPECT_EQ(run({"apply", file()}, "y\n"), exit_done) << text();
    EXPECT_FALSE(username("Anna").empty());
}

TEST_F(PlanFiles, AnExpiredApprovalIsNone) {
    world.write("config/samkat.toml", text::replace_all(world.read("config/samkat.toml"), "[guard]",
                                                        "[approval]\nexpires = \"1h\"\n[guard]"));
    hold_first_runs();
    ASSERT_EQ(run({"approve", "--now"}), exit_done) << text();
    write_plans();
    world.clock.advance(std::chrono::hours{2});
    EXPECT_EQ(run({"apply", file(), "--yes"}), exit_waiting) << text();
    EXPECT_TRUE(username("Anna").empty());
}

TEST_F(PlanFiles, AChangeThatDependsOnWhatIsNotThereIsRefused) {
    write_plans();
    const std::string good = world.read("plan.json");
    for (const char* others : {"\"depends_on\":[4000000000]", "\"depends_on\":[1]"}) {
        std::string text = good;
        text.replace(text.find("\"depends_on\":[]"), 15, others);
        world.write("plan.json", text);
        EXPECT_EQ(run({"apply", file(), "--yes"}), exit_failed) << others;
        EXPECT_TRUE(username("Anna").empty());
    }
}

TEST_F(PlanFiles, AQuestionedDeliveryIsNotTheBaselineForTheNext) {
    apply_all();
    world.pupils["skara"].clear();
    write_plans();
    EXPECT_EQ(run({"apply", file(), "--yes"}), exit_waiting) << text();
    EXPECT_EQ(run({"plan", "--municipality", "1495"}), exit_waiting) << text();
    EXPECT_THAT(out.str(), HasSubstr("ENGINE_GUARD_EMPTY_SOURCE"));
}

// A hand that can make a plan's id anew cannot make its seal.
class EditedPlanFiles : public PlanFiles {
  protected:
    // Writes the plans, each as `edit` leaves it, with an id that fits and the seal that was there.
    void edit_plans(const std::function<void(Plan&)>& edit) {
        const Json plans = Json::parse(world.read("plan.json")).value();
        std::string text;
        for (const Json& each : plans.as_array()) {
            Plan plan = read_plan(each).value();
            edit(plan);
            plan.id = plan_id(plan);
            std::string one = plan_json(plan);
            one.pop_back();
            text += (text.empty() ? "[" : ",") + one + ",\"mac\":\"" + each["mac"].as_string() + "\"}";
        }
        world.write("plan.json", text + "]");
    }
    void expect_refused() {
        for (const std::string command : {"apply", "approve", "reject"}) {
            std::vector<std::string> args{command, file()};
            if (command == "apply") args.emplace_back("--yes");
            EXPECT_EQ(run(args), exit_failed) << command;
            EXPECT_THAT(err.str(), AllOf(HasSubstr("RUN_PLAN_SEAL"), HasSubstr("samkat plan --out"))) << command;
        }
        EXPECT_EQ(run({"apply", file()}, "y\n"), exit_failed);
        EXPECT_THAT(out.str(), Not(HasSubstr("create"))) << "what is not sealed is not shown either";
        EXPECT_TRUE(username("Anna").empty());
        EXPECT_TRUE(username("Cilla").empty());
    }
};

TEST_F(EditedPlanFiles, AsTheyWereWrittenArePassed) {
    write_plans();
    edit_plans([](Plan&) {});
    EXPECT_EQ(run({"apply", file(), "--yes"}), exit_done) << text();
    EXPECT_FALSE(username("Anna").empty());
}

TEST_F(EditedPlanFiles, WithoutASealAreRefused) {
    ASSERT_EQ(run({"plan", "--json"}), exit_done) << text();
    world.write("plan.json", out.str());
    expect_refused();
}

TEST_F(EditedPlanFiles, WithHoldsTakenOutAreRefused) {
    hold_first_runs();
    write_plans();
    edit_plans([](Plan& plan) {
        plan.held.clear();
        for (Change& each : plan.changes) each.held.clear();
    });
    expect_refused();
}

TEST_F(EditedPlanFiles, WithoutTheirReservationsAreRefused) {
    write_plans();
    edit_plans([](Plan& plan) {
        for (Change& each : plan.changes) each.reservations.clear();
    });
    expect_refused();
}

TEST_F(EditedPlanFiles, WithAChangeMoreAreRefused) {
    write_plans();
    edit_plans([](Plan& plan) {
        Change more;
        more.seq = static_cast<std::uint32_t>(plan.changes.size() + 1);
        more.dn = Dn::parse("dc=example").value();
        more.municipality = plan.municipality;
        more.attributes = {{"description", {}, {"mine"}, "", "", ""}};
        plan.changes.push_back(more);
    });
    expect_refused();
    EXPECT_THAT(world.read("directory.ldif"), Not(HasSubstr("mine")));
}

TEST_F(EditedPlanFiles, OfAnotherInstallationAreRefused) {
    write_plans();
    for (const std::string name : {"keys", "state"}) std::filesystem::remove_all(world.path(name));
    ASSERT_NE(run({"plan"}), exit_failed) << text();  // makes another key
    expect_refused();
}

TEST_F(PlanFiles, OfAnotherDayAreNotApplied) {
    write_plans({"--as-of", "2026-11-21"});
    EXPECT_EQ(run({"apply", file(), "--yes"}), exit_failed);
    EXPECT_THAT(err.str(), AllOf(HasSubstr("RUN_PLAN_DAY"), HasSubstr("2026-11-21"), HasSubstr("2026-11-20")));
    EXPECT_TRUE(username("Anna").empty());
    world.clock.advance(std::chrono::hours{24});
    EXPECT_EQ(run({"apply", file(), "--yes"}), exit_done) << text();
}

// What a run has learnt since, the file does not know.
TEST_F(PlanFiles, OvertakenByARunAreNotApplied) {
    write_plans({});
    world.clock.advance(std::chrono::minutes{1});
    EXPECT_EQ(run({"apply", "--yes"}), exit_done) << text();
    EXPECT_EQ(run({"apply", file(), "--yes"}), exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("RUN_PLAN_OVERTAKEN"));
}

// However a plan came to be: nothing outside of the municipality's part of the tree.
TEST_F(PlanFiles, NothingIsDoneOutsideTheMunicipality) {
    auto loaded = config::load(world.config());
    ASSERT_TRUE(loaded.config);
    const run::Ports ports = world.ports()(*loaded.config);
    Findings findings;
    auto installation = run::Installation::open_for_writing(*loaded.config, ports, findings);
    ASSERT_TRUE(installation) << format(installation.error(), Language::en);
    auto planned = run::plan_now(**installation, {});
    ASSERT_TRUE(planned) << format(planned.error(), Language::en);
    const Plan& good = planned->plans.at(0).plan;
    const std::string before = world.read("directory.ldif");
    for (const bool target : {false, true}) {
        Plan plan = good;
        (target ? plan.changes.back().new_dn : plan.changes.back().dn) = Dn::parse("cn=admin,dc=example").value();
        const auto done = run::apply_plans(**installation, {plan}, {});
        ASSERT_FALSE(done.has_value()) << target;
        EXPECT_EQ(done.error().id, "RUN_PLAN_SCOPE");
        EXPECT_EQ(world.read("directory.ldif"), before);
    }
    run::RunOptions options;
    options.trigger = "command";
    options.actor = "karin";
    const auto done = run::apply_plans(**installation, {good}, options);
    EXPECT_TRUE(done.has_value()) << format(done.error(), Language::en);
}

TEST_F(PlanFiles, HoldWholeCivicNumbersWhichIsNoted) {
    const auto reveals = [&] {
        EXPECT_EQ(run({"log", "--json"}), exit_done) << text();
        const std::string kind = "\"kind\":\"reveal\"";
        std::size_t count = 0;
        for (std::size_t at = out.str().find(kind); at != std::string::npos; at = out.str().find(kind, at + 1)) ++count;
        return count;
    };
    apply_all();
    EXPECT_EQ(reveals(), 0u);
    write_plans();
    EXPECT_THAT(world.read("plan.json"), Not(HasSubstr("****")));
    EXPECT_EQ(reveals(), 1u);
    EXPECT_THAT(out.str(), HasSubstr("\"command\":\"plan\""));
    (void)run({"apply", "--reveal"}, "n\n");
    EXPECT_EQ(reveals(), 2u) << "what apply shows before it asks";
}

// What cannot be noted is not written.
TEST_F(PlanFiles, AreNotWrittenIfThatCannotBeNoted) {
    auto loaded = config::load(world.config());
    ASSERT_TRUE(loaded.config);
    const run::Ports ports = world.ports()(*loaded.config);
    Findings findings;
    const auto other = run::Installation::open_for_writing(*loaded.config, ports, findings);  // holds the lock
    ASSERT_TRUE(other) << format(other.error(), Language::en);
    EXPECT_EQ(run({"plan", "--out", file()}), exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("CLI_NOT_REVEALED"));
    EXPECT_FALSE(std::filesystem::exists(file()));
}

}  // namespace
}  // namespace samkat::cli
