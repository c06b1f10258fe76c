// The control socket, with real sockets in a directory of its own.
#include "daemon/service/control.hpp"

#include <atomic>
#include <cerrno>
#include <future>
#include <sstream>

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/service/peer.hpp"
#include "daemon/service/socket.hpp"
#include "tests/support/scratch.hpp"

namespace samkat::service {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ControlTest : public testing::Test {
  protected:
    std::unique_ptr<ControlServer> open(ControlServer::Handler handler) {
        auto server = ControlServer::open(path, std::move(handler), log);
        if (!server) throw std::runtime_error(server.error().text.en);
        return std::move(*server);
    }
    std::optional<Result<int>> ask_for(std::vector<std::string> args, const std::string& input = {}) {
        return ask(path, {std::move(args), "en", true, false, input}, out, err);
    }

    test::Scratch scratch;
    std::filesystem::path path = scratch / "control.sock";
    Log log{{config::LogLevel::error, config::LogTarget::standard_error}, Language::en};
    std::ostringstream out, err;
};

TEST_F(ControlTest, PassesOnWhatTheCommandSays) {
    ControlRequest seen;
    std::string by;
    const auto server = open([&](const ControlRequest& request, const std::string& actor, std::stop_token,
                                 std::ostream& to, std::ostream& errors) {
        seen = request;
        by = actor;
        to << "åtta\nnio" << std::flush << "\n";
        errors << "hm\n";
        return 3;
    });
    struct stat status {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    const auto answer = ask_for({"approve", "--now"}, "plan\n\"inline\"");
    ASSERT_TRUE(answer && *answer);
    EXPECT_EQ(**answer, 3);
    EXPECT_EQ(out.str(), "åtta\nnio\n");
    EXPECT_EQ(err.str(), "hm\n");
    EXPECT_THAT(seen.args, ElementsAre("approve", "--now"));
    EXPECT_TRUE(seen.json);
    EXPECT_EQ(seen.input, "plan\n\"inline\"");
    EXPECT_EQ(by, own_actor());
    EXPECT_FALSE(by.empty());
}

TEST_F(ControlTest, NobodyAnswersWhereThereIsNoSocketOrAStaleOne) {
    EXPECT_FALSE(ask_for({"apply"}));
    Fd stale = listen_at(path);
    ASSERT_TRUE(stale);
    stale.close();
    ASSERT_TRUE(std::filesystem::exists(path));
    EXPECT_FALSE(ask_for({"apply"}));
    const auto server = open([](const auto&, const auto&, auto, auto&, auto&) { return 0; });
    EXPECT_TRUE(ask_for({"apply"}));
}

TEST_F(ControlTest, TwoDoNotListen) {
    const auto server = open([](const auto&, const auto&, auto, auto&, auto&) { return 0; });
    const auto second = ControlServer::open(
        path, [](const auto&, const auto&, auto, auto&, auto&) { return 0; }, log);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().id, "SERVICE_ALREADY_RUNNING");
    EXPECT_TRUE(ask_for({"apply"})) << "the first one goes on";
}

TEST_F(ControlTest, TheSocketGoesWithItsServer) {
    open([](const auto&, const auto&, auto, auto&, auto&) { return 0; }).reset();
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(ControlTest, SaysWhatIsWrongWithARequest) {
    const auto server = open([](const auto&, const auto&, auto, auto&, auto&) { return 0; });
    for (const std::string bad : {"{}", "nonsense", R"({"schema":"samkat/control/2","args":["apply"]})",
                                  R"({"schema":"samkat/control/1","args":[]})"}) {
        const Fd connection = connect_to(path);
        ASSERT_TRUE(send_all(connection.get(), bad + "\n"));
        std::string line, rest;
        ASSERT_TRUE(read_line(connection.get(), line, rest, 1 << 20, std::chrono::seconds{10}));
        EXPECT_THAT(line, HasSubstr("cannot be read")) << bad;
        ASSERT_TRUE(read_line(connection.get(), line, rest, 1 << 20, std::chrono::seconds{10}));
        EXPECT_EQ(line, R"({"exit":1})");
    }
}

TEST_F(ControlTest, ALookAtTheSocketIsNoCommand) {
    int commands = 0;
    auto server = open([&](const auto&, const auto&, auto, auto&, auto&) { return ++commands; });
    ASSERT_TRUE(connect_to(path));  // and away again
    EXPECT_TRUE(ask_for({"apply"}));
    server.reset();
    EXPECT_EQ(commands, 1);
}

TEST_F(ControlTest, ACommandIsToldThatItsPeerHasGone) {
    std::promise<void> begun;
    std::atomic<bool> done = false;
    auto server = open([&](const auto&, const auto&, std::stop_token gone, std::ostream& to, auto&) {
        begun.set_value();
        std::promise<void> told;
        const std::stop_callback on_gone{gone, [&] { told.set_value(); }};
        told.get_future().wait();
        for (int i = 0; i < 1000; ++i) to << std::string(1000, 'x') << '\n' << std::flush;
        done = true;
        return 0;
    });
    Fd connection = connect_to(path);
    ASSERT_TRUE(send_all(connection.get(), control_request_json({{"apply"}, "en", false, false, ""}) + "\n"));
    begun.get_future().wait();
    connection.close();
    server.reset();  // waits for the command
    EXPECT_TRUE(done);
}

TEST_F(ControlTest, SeveralAreAnsweredSideBySideAndOneTooManyIsToldSo) {
    std::promise<void> full, go_on;
    std::shared_future<void> open_gate{go_on.get_future()};
    std::atomic<std::size_t> inside = 0;
    auto server = open([&](const auto&, const auto&, auto, auto&, auto&) {
        if (++inside == most_conversations) full.set_value();
        open_gate.wait();
        return 0;
    });
    std::vector<std::future<std::optional<Result<int>>>> asked;
    for (std::size_t i = 0; i < most_conversations; ++i) {
        asked.push_back(std::async(std::launch::async, [&] {
            std::ostringstream nowhere;
            return ask(path, {{"apply"}, "en", true, false, ""}, nowhere, nowhere);
        }));
    }
    full.get_future().wait();
    const auto one_more = ask_for({"apply"});
    ASSERT_TRUE(one_more && !*one_more);
    EXPECT_EQ(one_more->error().id, "SERVICE_CONTROL_BUSY");
    go_on.set_value();
    for (auto& each : asked) {
        const auto answer = each.get();
        ASSERT_TRUE(answer && *answer);
        EXPECT_EQ(**answer, 0);
    }
}

TEST_F(ControlTest, AListenerThatDoesNotListenHoldsNobodyUp) {
    std::promise<void> said;
    const auto server = open([&](const auto&, const auto&, auto, std::ostream& to, auto&) {
        for (int i = 0; i < 20'000; ++i) to << std::string(1000, 'x') << '\n';
        to.flush();
        said.set_value();
        return 0;
    });
    const Fd silent = connect_to(path);
    ASSERT_TRUE(send_all(silent.get(), control_request_json({{"apply"}, "en", false, false, ""}) + "\n"));
    EXPECT_EQ(said.get_future().wait_for(std::chrono::seconds{20}), std::future_status::ready);
}

// What a connector would be: started by whoever holds the socket.
TEST_F(ControlTest, ADescendantOfTheDaemonIsRefused) {
    std::atomic<int> commands = 0;
    const auto server = open([&](const auto&, const auto&, auto, auto&, auto&) { return ++commands; });
    const pid_t child = ::fork();
    if (child == 0) {
        // Only what is safe after a fork of many threads.
        const Fd connection = connect_to(path);
        const std::string_view request = "{\"schema\":\"samkat/control/1\",\"args\":[\"apply\"]}\n";
        char byte = 0;
        const bool sent = ::send(connection.get(), request.data(), request.size(), MSG_NOSIGNAL) > 0;
        ::_exit(sent && ::read(connection.get(), &byte, 1) > 0 ? 1 : 0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0) << "it got an answer";
    EXPECT_EQ(commands, 0);
}

TEST(SocketLines, HaveALimit) {
    int pair[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    const Fd one{pair[0]}, other{pair[1]};
    ASSERT_TRUE(send_all(one.get(), std::string(5000, 'x')));
    std::string line, rest;
    EXPECT_FALSE(read_line(other.get(), line, rest, 4000, std::chrono::seconds{10}));
    EXPECT_EQ(errno, EMSGSIZE);
    rest.clear();
    EXPECT_FALSE(read_line(other.get(), line, rest, 4000, std::chrono::milliseconds{0}));
    EXPECT_EQ(errno, ETIMEDOUT);
}

RC_GTEST_PROP(ControlRequests, ReadAsTheyWereWritten, ()) {
    const auto texts =
        *rc::gen::container<std::vector<std::string>>(rc::gen::container<std::string>(rc::gen::inRange<char>(1, 127)));
    RC_PRE(!texts.empty() && texts.size() <= 100);
    const ControlRequest request{texts, "sv", *rc::gen::arbitrary<bool>(), *rc::gen::arbitrary<bool>(), texts.back()};
    const auto read = read_control_request(control_request_json(request));
    RC_ASSERT(read.has_value());
    RC_ASSERT(read->args == request.args && read->json == request.json && read->colour == request.colour &&
              read->input == request.input);
}

}  // namespace
}  // namespace samkat::service
