// The guard over several runs, with the real store behind it, and what plans and approvals are bound to.
#include <set>

#include <gtest/gtest.h>

#include "daemon/run/approve.hpp"
#include "tests/support/nights.hpp"

namespace samkat::run {
namespace {

const std::string settings = "[guard]\nfirst_run = false\nmax_creates_per_mille = 1000000\n";

// "code guard" of all that was held.
std::set<std::string> guards_of(const RunReport& report) {
    std::set<std::string> result;
    for (const MunicipalityPlan& each : report.planned.plans) {
        for (const Hold& hold : each.plan.held) result.insert(each.plan.municipality + ' ' + hold.guard);
    }
    return result;
}

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
    // Approves what waits and runs again, at the same time. What is held then, as guards_of().
    std::set<std::string> approve_and_run() {
        std::set<std::string> held;
        const auto waiting = plans();
        with_installation([&](Installation& installation) {
            EXPECT_GT(decide(installation, waiting, true, {}, "test").value_or(0), 0u);
            RunOptions options;
            options.trigger = "command";
            options.actor = "test";
            const auto report = run_now(installation, options);
            ASSERT_TRUE(report) << format(report.error(), Language::en);
            held = guards_of(*report);
        });
        return held;
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

// Rows that should not have been there go again, and one who leaves beside them is ordinary.
TEST_F(GuardMemory, WhoCameLatelyLeavesAgainAndIsNotCounted) {
    test::night(world);
    const std::size_t before = active();
    auto& pupils = world.pupils["skara"];
    for (int i = 0; i < 4; ++i) {
        const std::string n = std::to_string(i);
        pupils.push_back({"x" + n, "Okänd" + n, "Fel" + n, "7A"});
    }
    test::night(world);
    ASSERT_EQ(active(), before + 4);
    pupils.resize(pupils.size() - 4);
    pupils.erase(pupils.begin() + 5);
    const RunReport report = test::night(world);
    EXPECT_EQ(active(), before - 1);
    for (const MunicipalityPlan& each : report.planned.plans) EXPECT_TRUE(each.plan.held.empty());
    // Others may come in their stead.
    for (int i = 0; i < 1; ++i) {
        const std::string n = std::to_string(i);
        pupils.push_back({"y" + n, "Nytt" + n, "Barn" + n, "7B"});
    }
    test::night(world);
    EXPECT_EQ(active(), before);
}

// No limit of one kind is reached, and yet it is a wrong file.
TEST_F(GuardMemory, ALittleOfEachIsMuch) {
    test::night(world);
    const std::size_t before = active();
    auto& pupils = world.pupils["skara"];
    pupils.erase(pupils.begin() + 2, pupils.begin() + 4);
    for (int i = 10; i < 12; ++i) pupils[i].family = "Ny";
    const auto moves = [&](std::size_t i) { pupils[i].klass = pupils[i].klass == "7A" ? "7B" : "7A"; };
    moves(20);
    EXPECT_TRUE(guards_of(test::night(world)).empty());
    ASSERT_EQ(active(), before - 2);
    moves(30);
    pupils.erase(pupils.begin() + 2);
    EXPECT_EQ(guards_of(test::night(world)), std::set<std::string>{"1495 ENGINE_GUARD_CHANGES_LATELY"});
    EXPECT_EQ(active(), before - 2);
    // What somebody approves counts no more, in its own plan either.
    EXPECT_TRUE(approve_and_run().empty());
    EXPECT_EQ(active(), before - 3);
}

// Each municipality sees one pupil with a new given name.
TEST_F(GuardMemory, NamesThatSlipFromOneMunicipalityToAnotherAreHeld) {
    world.pupils["skara"].push_back({"s", "Maja", "Berg", "7A", "50010001", "201006092389"});
    world.pupils["gotene"].push_back({"g", "Siri", "Berg", "7A", "50010001", "201201152392"});
    test::night(world);
    const auto named = [&](const std::string& given, const std::string& code) {
        return test::entries_with(world, {"givenName: " + given, "sn: Berg", "samkatMunicipality: " + code}).size();
    };
    ASSERT_EQ(named("Maja", "1495") + named("Siri", "1471"), 2u);
    std::swap(world.pupils["skara"].back().given, world.pupils["gotene"].back().given);
    const RunReport report = test::night(world);
    for (const MunicipalityPlan& each : report.planned.plans) {
        ASSERT_EQ(each.plan.held.size(), 1u) << each.plan.municipality;
        EXPECT_EQ(each.plan.held.front().guard, "ENGINE_GUARD_MOVED_NAMES");
    }
    EXPECT_EQ(named("Maja", "1495") + named("Siri", "1471"), 2u);
    // One alone has a new name and gets it.
    std::swap(world.pupils["skara"].back().given, world.pupils["gotene"].back().given);
    world.pupils["skara"].back().given = "Majken";
    test::night(world);
    EXPECT_EQ(named("Majken", "1495"), 1u);
}

// Each municipality sees one pupil with a new address, and no address stands twice.
TEST_F(GuardMemory, AddressesThatSlipFromOneMunicipalityToAnotherAreHeld) {
    auto& skara = world.pupils["skara"];
    auto& gotene = world.pupils["gotene"];
    skara.push_back({"s", "Maja", "Berg", "7A", "50010001", "201006092389", "", "maja@skola.example"});
    gotene.push_back({"g", "Siri", "Lund", "7A", "50010001", "201201152392", "", "siri@skola.example"});
    test::night(world);
    const auto reached = [&](const std::string& given, const std::string& mail) {
        return test::entries_with(world, {"givenName: " + given, "mail: " + mail}).size();
    };
    ASSERT_EQ(reached("Maja", "maja@skola.example") + reached("Siri", "siri@skola.example"), 2u);
    gotene.back().email = "maja@skola.example";
    skara.back().email = "ny@skola.example";
    EXPECT_EQ(guards_of(test::night(world)), std::set<std::string>{"1471 ENGINE_GUARD_MOVED_MAILS"});
    EXPECT_EQ(reached("Siri", "siri@skola.example"), 1u);
    // The register is right again: nothing waits, and one alone gets a new address.
    gotene.back().email = "siri.lund@skola.example";
    EXPECT_TRUE(guards_of(test::night(world)).empty());
    EXPECT_EQ(reached("Siri", "siri.lund@skola.example"), 1u);
}

// Her address is still hers in the directory, and her mailbox may be.
TEST_F(GuardMemory, AnAddressOfSomebodyWhoIsThereIsNoNewcomers) {
    auto& skara = world.pupils["skara"];
    skara.push_back({"s", "Maja", "Berg", "7A", "50010001", "201006092389", "", "maja@skola.example"});
    test::night(world);
    skara.push_back({"n", "Siri", "Lund", "7A", "50010001", "201201152392", "", "maja@skola.example"});
    EXPECT_EQ(guards_of(test::night(world)), std::set<std::string>{"1495 ENGINE_GUARD_SHARED_MAILS"});
    EXPECT_EQ(test::entries_with(world, {"mail: maja@skola.example"}).size(), 1u);
    skara.back().email = "siri@skola.example";
    EXPECT_TRUE(guards_of(test::night(world)).empty());
    EXPECT_EQ(test::entries_with(world, {"mail: siri@skola.example"}).size(), 1u);
}

TEST_F(GuardMemory, AnAddressOfSomebodyWhoLeavesTheSameNightIsHeld) {
    auto& skara = world.pupils["skara"];
    skara.push_back({"s", "Siri", "Lund", "7A", "50010001", "201201152392", "", "siri@skola.example"});
    skara.push_back({"m", "Maja", "Berg", "7A", "50010001", "201006092389", "", "maja@skola.example"});
    test::night(world);
    skara.pop_back();
    skara.back().email = "maja@skola.example";
    EXPECT_EQ(guards_of(test::night(world)), std::set<std::string>{"1495 ENGINE_GUARD_SHARED_MAILS"});
    EXPECT_EQ(test::entries_with(world, {"givenName: Siri", "mail: siri@skola.example"}).size(), 1u);
    // Nor a newcomer's, the night after, while the entry of the one who left still stands.
    skara.back().email = "siri@skola.example";
    skara.push_back({"n", "Nils", "Ny", "7A", "50010001", "", "", "maja@skola.example"});
    EXPECT_EQ(guards_of(test::night(world)), std::set<std::string>{"1495 ENGINE_GUARD_SHARED_MAILS"});
    EXPECT_EQ(test::entries_with(world, {"givenName: Nils"}).size(), 0u);
}

// A newcomer's row has slipped with those of two who are known, and no address stands twice.
TEST_F(GuardMemory, ANewcomerWithTheNameAndAddressThatAKnownPersonLosesIsHeld) {
    auto& skara = world.pupils["skara"];
    skara.push_back({"m", "Maja", "Berg", "7A", "50010001", "201006092389", "", "maja@skola.example"});
    skara.push_back({"s", "Siri", "Lund", "7A", "50010001", "201201152392", "", "siri@skola.example"});
    const std::size_t last = skara.size();
    test::night(world);
    const auto right = skara;
    const std::size_t before = active();
    skara[last - 1].given = "Ada";
    skara[last - 1].email = "ada@skola.example";
    skara.push_back({"n", "Siri", "Lund", "7A", "50010001", "", "", "siri@skola.example"});
    // By all her names, or by the address alone.
    for (const std::string rule : {"ENGINE_GUARD_MOVED_NAMES", "ENGINE_GUARD_MOVED_MAILS"}) {
        EXPECT_TRUE(guards_of(test::night(world)).contains("1495 " + rule)) << rule;
        EXPECT_EQ(active(), before);
        EXPECT_EQ(test::entries_with(world, {"givenName: Siri", "mail: siri@skola.example"}).size(), 1u);
        skara.back().given = "Nora";
    }
    skara = right;
    EXPECT_TRUE(guards_of(test::night(world)).empty());
}

// Her own address of last week is hers, though somebody else had it for a night.
TEST_F(GuardMemory, AnAddressThatWentAstrayGoesBack) {
    auto& skara = world.pupils["skara"];
    const std::size_t first = skara.size();
    skara.push_back({"s", "Siri", "Lund", "7A", "50010001", "201201152392", "", "siri@skola.example"});
    skara.push_back({"m", "Maja", "Berg", "7A", "50010001", "201006092389", "", "maja@skola.example"});
    test::night(world);
    skara[first].email = "siir@skola.example";
    EXPECT_TRUE(guards_of(test::night(world)).empty());
    skara[first + 1].email = "siri@skola.example";
    EXPECT_TRUE(guards_of(test::night(world)).empty());
    skara[first].email = "siri@skola.example";
    skara[first + 1].email = "maja@skola.example";
    EXPECT_TRUE(guards_of(test::night(world)).empty());
    EXPECT_EQ(test::entries_with(world, {"givenName: Siri", "mail: siri@skola.example"}).size(), 1u);
    EXPECT_EQ(test::entries_with(world, {"givenName: Maja", "mail: maja@skola.example"}).size(), 1u);
}

// Ids that were really given out again wait for ever; once somebody has answered for the file, the rest goes on.
TEST_F(GuardMemory, StandingStrangersDoNotHoldEveryNight) {
    test::night(world);
    auto& skara = world.pupils["skara"];
    for (std::size_t i = 0; i < 7; ++i) skara[i].given = skara[i].family = "Annan" + std::to_string(i);
    skara.push_back({"n1", "Nytt", "Barn", "7A"});
    EXPECT_EQ(guards_of(test::night(world)), std::set<std::string>{"1495 ENGINE_GUARD_STRANGERS"});
    approve_and_run();
    EXPECT_TRUE(guards_of(test::night(world)).empty());
    skara.push_back({"n2", "Annat", "Barn", "7B"});
    EXPECT_TRUE(guards_of(test::night(world)).empty());
    EXPECT_EQ(test::entries_with(world, {"givenName: Annat", "sn: Barn"}).size(), 1u);
    for (std::size_t i = 7; i < 14; ++i) skara[i].given = skara[i].family = "Annan" + std::to_string(i);
    skara.push_back({"n3", "Tredje", "Barn", "7B"});
    EXPECT_EQ(guards_of(test::night(world)), std::set<std::string>{"1495 ENGINE_GUARD_STRANGERS"});
}

// An account that somebody approved can have been made of a wrong row as well.
TEST_F(GuardMemory, AnApprovedNewcomerMadeOfAWrongRowGoesWhenTheRowIsRight) {
    test::night(world);
    auto& skara = world.pupils["skara"];
    const std::size_t first = skara.size();
    for (const std::string n : {"1", "2", "3", "4", "5", "6"}) skara.push_back({"n" + n, "Nytt" + n, "Barn" + n, "7A"});
    skara[first].given = skara[first].family = "Fel";
    skara[first].civic = "201006092389";
    ASSERT_EQ(guards_of(test::night(world)), std::set<std::string>{"1495 ENGINE_GUARD_CREATES_LATELY"});
    approve_and_run();
    ASSERT_EQ(test::entries_with(world, {"sn: Fel", "samkatAccountStatus: active"}).size(), 1u);
    skara[first] = {"n1", "Nytt1", "Barn1", "7A", "50010001", "201201152392"};
    test::night(world);
    EXPECT_EQ(test::entries_with(world, {"sn: Fel", "samkatAccountStatus: active"}).size(), 0u);
    EXPECT_EQ(test::entries_with(world, {"sn: Barn1", "samkatAccountStatus: active"}).size(), 1u);
}

// Codes of municipalities that slip in a register that several share: each sees few leavers and few who are new.
TEST_F(GuardMemory, WhoChangeMunicipalityTogetherAreHeld) {
    world.write("config/samkat.toml",
                world.read("config/samkat.toml") +
                    "[[source]]\nname = \"gemensam\"\nconnector = \"csv\"\nserves = [\"1495\", \"1471\"]\n"
                    "municipality = \"{kommun}\"\nwatch = [\"" +
                    world.path("gemensam.csv").string() +
                    "\"]\n[source.map.pupil]\nrole = \"pupil\"\nregister_id = \"{id}\"\ncivic_number = \"{civic}\"\n"
                    "given_name = \"{given}\"\nfamily_name = \"{family}\"\nunit = \"{unit}\"\n"
                    "class_name = \"{klass}\"\nprotection = \"{protection}\"\n");
    auto& shared = world.pupils["gemensam"];
    shared = {{"s0", "Nora", "Ek", "7A", "50010001", "", "", "", "1495"},
              {"s1", "Maja", "Berg", "7A", "50010001", "201006092389", "", "", "1495"},
              {"s2", "Siri", "Lund", "7A", "50010001", "201201152392", "", "", "1495"}};
    test::night(world);
    const auto active_in = [&](const std::string& given, const std::string& code) {
        const std::vector<std::string> lines{"givenName: " + given, "samkatMunicipality: " + code,
                                             "samkatAccountStatus: active"};
        return test::entries_with(world, lines).size();
    };
    ASSERT_EQ(active_in("Maja", "1495") + active_in("Siri", "1495"), 2u);
    for (test::Pupil& each : shared) each.municipality = "1471";
    const RunReport report = test::night(world);
    for (const MunicipalityPlan& each : report.planned.plans) {
        ASSERT_FALSE(each.plan.held.empty()) << each.plan.municipality;
        EXPECT_EQ(each.plan.held.front().guard, "ENGINE_GUARD_MOVED_PEOPLE");
    }
    EXPECT_EQ(active_in("Maja", "1495") + active_in("Siri", "1495"), 2u);
    EXPECT_EQ(active_in("Maja", "1471") + active_in("Siri", "1471"), 0u);
    // One has moved.
    shared[0].municipality = shared.back().municipality = "1495";
    test::night(world);
    EXPECT_EQ(active_in("Maja", "1471") + active_in("Siri", "1495"), 2u);
    EXPECT_EQ(active_in("Maja", "1495") + active_in("Siri", "1471"), 0u);
}

// A file with each row twice is no larger: the one after it has not shrunk.
TEST_F(GuardMemory, RowsThatStandTwiceAreNoBaseline) {
    test::night(world);
    auto& pupils = world.pupils["skara"];
    const auto once = pupils;
    pupils.insert(pupils.end(), once.begin(), once.end());
    test::night(world);
    pupils = once;
    pupils.pop_back();
    const RunReport report = test::night(world);
    for (const MunicipalityPlan& each : report.planned.plans) {
        for (const Hold& hold : each.plan.held) EXPECT_NE(hold.guard, "ENGINE_GUARD_SHRUNKEN_SOURCE");
    }
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
