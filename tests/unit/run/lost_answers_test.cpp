// What becomes of Changes whose answers are lost: nothing is said that is not known, and what arrives late is known.
#include <algorithm>

#include <gtest/gtest.h>

#include "daemon/run/approve.hpp"
#include "daemon/run/run.hpp"
#include "tests/support/faulty_directory.hpp"
#include "tests/support/small_world.hpp"

namespace samkat::run {
namespace {

using Fate = test::FaultyServer::Fate;

class LostAnswers : public testing::Test {
  protected:
    LostAnswers()
        : server(directory::LdifDirectory::from_text(world.read("directory.ldif"), "test").value()),
          config_(config::load(world.config()).config.value()),
          ports_(world.ports()(config_)) {
        ports_.open_directory = [this](const config::Config&) { return server.open(); };
    }

    std::unique_ptr<Installation> writing() {
        Findings findings;
        return Installation::open_for_writing(config_, ports_, findings).value();
    }

    Result<RunReport> try_night() {
        RunOptions options;
        options.trigger = "timer";
        options.actor = "test";
        return run_now(*writing(), options);
    }

    // A run after `minutes`; what became of Skara.
    Applied night(int minutes = 1) {
        world.clock.advance(std::chrono::minutes{minutes});
        auto report = try_night();
        if (!report) {
            ADD_FAILURE() << format(report.error(), Language::en);
            return {};
        }
        plan = report->planned.plans.at(1).plan;
        for (Applied& each : report->applied) {
            if (each.municipality == "1495") return std::move(each);
        }
        return {};
    }

    // Approves all that may be; how many there were.
    std::size_t approve_all() { return decide(*writing(), std::span{&plan, 1}, true, {}, "test").value(); }

    template <class Look>
    auto look(const Look& look) {
        Findings findings;
        auto installation = Installation::open_for_reading(config_, ports_, findings).value();
        return look(*installation);
    }
    std::size_t open_intents() {
        return look([](Installation& each) { return each.store().open_intents().value().size(); });
    }
    std::size_t known_accounts() {
        return look([](Installation& each) { return each.store().accounts("1495").value().size(); });
    }
    std::size_t accounts_there(const std::string& status) {
        std::size_t count = 0;
        (void)server.content().search({Dn::parse("ou=skara,dc=example").value(),
                                       directory::Scope::subtree,
                                       "(samkatAccountStatus=" + status + ")",
                                       {}},
                                      [&](Entry&&) { ++count; });
        return count;
    }

    static bool is_account_of_skara(const Change& change) {
        return change.entry_class == EntryClass::account && change.municipality == "1495";
    }
    void accounts_meet(Fate fate) {
        server.fate = [this, fate](const Change& change) {
            const bool is_one = is_account_of_skara(change);
            accounts_sent += is_one;
            return is_one ? fate : Fate::done;
        };
    }
    void all_is_well() { accounts_meet(Fate::done); }
    static std::size_t count(const Applied& applied, Outcome outcome) {
        const auto found = applied.outcomes.find(outcome);
        return found == applied.outcomes.end() ? 0 : found->second;
    }
    static std::size_t findings(const Applied& applied, const std::string& id) {
        return static_cast<std::size_t>(std::ranges::count(applied.findings, id, &Finding::id));
    }

    test::SmallWorld world{
        "certain_after = \"10m\"\n[guard]\nfirst_run = false\nmax_creates_per_mille = 1000000\n"
        "max_leavers_per_mille = 1000\nsmall_floor = 5\n"};
    test::FaultyServer server;
    Plan plan;                      // Skara's, of the last run
    std::size_t accounts_sent = 0;  // Changes of Skara's accounts

