// The daemon's one writer: which readings a run gets, and that commands and runs take turns.
#include "daemon/service/runner.hpp"

#include <future>

#include <gmock/gmock.h>

#include "daemon/model/event_content.hpp"
#include "tests/support/small_world.hpp"

namespace samkat::service {
namespace {

using testing::HasSubstr;
using testing::Not;

// The real store, which can be told to be busy.
class BusyStore final : public store::Store {
  public:
    BusyStore(std::unique_ptr<store::Store> real, const bool& busy) : real_(std::move(real)), busy_(busy) {}
    store::State state() const override { return real_->state(); }
    Result<std::map<std::string, store::Cursor, std::less<>>> cursors() const override { return real_->cursors(); }
    Result<void> apply(std::span<const Event> events) override {
        if (busy_) return fail(finding(busy_message));
        return real_->apply(events);
    }
    Result<std::optional<std::string>> owner_of(std::string_view purpose, std::string_view name) const override {
        return real_->owner_of(purpose, name);
    }
    Result<store::IssuedNames> names(std::string_view purpose) const override { return real_->names(purpose); }
    Result<std::vector<KnownPerson>> persons() const override { return real_->persons(); }
    Result<std::vector<KnownAccount>> accounts() const override { return real_->accounts(); }
    Result<std::vector<KnownAccount>> accounts(std::string_view municipality) const override {
        return real_->accounts(municipality);
    }
    Result<std::vector<Approval>> approvals(std::string_view now) const override { return real_->approvals(now); }
    Result<std::vector<OpenIntent>> open_intents() const override { return real_->open_intents(); }
    Result<std::vector<Failure>> failures() const override { return real_->failures(); }
    Result<std::vector<Delivery>> deliveries() const override { return real_->deliveries(); }
    Result<std::vector<MunicipalityState>> municipalities() const override { return real_->municipalities(); }
    Result<std::vector<std::string>> key_names() const override { return real_->key_names(); }
    Result<void> check() const override { return real_->check(); }
    Result<std::vector<PastChange>> past_changes() const override { return real_->past_changes(); }
    Result<std::string> digest() const override { return real_->digest(); }

    static constexpr Message busy_message{"TEST_BUSY", Severity::error, "Upptagen.", "Busy.", "", ""};

  private:
    std::unique_ptr<store::Store> real_;
    const bool& busy_;
};

class RunnerTest : public testing::Test {
  protected:
    RunnerTest() { start(); }
    void start() {
        auto loaded = config::load(world.config());
        for (const Finding& each : loaded.findings.list()) ADD_FAILURE() << format(each, Language::en);
        config = std::move(*loaded.config);
        ports = world.ports()(*config);
        const auto wrapped = [this](Result<std::unique_ptr<store::Store>> real) {
            if (real) real = std::make_unique<BusyStore>(std::move(*real), busy);
            return real;
        };
        ports.open_store = [wrapped](const std::filesystem::path& path, store::Mode mode, const Secret& key) {
            return wrapped(store::open_store(path, mode, key));
        };
        ports.create_store = [wrapped](const std::filesystem::path& path, const Secret& key) {
            return wrapped(store::create_store(path, key));
        };
        runner = std::make_unique<Runner>(
            *config, ports, log, [this](const std::string& code, std::chrono::milliseconds) { woken.push_back(code); });
        auto started = runner->start();
        ASSERT_TRUE(started) << format(started.error(), Language::en);
    }
    void deliver(const std::string& name) {
        const auto source = std::ranges::find(config->sources, name, &SourcePolicy::name);
        const SourcePolicy* policy = &*source;
        auto readings = run::read_sources({&policy, 1}, ports, world.clock.today(), {}, 1);
        runner->deliver(static_cast<std::size_t>(source - config->sources.begin()), std::move(readings.front()));
    }
    // Waits until everything asked for before is done.
    void settle() {
        ASSERT_EQ(runner->command([](Writer&) { return 7; }), 7);
    }
    void run(const std::string& code) {
        runner->run({{code, "timer"}});
        settle();
    }
    std::string directory() const { return world.read("directory.ldif"); }

