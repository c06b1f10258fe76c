// The change log, shown and verified.
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

}  // namespace
}  // namespace samkat::cli