  private:
    config::Config config_;
    Ports ports_;
};

TEST_F(LostAnswers, WhatArrivesLateIsKnownWhenItHas) {
    accounts_meet(Fate::on_its_way);
    const Applied first = night();
    EXPECT_EQ(first.undecided, 2u);
    EXPECT_EQ(count(first, Outcome::not_applied), 0u) << "nobody knows that";
    EXPECT_FALSE(first.all_done());
    EXPECT_EQ(open_intents(), 2u);
    all_is_well();
    server.arrive();
    const Applied second = night();
    EXPECT_TRUE(second.all_done());
    EXPECT_EQ(open_intents(), 0u);
    EXPECT_EQ(known_accounts(), 2u);
    // And so they are managed.
    world.pupils["skara"].clear();
    world.pupils["skara"].push_back({"9", "Dag", "Ny"});
    night();
    EXPECT_EQ(accounts_there("grace"), 2u);
}

TEST_F(LostAnswers, NothingIsDoneToAnEntryWhileItsFateIsOpen) {
    accounts_meet(Fate::on_its_way);
    night();
    all_is_well();
    const Applied second = night(9);
    EXPECT_EQ(accounts_sent, 2u);
    EXPECT_EQ(open_intents(), 2u);
    EXPECT_EQ(second.held, 2u);
    EXPECT_FALSE(second.all_done());
    server.arrive();
    night(9);
    EXPECT_EQ(known_accounts(), 2u);
    EXPECT_EQ(accounts_there("active"), 2u);
}

TEST_F(LostAnswers, AnUnchangedEntryIsANoWhenTheTimeHasPassed) {
    accounts_meet(Fate::on_its_way);
    night();
    all_is_well();
    night(9);
    EXPECT_EQ(open_intents(), 2u);
    const Applied third = night(1);
    EXPECT_EQ(open_intents(), 0u);
    EXPECT_EQ(accounts_there("active"), 2u) << "made anew";
    EXPECT_TRUE(third.all_done());
}

TEST_F(LostAnswers, TheTimeCountsFromTheFirstTimeTheDirectoryAnswered) {
    accounts_meet(Fate::on_its_way);
    server.fate = [this, fate = server.fate](const Change& change) {
        const Fate now = fate(change);
        server.unreachable = server.unreachable || now == Fate::on_its_way;
        return now;
    };
    world.clock.advance(std::chrono::minutes{1});
    EXPECT_FALSE(try_night());
    server.unreachable = false;
    all_is_well();
    night(60);
    EXPECT_EQ(open_intents(), 2u) << "asked for the first time";
    night(11);
    EXPECT_EQ(open_intents(), 0u);
}

TEST_F(LostAnswers, WhatTheServerHasEndedIsSettledAtOnce) {
    accounts_meet(Fate::thrown_away);
    const Applied first = night();
    EXPECT_EQ(count(first, Outcome::not_applied), 2u);
    EXPECT_EQ(first.undecided, 0u);
    EXPECT_EQ(open_intents(), 0u);
}

TEST_F(LostAnswers, WhatWasDoneWithoutAnAnswerIsFound) {
    accounts_meet(Fate::done_unanswered);
    const Applied first = night();
    EXPECT_EQ(count(first, Outcome::found_applied), 2u);
    EXPECT_EQ(open_intents(), 0u);
    EXPECT_EQ(known_accounts(), 2u);
}

TEST_F(LostAnswers, WhatWasNeverSentIsNotSaidToHaveFailed) {
    accounts_meet(Fate::closed);
    const Applied first = night();
    EXPECT_EQ(count(first, Outcome::not_applied), 2u);
    EXPECT_EQ(count(first, Outcome::failed), 0u);
    EXPECT_EQ(findings(first, "DIRECTORY_CLOSED") + findings(first, "RUN_CHANGE_NOT_SENT"), 2u);
    all_is_well();
    EXPECT_TRUE(night().all_done());
}

TEST_F(LostAnswers, OthersGoOn) {
    accounts_meet(Fate::on_its_way);
    night();
    world.pupils["gotene"].push_back({"8", "Eva", "Gran"});
    world.pupils["skara"].push_back({"3", "Fia", "Mo"});
    all_is_well();
    night();
    EXPECT_EQ(accounts_there("active"), 1u) << "Fia";
    EXPECT_EQ(open_intents(), 2u);
}

TEST_F(LostAnswers, AClassOfFailuresStopsAfterThree) {
    accounts_meet(Fate::refused);
    for (int i = 0; i < 3; ++i) {
        const Applied applied = night();
        EXPECT_EQ(count(applied, Outcome::failed), 2u) << i;
    }
    const Applied fourth = night();
    EXPECT_EQ(accounts_sent, 6u);
    EXPECT_FALSE(fourth.all_done()) << "it waits for somebody";
    const auto stopped = std::ranges::count(plan.held, "ENGINE_GUARD_FAILING", &Hold::guard);
    ASSERT_EQ(stopped, 2);
    const auto hold = std::ranges::find(plan.held, "ENGINE_GUARD_FAILING", &Hold::guard);
    EXPECT_NE(hold->detail.en.find("Insufficient access (50)"), std::string::npos) << hold->detail.en;
    // Something changes: that one is tried.
    world.pupils["skara"][0].family = "Ny";
    EXPECT_EQ(count(night(), Outcome::failed), 1u);
}

TEST_F(LostAnswers, WhatFailsIsTriedAgainWhenSomebodyHasApprovedIt) {
    accounts_meet(Fate::refused);
    for (int i = 0; i < 4; ++i) night();
    all_is_well();
    approve_all();
    night();
    EXPECT_EQ(accounts_there("active"), 2u);
    EXPECT_TRUE(night().all_done());
    EXPECT_EQ(std::ranges::count(plan.held, "ENGINE_GUARD_FAILING", &Hold::guard), 0);
}

// What the log had closed as not applied stands there after all.
TEST_F(LostAnswers, AnEntryThatWasMadeUnknownIsRecognised) {
    accounts_meet(Fate::on_its_way);
    night();
    night(11);
    server.fate = [](const Change&) { return Fate::closed; };
    night(11);
    ASSERT_EQ(open_intents(), 0u);
    ASSERT_EQ(known_accounts(), 0u);
    server.arrive();
    all_is_well();
    const Applied applied = night();
    EXPECT_EQ(known_accounts(), 2u);
    EXPECT_EQ(std::ranges::count(plan.findings, "RUN_ACCOUNT_FOUND", &Finding::id), 2);
    EXPECT_TRUE(applied.all_done());
    night();
    EXPECT_EQ(std::ranges::count(plan.findings, "RUN_ACCOUNT_FOUND", &Finding::id), 0);
}

TEST_F(LostAnswers, AnEntryThatWasMadeUnknownIsManagedInTheSameRun) {
    accounts_meet(Fate::on_its_way);
    night();
    night(11);
    server.fate = [](const Change&) { return Fate::closed; };
    night(11);
    server.arrive();
    all_is_well();
    world.pupils["skara"] = {{"9", "Dag", "Ny"}};
    night();
    EXPECT_EQ(accounts_there("grace"), 2u) << "who has left leaves";
}

TEST_F(LostAnswers, ALinkThatSomebodyWroteByHandIsNotRecognised) {
    night();
    const auto account = look([](Installation& each) { return each.store().accounts("1495").value().front(); });
    Change forged;
    forged.kind = ChangeKind::create;
    forged.dn = Dn::parse("uid=forged,ou=people,ou=skara,dc=example").value();
    const AccountId other{PersonId{std::string(account.id.person.value.size(), 'a')}, "1495", Role::pupil};
    for (const auto& [name, value] : std::map<std::string, std::string>{{"objectClass", "samkatAccount"},
                                                                        {"uid", "forged"},
                                                                        {"samkatAccountId", other.text()},
                                                                        {"samkatAccountStatus", "active"}}) {
        forged.attributes.push_back({name, {}, {value}, "", "", ""});
    }
    ASSERT_TRUE(server.content().send(0, forged));
    ASSERT_EQ(server.content().receive().value().verdict, directory::Verdict::applied);
    night();
    EXPECT_EQ(known_accounts(), 2u);
    EXPECT_EQ(std::ranges::count(plan.findings, "ENGINE_PLAN_UNKNOWN_ACCOUNT", &Finding::id), 1);
}

TEST_F(LostAnswers, NoApprovalLetsThroughWhatIsUndecided) {
    accounts_meet(Fate::on_its_way);
    night();
    all_is_well();
    night();
    EXPECT_EQ(approve_all(), 0u);
    night();
    EXPECT_EQ(accounts_sent, 2u);
}

}  // namespace
}  // namespace samkat::run
