// The change log, shown and verified.
#include <sys/stat.h>

#include "tests/unit/cli/console.hpp"

namespace samkat::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class LogCommand : public Console {
  protected:
    void SetUp() override { apply_all(); }
    std::size_t lines() const {
        const std::string all = out.str();
        return static_cast<std::size_t>(std::ranges::count(all, '\n'));
    }
};

TEST_F(LogCommand, TellsInSentences) {
    ASSERT_EQ(run({"log", "--municipality", "1495"}), exit_done) << text();
    EXPECT_THAT(out.str(),
                AllOf(HasSubstr("karin started a run of Skara (command)."), HasSubstr("karin is to create uid="),
                      HasSubstr("Outcome of line"), HasSubstr("20100608-****"), Not(HasSubstr("201006082398"))));
    ASSERT_EQ(run({"log", "--lang", "sv"}), exit_done);
    EXPECT_THAT(out.str(), AllOf(HasSubstr("karin startade en körning för Götene"), HasSubstr("installationsnyckel")));
}

TEST_F(LogCommand, IsInTheOrderOfTime) {
    world.clock.advance(std::chrono::minutes{1});
    world.pupils["gotene"].push_back({"8", "Dag", "Bok"});
    apply_all();
    world.clock.advance(std::chrono::minutes{1});
    world.pupils["skara"].push_back({"3", "Eva", "Gran"});
    apply_all();
    ASSERT_EQ(run({"log", "--attribute", "givenName"}), exit_done);
    const std::string all = out.str();
    EXPECT_EQ(lines(), 5u) << all;
    EXPECT_LT(all.find("Anna"), all.find("Dag"));
    EXPECT_LT(all.find("Dag"), all.find("Eva"));
}

TEST_F(LogCommand, IsFiltered) {
    ASSERT_EQ(run({"log", "--attribute", "givenname"}), exit_done);
    EXPECT_EQ(lines(), 3u) << out.str();
    ASSERT_EQ(run({"log", "--person", username("Anna"), "--attribute", "sn"}), exit_done) << text();
    EXPECT_EQ(lines(), 1u);
    EXPECT_THAT(out.str(), AllOf(HasSubstr("Ek"), Not(HasSubstr("Ask"))));
    ASSERT_EQ(run({"log", "--dn", "ou=SKARA, dc=example"}), exit_done);
    EXPECT_EQ(lines(), 2u) << "an intent and its outcome: " << out.str();
    ASSERT_EQ(run({"log", "--since", "1h"}), exit_done);
    EXPECT_GT(lines(), 0u);
    world.clock.advance(std::chrono::hours{2});
    ASSERT_EQ(run({"log", "--since", "1h"}), exit_done);
    EXPECT_EQ(lines(), 0u);
    ASSERT_EQ(run({"log", "--since", "2026-11-20"}), exit_done);
    EXPECT_GT(lines(), 0u);
    ASSERT_EQ(run({"log", "--run", "none"}), exit_done);
    EXPECT_EQ(lines(), 0u);
    EXPECT_EQ(run({"log", "--since", "yesterday"}), exit_usage);
    EXPECT_EQ(run({"log", "--person", "nobody"}), exit_failed);
    EXPECT_EQ(run({"log", "--municipality", "12"}), exit_usage);
}

TEST_F(LogCommand, IsJsonALineWhenAsked) {
    ASSERT_EQ(run({"log", "--json", "--attribute", "norEduPersonNIN"}), exit_done);
    EXPECT_EQ(lines(), 1u);
    EXPECT_EQ(json()["schema"].as_string(), "samkat/log/1");
    EXPECT_THAT(out.str(), Not(HasSubstr("201006082398")));
}

TEST_F(LogCommand, VerifyFindsAChangedAndACutChain) {
    ASSERT_EQ(run({"log", "verify"}), exit_done) << text();
    EXPECT_THAT(out.str(), HasSubstr("Chain 1495:"));
    ASSERT_EQ(run({"log", "verify", "--json"}), exit_done);
    EXPECT_TRUE(json()["ok"].as_bool());
    const std::string whole = world.read("state/changelog/1495.jsonl");
    std::string changed = whole;
    changed.replace(changed.find("\"actor\":\"karin\""), 15, "\"actor\":\"kurin\"");
    world.write("state/changelog/1495.jsonl", changed);
    EXPECT_EQ(run({"log", "verify"}), exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("The chain 1495 is broken"));
    world.write("state/changelog/1495.jsonl", whole.substr(0, whole.rfind('\n', whole.size() - 2) + 1));
    EXPECT_EQ(run({"log", "verify"}), exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("lines are missing at its end"));
}

TEST_F(LogCommand, VerifyNeedsNoStoreAndSaysThatItIsGone) {
    std::filesystem::remove(world.path("state/store.db"));
    EXPECT_EQ(run({"log", "verify"}), exit_waiting) << text();
    EXPECT_THAT(out.str(), HasSubstr("Chain 1495:"));
    EXPECT_THAT(err.str(), HasSubstr("samkat store rebuild"));
    EXPECT_EQ(run({"store", "rebuild"}), exit_done) << text();
    EXPECT_EQ(run({"log", "verify"}), exit_done) << text();
}

