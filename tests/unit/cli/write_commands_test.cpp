// Commands that write: with the lock of their own, and through a samkatd.
#include <atomic>

#include "daemon/base/text.hpp"
#include "daemon/service/control.hpp"
#include "tests/unit/cli/console.hpp"

namespace samkat::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class WriteCommands : public Console {
  protected:
    void hold_first_runs() {
        world.write("config/samkat.toml",
                    text::replace_all(world.read("config/samkat.toml"), "first_run = false", "first_run = true"));
    }
};

TEST_F(WriteCommands, ApplyDoesWhatWasPlannedAndThenThereIsNothing) {
    EXPECT_EQ(run({"apply", "--yes"}), exit_done) << text();
    EXPECT_THAT(out.str(), HasSubstr("Skara: "));
    EXPECT_FALSE(username("Anna").empty());
    EXPECT_EQ(run({"plan", "--detailed-exit-code"}), exit_done) << text();
    EXPECT_EQ(run({"apply", "--yes", "--json"}), exit_done);
    EXPECT_TRUE(json()["municipalities"].as_array().at(0)["outcomes"].as_object().empty());
}

TEST_F(WriteCommands, ApplyAsksOnATerminalAndRefusesWithoutOne) {
    EXPECT_EQ(run({"apply"}), exit_usage);
    EXPECT_THAT(err.str(), HasSubstr("--yes"));
    EXPECT_EQ(run({"apply"}, "n\n"), exit_done);
    EXPECT_THAT(out.str(), AllOf(HasSubstr("Make "), HasSubstr("Nothing has been changed")));
    EXPECT_TRUE(username("Anna").empty());
    EXPECT_EQ(run({"apply"}, "y\n"), exit_done) << text();
    EXPECT_FALSE(username("Anna").empty());
}

TEST_F(WriteCommands, ApplyOfOneMunicipality) {
    EXPECT_EQ(run({"apply", "--yes", "--municipality", "1471"}), exit_done) << text();
    EXPECT_TRUE(username("Anna").empty());
    EXPECT_FALSE(username("Cilla").empty());
    EXPECT_EQ(run({"apply", "--yes", "--municipality", "0000"}), exit_usage);
}

TEST_F(WriteCommands, ApplyOfAPlanFile) {
    const std::string file = world.path("plan.json").string();
    ASSERT_EQ(run({"plan", "--out", file}), exit_done);
    EXPECT_EQ(run({"apply", file, "--yes"}), exit_done) << text();
    EXPECT_FALSE(username("Anna").empty());
    EXPECT_EQ(run({"apply", file, "--yes"}), exit_waiting) << "it is not true any more: " << text();
    world.write("plan.json", "{}");
    EXPECT_EQ(run({"apply", file, "--yes"}), exit_failed);
    EXPECT_EQ(run({"apply", "/nowhere.json", "--yes"}), exit_failed);
}

TEST_F(WriteCommands, WhatIsHeldWaitsForApproval) {
    hold_first_runs();
    EXPECT_EQ(run({"plan", "--detailed-exit-code"}), exit_waiting);
    EXPECT_EQ(run({"apply", "--yes"}), exit_waiting) << text();
    EXPECT_THAT(out.str(), HasSubstr("ENGINE_GUARD_FIRST_RUN")) << "which rule holds";
    EXPECT_TRUE(username("Anna").empty());
    EXPECT_EQ(run({"approve", "--now", "--only", "leave"}), exit_waiting) << "none of these: " << text();
    EXPECT_EQ(run({"approve", "--now", "--municipality", "1495"}), exit_done) << text();
    EXPECT_THAT(out.str(), AllOf(HasSubstr("approved by karin"), HasSubstr("samkat apply")));
    EXPECT_EQ(run({"apply", "--yes"}), exit_waiting) << "Götene still waits";
    EXPECT_FALSE(username("Anna").empty());
    EXPECT_TRUE(username("Cilla").empty());
    EXPECT_EQ(run({"approve", "--now", "--wait"}), exit_done) << text();
    EXPECT_FALSE(username("Cilla").empty());
    EXPECT_EQ(run({"approve", "--now"}), exit_done);
    EXPECT_THAT(err.str(), HasSubstr("RUN_NOTHING_TO_APPROVE"));
}

TEST_F(WriteCommands, ApprovalOfAnIdAFileOrAKind) {
    hold_first_runs();
    (void)run({"plan", "--json", "--municipality", "1495"});
    const std::string id = json().as_array().at(0)["id"].as_string();
    EXPECT_EQ(run({"approve", id.substr(0, 4)}), exit_failed) << "too short to be meant";
    EXPECT_EQ(run({"approve", "0123abcd"}), exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("neither a file nor a plan"));
    EXPECT_EQ(run({"approve", id.substr(0, 12), "--only", "delete"}), exit_waiting) << "others still wait";
    EXPECT_THAT(err.str(), HasSubstr("RUN_NOTHING_TO_APPROVE"));
    EXPECT_EQ(run({"approve", id.substr(0, 12), "--only", "create"}), exit_done) << text();
    EXPECT_EQ(run({"approve", id, "--only", "creat"}), exit_usage);
    EXPECT_THAT(err.str(), HasSubstr("Did you mean create?"));
    EXPECT_EQ(run({"approve"}), exit_usage);
    const std::string file = world.path("plan.json").string();
    (void)run({"plan", "--out", file});
    EXPECT_EQ(run({"reject", file}), exit_done) << text();
    EXPECT_THAT(out.str(), HasSubstr("rejected by karin"));
    EXPECT_EQ(run({"apply", "--yes"}), exit_waiting);
    EXPECT_TRUE(username("Anna").empty());
}

