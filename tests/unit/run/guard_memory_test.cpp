// The guard over several runs, with the real store behind it, and what plans and approvals are bound to.
#include <gtest/gtest.h>

#include "daemon/run/approve.hpp"
#include "tests/support/nights.hpp"

namespace samkat::run {
namespace {

const std::string settings = "[guard]\nfirst_run = false\nmax_creates_per_mille = 1000000\n";

class GuardMemory : public testing::Test {
  protected:
    GuardMemory() {
        for (int i = 0; i < 60; ++i) {
            const std::string n = std::to_string(i);
            world.pupils["skara"].push_back({"p" + n, "Elev" + n, "Namn" + n, i % 2 == 0 ? "7A" : "7B"});
        }
    }
    std::size_t active() const {
        return test::entries_with(world, {"samkatMunicipality: 1495", "samkatAccountStatus: active"}).size();
    }

    // What `act` does with an installation of the configuration as it is in the files now.
    template <class Act>
    void with_installation(const Act& act) {
        const auto loaded = config::load(world.config());
        ASSERT_TRUE(loaded.config);
        const Ports ports = world.ports()(*loaded.config);
        Findings findings;
        auto installation = Installation::open_for_writing(*loaded.config, ports, findings);
        ASSERT_TRUE(installation) << format(installation.error(), Language::en);
        act(**installation);
    }
    std::vector<Plan> plans() {
        std::vector<Plan> result;
        with_installation([&](Installation& installation) {
            auto planned = plan_now(installation, {});
            ASSERT_TRUE(planned);
            for (MunicipalityPlan& each : planned->plans) result.push_back(std::move(each.plan));
        });
        return result;
    }
    void set_guard(const std::string& more) {
        const std::string file = world.read("config/samkat.toml");
        world.write("config/samkat.toml", file.substr(0, file.find("[guard]")) + settings + more);
    }

    test::SmallWorld world{settings};
};

TEST_F(GuardMemory, FourARunAreSoonTooMany) {
    test::night(world);
    const std::size_t before = active();
    for (int i = 0; i < 10; ++i) {
        world.pupils["skara"].erase(world.pupils["skara"].begin() + 2, world.pupils["skara"].begin() + 6);
        world.clock.advance(std::chrono::minutes{1} - std::chrono::hours{24});  // night() adds the day
        test::night(world);
    }
    EXPECT_GE(active() + 5, before);
}

TEST_F(GuardMemory, APlanOfAWeakerGuardIsRefused) {
    test::night(world);
    world.pupils["skara"].resize(50);
    set_guard("period_floor = 1000\nmax_leavers_per_mille = 1000\n");
    const auto weak = plans();
    EXPECT_EQ(weak.front().held_count() + weak.back().held_count(), 0u);
    set_guard("");
    with_installation([&](Installation& installation) {
        EXPECT_EQ(apply_plans(installation, weak, {}).error().id, "RUN_PLAN_CONFIG");
    });
    const auto strict = plans();
    const std::size_t held = strict.front().held_count() + strict.back().held_count();
    EXPECT_GT(held, 0u);
    with_installation(
        [&](Installation& installation) { EXPECT_EQ(decide(installation, strict, true, {}, "test").value(), held); });
    // What was approved under one guard is not approved under another.
    set_guard("max_leavers = 2\n");
    for (const Plan& plan : plans()) {
        for (const Change& change : plan.changes) EXPECT_FALSE(change.approved);
    }
    set_guard("");
    std::size_t approved = 0;
    for (const Plan& plan : plans())
        approved += static_cast<std::size_t>(std::ranges::count_if(plan.changes, &Change::approved));
    EXPECT_EQ(approved, held);
    with_installation([&](Installation& installation) {
        EXPECT_EQ(decide(installation, weak, true, {}, "test").error().id, "RUN_PLAN_CONFIG");
    });
}

TEST_F(GuardMemory, AMarkOfTimeThatHasNotBeenYetIsNeverFresh) {
    const auto loaded = config::load(world.config());
    ASSERT_TRUE(loaded.config);
    Ports ports = world.ports()(*loaded.config);
    const auto real = ports.read_source;
    std::chrono::milliseconds ahead{};
    ports.read_source = [&](const SourcePolicy& source, Date as_of, std::stop_token stop, sources::Sink& sink) {
        auto delivery = real(source, as_of, std::move(stop), sink);
        if (delivery) delivery->age = world.clock.now() + ahead;
        return delivery;
    };
    const SourcePolicy* source[] = {&loaded.config->sources.front()};
    const auto stale = [&](std::chrono::milliseconds by) {
        ahead = by;
        return read_sources(source, ports, world.clock.today(), {}).front().stale;
    };
    EXPECT_FALSE(stale(std::chrono::minutes{5}));
    EXPECT_TRUE(stale(std::chrono::hours{24 * 400}));
}

}  // namespace
}  // namespace samkat::run
