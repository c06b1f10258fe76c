// The daemon as a whole, in a process of its own: it is forked, so that real signals can be sent to it.
#include "daemon/service/daemon.hpp"

#include <csignal>
#include <sstream>

#include <gmock/gmock.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/service/socket.hpp"
#include "tests/support/small_world.hpp"

namespace samkat::service {
namespace {

using testing::HasSubstr;
using testing::Not;

// A process that runs the daemon, and two events between it and the test.
class DaemonTest : public testing::Test {
  protected:
    ~DaemonTest() override {
        if (daemon_ <= 0) return;
        ::kill(daemon_, SIGKILL);
        ::waitpid(daemon_, nullptr, 0);
    }

    void start() {
        daemon_ = ::fork();
        ASSERT_GE(daemon_, 0);
        if (daemon_ == 0) ::_exit(serve());
    }
    int serve() {
        DaemonOptions options;
        options.load_config = [this] { return config::load(world.config()); };
        options.ports = [this, real = world.ports()](const config::Config& config) {
            static const SystemClock clock;
            run::Ports ports = real(config);
            if (ticking) ports.clock = &clock;
            return ports;
        };
        options.watched_files = [](const config::Config&, const SourcePolicy& source) {
            return std::vector<std::filesystem::path>{source.watch.begin(), source.watch.end()};
        };
        options.command = [](const ControlRequest& request, const std::string&, const config::Config&,
                             const run::Ports&, Writer&, std::ostream& out, std::ostream&) {
            out << request.args.front() << '\n';
            return 0;
        };
        options.on_ready = [this] { tell(ready_); };
        return run_daemon(options) ? 0 : 1;
    }
    // Between processes: an eventfd is a counter that both see.
    static Fd event() { return Fd{::eventfd(0, EFD_SEMAPHORE)}; }
    static void tell(const Fd& event) { ::eventfd_write(event.get(), 1); }
    static void await(const Fd& event) {
        eventfd_t count = 0;
        ASSERT_TRUE(wait_readable(event.get(), std::chrono::seconds{60})) << "the daemon did not come so far";
        ASSERT_EQ(::eventfd_read(event.get(), &count), 0);
    }
    int ended() {
        int status = 0;
        ::waitpid(daemon_, &status, 0);
        daemon_ = -1;
        return status;
    }
    std::optional<Result<int>> ask_for(const std::string& command) {
        return ask(world.path("state/control.sock"), {{command}, "en", false, false, ""}, out_, out_);
    }

    test::SmallWorld world{"[guard]\nfirst_run = false\nmax_creates_per_mille = 1000000\n"};
    Fd ready_ = event(), reached_ = event(), go_on_ = event();
    std::ostringstream out_;
    pid_t daemon_ = -1;
    bool ticking = false;  // the daemon's clock goes
};

TEST_F(DaemonTest, EndsAfterTheSliceUnderWayOnSigterm) {
    // The first time the directory is opened is for planning, the second for writing: there the signal comes.
    world.before_directory = [this, count = 0]() mutable {
        if (++count != 2) return;
        tell(reached_);
        await(go_on_);
    };
    start();
    await(ready_);
    await(reached_);
    ASSERT_EQ(::kill(daemon_, SIGTERM), 0);
    tell(go_on_);
    const int status = ended();
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
    EXPECT_FALSE(std::filesystem::exists(world.path("state/control.sock")));
    // Nothing is half done: another process can write, and goes on where it stopped.
    auto loaded = config::load(world.config());
    const run::Ports ports = world.ports()(*loaded.config);
    Findings findings;
    auto installation = run::Installation::open_for_writing(*loaded.config, ports, findings);
    ASSERT_TRUE(installation) << format(installation.error(), Language::en);
    EXPECT_TRUE((*installation)->store().open_intents().value().empty());
}

TEST_F(DaemonTest, StopsASourceThatHangs) {
    world.before_reading = [this](const std::string& source, const std::stop_token& stop) {
        if (source != "skara") return;
        tell(reached_);
        std::mutex mutex;
        std::unique_lock lock{mutex};
        std::condition_variable_any never;
        never.wait(lock, stop, [] { return false; });
    };
    start();
    await(reached_);
    await(ready_);
    ASSERT_EQ(::kill(daemon_, SIGINT), 0);
    const int status = ended();
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

TEST_F(DaemonTest, ReadsAFileThatChangesAndTheConfigWhenAsked) {
    ticking = true;
    world.before_reading = [this](const std::string& source, const std::stop_token&) {
        if (source == "gotene") tell(reached_);
    };
    start();
    await(ready_);
    await(reached_);
    world.write("gotene.csv", "changed");  // renamed into place; read a second later, when it has settled
    await(reached_);
    ASSERT_EQ(::kill(daemon_, SIGHUP), 0);
    await(ready_);
    await(reached_);
    world.write("config/samkat.toml", "nonsense = true\n");
    ASSERT_EQ(::kill(daemon_, SIGHUP), 0);
    const auto answer = ask_for("apply");
    ASSERT_TRUE(answer && *answer) << "the old configuration stays in force";
    EXPECT_EQ(out_.str(), "apply\n");
    ASSERT_EQ(::kill(daemon_, SIGTERM), 0);
    const int status = ended();
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

TEST_F(DaemonTest, DoesNotStartBesideAnotherWriter) {
    auto loaded = config::load(world.config());
    const run::Ports ports = world.ports()(*loaded.config);
    Findings findings;
    const auto other = run::Installation::open_for_writing(*loaded.config, ports, findings);
    ASSERT_TRUE(other);
    start();
    const int status = ended();
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 1);
}

}  // namespace
}  // namespace samkat::service