TEST_F(WriteCommands, ALostStoreIsSaidAndNothingIsWritten) {
    apply_all();
    ASSERT_EQ(run({"store", "digest"}), exit_done);
    const std::string digest = out.str();
    for (const std::string name : {"store.db", "store.db-wal", "store.db-shm"})
        std::filesystem::remove(world.path("state/" + name));
    const std::string before = world.read("directory.ldif");
    world.pupils["skara"].push_back({"9", "Ny", "Elev"});
    EXPECT_EQ(run({"apply", "--yes"}), exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("samkat store rebuild"));
    EXPECT_EQ(world.read("directory.ldif"), before);
    EXPECT_EQ(run({"store", "rebuild"}), exit_done) << text();
    ASSERT_EQ(run({"store", "digest"}), exit_done);
    EXPECT_EQ(out.str(), digest);
    EXPECT_EQ(run({"apply", "--yes"}), exit_done) << text();
    EXPECT_FALSE(username("Ny").empty());
}

// A socket that hands commands to this very program, as samkatd does.
TEST_F(WriteCommands, GoThroughTheDaemonWhenItAnswers) {
    auto loaded = config::load(world.config());
    const run::Ports ports = world.ports()(*loaded.config);
    service::OwnWriter writer{*loaded.config, ports};
    Findings findings;
    ASSERT_TRUE(writer.open(findings));
    std::atomic<int> commands = 0;
    service::Log log{{config::LogLevel::error, config::LogTarget::standard_error}, Language::en};
    const auto server = service::ControlServer::open(
        run::control_socket_path(*loaded.config),
        [&](const service::ControlRequest& request, const std::string& actor, std::stop_token, std::ostream& to,
            std::ostream& errors) {
            ++commands;
            const Inside inside{*loaded.config, ports, writer};
            std::istringstream in;
            Environment environment{in, to, errors};
            environment.variable = [](const std::string&) { return std::nullopt; };
            environment.actor = actor;
            environment.input = request.input;
            environment.inside = &inside;
            return cli::run(request.args, environment);
        },
        log);
    ASSERT_TRUE(server) << format(server.error(), Language::en);
    EXPECT_EQ(run({"apply", "--yes"}), exit_done) << text();
    EXPECT_THAT(out.str(), HasSubstr("Skara"));
    EXPECT_EQ(commands, 1);
    EXPECT_FALSE(username("Anna").empty());
    world.pupils["skara"].push_back({"9", "Ny", "Elev"});
    EXPECT_EQ(run({"apply"}, "y\n"), exit_done) << text();
    EXPECT_EQ(commands, 2);
    EXPECT_FALSE(username("Ny").empty());
    // What only reads is not done there: it would keep everybody else waiting.
    const std::vector<std::vector<std::string>> reading_commands = {{"log", "--follow"}, {"status"}, {"person", "9"}};
    for (const std::vector<std::string>& reading : reading_commands) {
        std::ostringstream said, wrong;
        const auto refused =
            service::ask(run::control_socket_path(*loaded.config), {reading, "en", false, false, ""}, said, wrong);
        ASSERT_TRUE(refused && *refused);
        EXPECT_EQ(**refused, exit_failed);
        EXPECT_THAT(wrong.str(), HasSubstr("CLI_NOT_INSIDE"));
        --commands;
    }
    // A plan file: noted, and its seal checked where it is used.
    world.pupils["skara"].push_back({"10", "Ulla", "Elev"});
    const std::string file = world.path("plan.json").string();
    EXPECT_EQ(run({"plan", "--out", file}), exit_done) << text();
    const std::string sealed = world.read("plan.json");
    world.write("plan.json", text::replace_all(sealed, "\"class\":\"account\"", "\"class\":\"unit\""));
    EXPECT_EQ(run({"apply", file, "--yes"}), exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("RUN_PLAN_SEAL"));
    EXPECT_TRUE(username("Ulla").empty());
    world.write("plan.json", sealed);
    EXPECT_EQ(run({"apply", file, "--yes"}), exit_done) << text();
    EXPECT_FALSE(username("Ulla").empty());
    EXPECT_EQ(commands, 5);
    EXPECT_EQ(run({"store", "rebuild"}), exit_done) << text();
    EXPECT_EQ(run({"plan", "--reveal"}), exit_done) << text();
    EXPECT_EQ(commands, 7);
    EXPECT_EQ(run({"status", "--json"}), exit_done) << text();
    EXPECT_TRUE(json()["daemon"].as_bool());
}

}  // namespace
}  // namespace samkat::cli
