// What a connector finds around it, and how it describes itself.
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <map>

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/base/file.hpp"
#include "daemon/base/text.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/sources/source_fixture.hpp"

namespace samkat::sources {
namespace {

class CageTest : public SourceTest {
  protected:
    std::map<std::string, std::string> facts(const std::string& more = "") {
        const auto delivery = read_from(misbehaving(), R"({"how":"facts")" + more + "}");
        EXPECT_TRUE(delivery) << format(delivery.error(), Language::en);
        std::map<std::string, std::string> result;
        for (const auto& record : sink.records) result[record.at(0)] = record.at(1);
        return result;
    }
};

TEST_F(CageTest, IsBare) {
    ::setenv("SAMKAT_TEST_SECRET", "x", 1);
    const Fd open_file{::dup(STDERR_FILENO)};  // without close-on-exec
    ::signal(SIGPIPE, SIG_IGN);
    cage.cpu_seconds = 100;
    cage.open_files = 40;
    auto found = facts();
    EXPECT_EQ(found["descriptors"], "0 1 2");
    EXPECT_EQ(found["environment"], "LANG PATH TZ");
    EXPECT_EQ(found["directory"], "/");
    EXPECT_EQ(found["umask"], "0077");
    EXPECT_EQ(found["no_new_privileges"], "1");
    EXPECT_EQ(found["session_leader"], "True");
    EXPECT_EQ(found["signals_blocked"], "0");
    EXPECT_EQ(found["core"], "(0, 0)");
    EXPECT_EQ(found["file_size"], "(0, 0)");
    EXPECT_EQ(found["files"], "(40, 40)");
    EXPECT_EQ(found["cpu"], "(100, 105)");
#ifndef SAMKAT_SANITIZED
    EXPECT_EQ(found["data"], "(1073741824, 1073741824)");
#endif
}

TEST_F(CageTest, SecretsGoInWithTheRequest) {
    const test::TemporaryDirectory directory;
    const std::string path = directory.file("password", "hemligt\n");
    ::chmod(path.c_str(), 0600);
    EXPECT_EQ(facts(R"(,"password":{"$secret":")" + path + R"("})")["secret"], "hemligt");
    ::chmod(path.c_str(), 0644);
    EXPECT_EQ(read_from(misbehaving(), R"({"how":"good","password":{"$secret":")" + path + R"("}})").error().id,
              "BASE_FILE_MODE");
}

TEST_F(CageTest, LeavesNoProcessBehind) {
    (void)misbehave("good");
    (void)misbehave("crash");
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
    EXPECT_EQ(errno, ECHILD);
}

TEST_F(CageTest, SaysWhichLayersItHas) {
    const auto delivery = misbehave("good");
    ASSERT_TRUE(delivery) << format(delivery.error(), Language::en);
    EXPECT_EQ(delivery->layers.size(), cage::all_layers.size());
    EXPECT_FALSE(delivery->sealed);
    const auto here = layers_of(cage);
    ASSERT_TRUE(here) << format(here.error(), Language::en);
    EXPECT_EQ(here->size(), cage::all_layers.size());
    if (!cage::missing(*here).empty())
        GTEST_SKIP() << "this machine gives no whole cage: " << text::join(cage::missing(*here), ", ");
    cage.landlock_abi = 2;
    cage.namespaces = false;
    const auto less = layers_of(cage);
    ASSERT_TRUE(less);
    const auto how = [&](cage::Layer layer) { return std::ranges::find(*less, layer, &cage::LayerState::layer)->how; };
    EXPECT_EQ(how(cage::Layer::files), "Landlock ABI 2");
    EXPECT_EQ(how(cage::Layer::processes), "child subreaper");
}

TEST_F(CageTest, IsRefusedOrMadeOfWhatThereIs) {
    cage.landlock = false;
    const auto delivery = misbehave("good");
    ASSERT_TRUE(delivery) << format(delivery.error(), Language::en);
    EXPECT_THAT(cage::missing(delivery->layers), testing::Contains(testing::StartsWith("files (")));
    cage.refuse_without_layers = true;
    const auto refused = misbehave("good");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().id, "SOURCES_LAYERS_MISSING");
    EXPECT_THAT(refused.error().text.en, testing::HasSubstr("files ("));
}

TEST_F(CageTest, IsNotBuiltAroundWhatMustBeHidden) {
    const test::TemporaryDirectory folder;
    std::filesystem::create_directories(folder.path() / "state");
    std::filesystem::create_symlink(folder.path() / "state", folder.path() / "link");
    cage.hidden = {folder.path() / "link" / "installation.key"};
    for (const auto& readable : {folder.path(), folder.path() / "state", folder.path() / "link"}) {
        cage.readable = {readable};
        EXPECT_EQ(misbehave("good").error().id, "SOURCES_WOULD_SEE") << readable;
    }
    cage.readable = {folder.path() / "exports", folder.path() / "stat"};
    EXPECT_TRUE(misbehave("good"));
    cage.hidden = {"/usr/local/state"};
    EXPECT_EQ(misbehave("good").error().id, "SOURCES_WOULD_SEE");
}

class Describe : public SourceTest {
  protected:
    Result<protocol::Description> by(const std::string& name) {
        const auto link = directory.path() / name;
        std::filesystem::create_symlink(misbehaving(), link);
        return describe(link, cage, stop.get_token());
    }
    test::TemporaryDirectory directory;
};

TEST_F(Describe, TellsWhatAConnectorTakes) {
    const auto description = by("misbehave");
    ASSERT_TRUE(description) << format(description.error(), Language::en);
    EXPECT_EQ(description->connector, "misbehave");
    EXPECT_EQ(description->settings.at(0).key, "how");
    for (const char* name : {"csv", "xml"}) {
        const auto program = program_of(name, SAMKAT_BINARY_DIR "/bin");
        const auto shipped = describe(program.value(), cage, stop.get_token());
        ASSERT_TRUE(shipped) << format(shipped.error(), Language::en);
        EXPECT_EQ(shipped->connector, name);
        for (const auto& setting : shipped->settings)
            EXPECT_FALSE(setting.help.sv.empty() || setting.help.en.empty()) << setting.key;
    }
}

TEST_F(Describe, FailsWithAMessage) {
    EXPECT_EQ(by("describe-exit").error().id, "SOURCES_EXIT");
    EXPECT_EQ(by("describe-much").error().id, "SOURCES_OUTPUT_LIMIT");
    EXPECT_EQ(by("describe-wrong").error().id, "PROTOCOL_DESCRIPTION");
    EXPECT_EQ(describe("/nowhere", cage, stop.get_token()).error().id, "SOURCES_START");
    cage.time_limit = std::chrono::milliseconds{200};
    EXPECT_EQ(by("describe-hang").error().id, "SOURCES_TIME_LIMIT");
}

}  // namespace
}  // namespace samkat::sources