    test::SmallWorld world{"[guard]\nfirst_run = false\nmax_creates_per_mille = 1000000\n"};
    Log log{{config::LogLevel::error, config::LogTarget::standard_error}, Language::en};
    std::optional<config::Config> config;
    run::Ports ports;
    std::vector<std::string> woken;
    bool busy = false;  // changed by commands only, which the runner's thread does
    std::unique_ptr<Runner> runner;
};

TEST_F(RunnerTest, RunsOneMunicipalityThoughTheOthersSourceWasNeverRead) {
    deliver("skara");
    run("1495");
    EXPECT_THAT(directory(), HasSubstr("givenName: Anna"));
    EXPECT_THAT(directory(), Not(HasSubstr("ou=gotene")));
}

TEST_F(RunnerTest, AFailedSourceLeavesItsPeopleAndStopsNobodyElse) {
    deliver("skara");
    deliver("gotene");
    runner->run({{"1495", "timer"}, {"1471", "timer"}});
    settle();
    EXPECT_THAT(directory(), HasSubstr("givenName: Cilla"));
    world.broken["skara"] = true;
    world.pupils["gotene"].push_back({"8", "Dag", "Bok"});
    deliver("skara");
    deliver("gotene");
    runner->run({{"1495", "timer"}, {"1471", "timer"}});
    settle();
    EXPECT_THAT(directory(), HasSubstr("givenName: Dag"));
    EXPECT_THAT(directory(), HasSubstr("givenName: Anna"));
    EXPECT_THAT(directory(), Not(HasSubstr("samkatAccountStatus: grace")));
}

TEST_F(RunnerTest, ALongRunMakesRoomForOthersAndGoesOnWithThem) {
    // The first time the directory is opened is for planning, the second for writing: there the other becomes due.
    world.before_directory = [this, count = 0]() mutable {
        if (++count != 2) return;
        deliver("gotene");
        runner->run({{"1471", "file"}});
    };
    deliver("skara");
    run("1495");
    settle();
    EXPECT_THAT(directory(), HasSubstr("givenName: Anna"));
    EXPECT_THAT(directory(), HasSubstr("givenName: Cilla"));
    const auto runs = [&](const std::string& chain) {
        const std::string events = world.read("state/changelog/" + chain + ".jsonl");
        std::size_t count = 0;
        for (std::size_t at = 0; (at = events.find("\"run_started\"", at)) != std::string::npos; ++at) ++count;
        return count;
    };
    EXPECT_EQ(runs("1495"), 2u);
    EXPECT_EQ(runs("1471"), 1u);
}

TEST_F(RunnerTest, HoldsTheStateDirectory) {
    Findings findings;
    EXPECT_FALSE(run::Installation::open_for_writing(*config, ports, findings));
    runner->stop();
    runner.reset();
    EXPECT_TRUE(run::Installation::open_for_writing(*config, ports, findings));
}

TEST_F(RunnerTest, TakesNoCommandsOnceItHasStopped) {
    runner->stop();
    EXPECT_EQ(runner->command([](Writer&) { return 0; }), std::nullopt);
}

TEST_F(RunnerTest, ACommandThatNobodyWaitsForIsNotBegunAndOneUnderWayIsToldToEnd) {
    std::promise<void> begun, go_on;
    std::stop_source first_gone, second_gone;
    auto first = std::async(std::launch::async, [&] {
        return runner->command(
            [&](Writer& writer) {
                begun.set_value();
                std::promise<void> told;
                const std::stop_callback on_stop{writer.stop(), [&] { told.set_value(); }};
                go_on.get_future().wait();
                told.get_future().wait();
                return 5;
            },
            first_gone.get_token());
    });
    begun.get_future().wait();
    second_gone.request_stop();
    EXPECT_EQ(runner->command([](Writer&) { return 6; }, second_gone.get_token()), std::nullopt);
    go_on.set_value();
    first_gone.request_stop();
    EXPECT_EQ(first.get(), 5);
    EXPECT_EQ(runner->command([](Writer& writer) { return writer.stop().stop_requested() ? 1 : 0; }), 0)
        << "the next one goes on";
}

TEST_F(RunnerTest, ACommandUsesTheSameInstallationAndCanWakeARun) {
    const auto status = runner->command([&](Writer& writer) {
        Findings findings;
        auto installation = writer.open(findings);
        return installation && (*installation)->can_write() && writer.wake("1471") ? 0 : 1;
    });
    EXPECT_EQ(status, 0);
    EXPECT_THAT(woken, testing::ElementsAre("1471"));
}

TEST_F(RunnerTest, AStoreThatIsBusyDuringACommandStopsNoRunAfterIt) {
    deliver("skara");
    run("1495");
    const auto failed = runner->command([&](Writer& writer) {
        Findings findings;
        const auto installation = writer.open(findings);
        changelog::Draft approve;
        approve.actor = "karin";
        approve.kind = event_kind::approve;
        approve.municipality = "1495";
        approve.sealed_by = key_name::municipality("1495");
        approve.content = content_of(Decision{{"digest"}, "2026-12-01T00:00:00.000Z", "plan"});
        busy = true;
        const auto recorded = (*installation)->record({approve});
        const auto again = (*installation)->record({approve});
        busy = false;
        return !recorded && !again && again.error().id == "TEST_BUSY" ? 1 : 0;
    });
    EXPECT_EQ(failed, 1);
    for (const std::string family : {"Gran", "Tall"}) {
        world.pupils["skara"].push_back({family, "Eva", family});
        deliver("skara");
        run("1495");
        EXPECT_THAT(directory(), HasSubstr("sn: " + family));
    }
}

TEST_F(RunnerTest, RebuildsTheStoreAndGoesOn) {
    deliver("skara");
    run("1495");
    std::string digest;
    EXPECT_EQ(runner->command([&](Writer& writer) {
        Findings findings;
        auto rebuilt = writer.rebuild_store({}, findings);
        if (rebuilt) digest = *rebuilt;
        return rebuilt ? 0 : 1;
    }),
              0);
    EXPECT_EQ(digest.size(), 64u);
    world.pupils["skara"].push_back({"3", "Eva", "Gran"});
    deliver("skara");
    run("1495");
    EXPECT_THAT(directory(), HasSubstr("givenName: Eva"));
}

}  // namespace
}  // namespace samkat::service