TEST_F(LogCommand, ALossIsRefusedUntilItIsAcceptedAndThenStaysTold) {
    const std::string whole = world.read("state/changelog/1495.jsonl");
    world.write("state/changelog/1495.jsonl", whole.substr(0, whole.rfind('\n', whole.size() - 2) + 1));
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"plan"}, {"apply", "--yes"}, {"store", "rebuild"}, {"status"}}) {
        EXPECT_EQ(run(command), exit_failed) << command.front();
        EXPECT_THAT(err.str(), HasSubstr("RUN_LOG_OLDER")) << command.front();
    }
    ASSERT_EQ(run({"store", "rebuild", "--accept-loss", "the disk broke"}), exit_done) << text();
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(run({"log", "verify"}), exit_waiting) << text();
        EXPECT_THAT(err.str(), HasSubstr("karin accepted that: the disk broke"));
        EXPECT_EQ(run({"plan"}), exit_done) << text();
        EXPECT_EQ(run({"store", "rebuild"}), exit_done) << text();
    }
    EXPECT_EQ(run({"log", "verify", "--json"}), exit_waiting);
    EXPECT_EQ(json()["losses"].as_array().size(), 1u);
    EXPECT_EQ(json()["losses"].as_array()[0]["municipality"].as_string(), "1495");
    EXPECT_TRUE(json()["ok"].as_bool());
    EXPECT_EQ(run({"log", "--since", "1d"}), exit_done);
    EXPECT_THAT(out.str(), HasSubstr("the disk broke"));
}

TEST_F(LogCommand, ALineChangedInTheMiddleIsToldByTheNextRunAndCanBePutAside) {
    const std::string whole = world.read("state/changelog/1495.jsonl");
    std::string changed = whole;
    changed[changed.find("\"batch\":") + 8] = '7';
    world.write("state/changelog/1495.jsonl", changed);
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"plan"}, {"apply", "--yes"}, {"store", "rebuild"}}) {
        EXPECT_EQ(run(command), exit_failed) << command.front();
        EXPECT_THAT(err.str(), HasSubstr("LOG_LINE_MAC")) << command.front();
    }
    EXPECT_EQ(run({"store", "rebuild", "--accept-loss", "nobody knows"}), exit_done) << text();
    EXPECT_THAT(err.str(), HasSubstr("RUN_SET_ASIDE"));
    EXPECT_EQ(run({"log", "verify"}), exit_waiting) << text();
}

TEST_F(LogCommand, ARemovedLogIsToldThoughTheStoreIsGoneToo) {
    std::filesystem::remove_all(world.path("state"));
    EXPECT_EQ(run({"log", "verify"}), exit_failed) << text();
    EXPECT_THAT(err.str(), HasSubstr("RUN_LOG_OLDER"));
    EXPECT_EQ(run({"apply", "--yes"}), exit_failed) << text();
    EXPECT_THAT(err.str(), HasSubstr("RUN_LOG_OLDER"));
}

TEST_F(LogCommand, AnotherInstallationsKeyIsRefusedWithTheWayBack) {
    std::filesystem::rename(world.path("keys"), world.path("own-keys"));
    std::filesystem::create_directory(world.path("elsewhere"));
    std::filesystem::rename(world.path("state"), world.path("elsewhere/state"));
    ASSERT_EQ(run({"plan"}), exit_done) << text();  // makes a key
    std::filesystem::remove_all(world.path("state"));
    std::filesystem::rename(world.path("elsewhere/state"), world.path("state"));
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"plan"}, {"apply", "--yes"}, {"store", "rebuild"}, {"log", "verify"}}) {
        EXPECT_EQ(run(command), exit_failed) << command.front();
        EXPECT_THAT(err.str(), HasSubstr("LOG_KEYS_OTHER")) << command.front();
        EXPECT_THAT(err.str(), HasSubstr("from its backup")) << command.front();
    }
    std::filesystem::remove_all(world.path("keys"));
    std::filesystem::rename(world.path("own-keys"), world.path("keys"));
    EXPECT_EQ(run({"plan"}), exit_done) << text();
}

// The whole key directory, put back from a copy of before the last run.
TEST_F(LogCommand, OlderKeysAreRefusedBeforeAnythingIsWritten) {
    std::filesystem::copy(world.path("keys"), world.path("older"));
    world.pupils["skara"].push_back({"9", "Ny", "Elev"});
    ASSERT_EQ(run({"apply", "--yes"}), exit_done) << text();
    std::filesystem::rename(world.path("keys"), world.path("newer"));
    std::filesystem::rename(world.path("older"), world.path("keys"));
    const std::string before = world.read("keys/persons.keys");
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"plan"}, {"apply", "--yes"}, {"log", "verify"}}) {
        EXPECT_EQ(run(command), exit_failed) << command.front();
        EXPECT_THAT(err.str(), HasSubstr("The key directory is an older copy")) << command.front();
    }
    EXPECT_EQ(world.read("keys/persons.keys"), before);
    std::filesystem::remove_all(world.path("keys"));
    std::filesystem::rename(world.path("newer"), world.path("keys"));
    EXPECT_EQ(run({"log", "verify"}), exit_done) << text();
}

TEST_F(LogCommand, TheStateDirectoryIsOursWhateverTheUmask) {
    const auto mode = [&] { return std::filesystem::status(world.path("state")).permissions(); };
    using std::filesystem::perms;
    std::filesystem::remove_all(world.path("state"));
    std::filesystem::remove_all(world.path("keys"));
    const mode_t before = ::umask(0);
    EXPECT_EQ(run({"apply", "--yes"}), exit_done) << text();
    ::umask(before);
    EXPECT_EQ(mode(), perms::owner_all | perms::group_read | perms::group_exec);
    std::filesystem::permissions(world.path("state"), perms::others_write, std::filesystem::perm_options::add);
    for (const std::vector<std::string>& command : {std::vector<std::string>{"plan"}, {"apply", "--yes"}}) {
        EXPECT_EQ(run(command), exit_failed) << command.front();
        EXPECT_THAT(err.str(), HasSubstr("RUN_STATE_ACCESS")) << command.front();
    }
}

}  // namespace
}  // namespace samkat::cli
