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

}  // namespace
}  // namespace samkat::cli
