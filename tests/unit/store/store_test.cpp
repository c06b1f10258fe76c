#include "daemon/store/store.hpp"

#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "daemon/store/sqlite_store.hpp"
#include "tests/support/scratch.hpp"
#include "tests/unit/store/events.hpp"

namespace samkat::store {
namespace {

class StoreTest : public ::testing::Test {
  protected:
    std::filesystem::path path() { return scratch / "store.db"; }
    void apply(const Event& event) {
        const auto applied = store->apply(event);
        ASSERT_TRUE(applied) << format(applied.error(), Language::en);
    }
    void done(const Change& change, Outcome outcome = Outcome::applied) {
        const Event intent = maker.intent(change);
        apply(intent);
        apply(maker.outcome(intent, outcome));
    }

    test::Scratch scratch;
    EventMaker maker;
    std::unique_ptr<Store> store = create_store(path(), store_key()).value();
    const std::string anna = person_id(1) + ".1495.pupil";
};

TEST_F(StoreTest, IsPrivateAndMadeOnce) {
    EXPECT_EQ(store->state(), State::fresh);
    struct stat status {};
    ASSERT_EQ(::stat(path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777u, 0600u);
    EXPECT_EQ(create_store(path(), store_key()).error().id, "STORE_EXISTS");
    apply(maker.make("", event_kind::keys_made));
    EXPECT_EQ(store->state(), State::ok);
    EXPECT_FALSE(std::filesystem::exists(scratch / "store.db.tmp"));
}

TEST_F(StoreTest, WhatIsNotThereIsMissingAndEmpty) {
    const auto none = open_store(scratch / "other.db", Mode::write, store_key()).value();
    EXPECT_EQ(none->state(), State::missing);
    EXPECT_TRUE(none->persons().value().empty());
    EXPECT_EQ(none->apply(maker.make("", event_kind::keys_made)).error().id, "STORE_MISSING");
    EXPECT_FALSE(std::filesystem::exists(scratch / "other.db"));
}

TEST_F(StoreTest, ForeignFilesAndOtherVersionsAreRefused) {
    std::ofstream{scratch / "text.db"} << std::string(5000, 'x');
    EXPECT_EQ(open_store(scratch / "text.db", Mode::write, store_key()).error().id, "STORE_FOREIGN");
    std::ofstream{scratch / "empty.db"};
    EXPECT_EQ(open_store(scratch / "empty.db", Mode::write, store_key()).error().id, "STORE_FOREIGN");
    store.reset();
    {
        std::fstream file{path(), std::ios::in | std::ios::out | std::ios::binary};
        file.seekp(60);  // user_version in the header of an SQLite file
        file.write("\0\0\0\x63", 4);
    }
    EXPECT_EQ(open_store(path(), Mode::write, store_key()).error().id, "STORE_VERSION");
}

TEST_F(StoreTest, KeepsWhereItIsAndPassesOverWhatItHas) {
    const Event one = maker.make("1495", event_kind::run_started);
    const Event two = maker.make("1495", event_kind::run_started);
    const Event three = maker.make("1495", event_kind::run_started);
    apply(one);
    EXPECT_EQ(store->apply(three).error().id, "STORE_GAP");
    apply(two);
    apply(one);
    Event other = three;
    other.prev = one.hash;
    EXPECT_EQ(store->apply(other).error().id, "STORE_OTHER_LOG");
    store = open_store(path(), Mode::write, store_key()).value();
    EXPECT_EQ(store->cursors().value().at("1495"), (Cursor{2, two.hash}));
    apply(three);
}

TEST_F(StoreTest, AnErrorInABatchChangesNothing) {
    const auto before = store->digest().value();
    const std::vector<Event> events = {maker.reserve("1495", {"username", "anna", "s"}),
                                       maker.make("1495", event_kind::reserve, R"({"purpose":"username"})")};
    const auto applied = store->apply(events);
    ASSERT_FALSE(applied);
    EXPECT_EQ(applied.error().id, "STORE_EVENT");
    EXPECT_NE(applied.error().text.en.find("Line 2 of chain 1495"), std::string::npos) << applied.error().text.en;
    EXPECT_NE(applied.error().text.sv.find("saknas"), std::string::npos) << applied.error().text.sv;
    EXPECT_EQ(store->digest().value(), before);
    EXPECT_EQ(store->state(), State::fresh);
    apply(events[0]);
    EXPECT_FALSE(store->is_free("username", "anna").value());
}

TEST_F(StoreTest, NamesAreTakenFolded) {
    EXPECT_TRUE(store->is_free("username", "Anna").value());
    apply(maker.reserve("1495", {"username", "Anna", "s1"}));
    EXPECT_FALSE(store->is_free("username", "aNNA").value());
    EXPECT_EQ(store->owner_of("username", "anna").value(), "s1");
    EXPECT_TRUE(store->is_free("eppn", "anna").value());
    EXPECT_EQ(store->names("username").value().latest.at("s1"), "Anna");
    EXPECT_TRUE(store->names("eppn").value().latest.empty());
    EXPECT_EQ(store->names("username").value().taken, std::unordered_set<std::string>{"anna"});
    maker.time = "2026-08-18T06:00:00.000Z";
    apply(maker.reserve("1471", {"username", "anna2", "s1"}));
    EXPECT_EQ(store->names("username").value().latest.at("s1"), "anna2");
    EXPECT_FALSE(store->is_free("username", "anna").value());
}

TEST_F(StoreTest, PersonsAreWhatTheChainsSaidLast) {
    apply(maker.person("1495", {"p1", {"k1", "k2"}, "c1", "b1", {"n1"}, "s", {"skara"}, {"skara"}}));
    maker.time = "2026-08-18T06:00:00.000Z";
    apply(maker.person("1471", {"p1",
                                {"k3"},
                                "c2",
                                "b2",
                                {"n2", "n3"},
                                "s",
                                {"gotene", "gemensam"},
                                {"gotene"},
                                {"n2"},
                                true,
                                {"1471//7A"},
                                {"m1", "m2"}}));
    maker.time = "2026-08-19T06:00:00.000Z";
    apply(maker.person("1495", {"p2", {"k2"}, "", "", {}, "t", {}, {"skara"}}));
    const auto persons = store->persons().value();
    ASSERT_EQ(persons.size(), 2u);
    EXPECT_EQ(persons[0], (KnownPerson{PersonId{"p1"},
                                       {"k1", "k3"},
                                       "c2",
                                       "b2",
                                       {"n2", "n3"},
                                       "s",
                                       {"gemensam", "gotene", "skara"},
                                       {"gotene"},
                                       {"n2"},
                                       true,
                                       {"k2"},
                                       {"1471//7A"},
                                       {"m1", "m2"}}));
    EXPECT_EQ(persons[1], (KnownPerson{PersonId{"p2"}, {"k2"}, "", "", {}, "t", {}, {"skara"}}));
}

TEST_F(StoreTest, ARegisterIdIsWhoseItWasFoundToBeLast) {
    const auto found = [&](const std::string& chain, const std::string& person, const std::string& time) {
        maker.time = "2026-08-" + time + "T06:00:00.000Z";
        Identity identity;
        identity.person = person;
        identity.register_keys = {"k"};
        apply(maker.person(chain, identity));
    };
    const auto keys = [&] {
        std::string text;
        const auto persons = store->persons().value();
        for (const KnownPerson& each : persons)
            text += each.id.value + ":" + std::to_string(each.register_keys.size()) +
                    std::to_string(each.former_keys.size()) + " ";
        return text;
    };
    found("1495", "p1", "17");
    found("1471", "p1", "18");
    EXPECT_EQ(keys(), "p1:10 ");
    found("1471", "p2", "19");
    EXPECT_EQ(keys(), "p1:01 p2:10 ");
    found("1471", "p1", "20");
    EXPECT_EQ(keys(), "p1:10 p2:01 ");
}

TEST_F(StoreTest, AccountsFollowTheChangesThatTookEffect) {
    const auto create = account_change(ChangeKind::create, anna,
                                       {{"UID", {}, {"anna"}, "", "", ""},
                                        {"eduPersonPrincipalName", {}, {"x@y"}, "", "", ""},
                                        {"samkatAccountStatus", {}, {"active"}, "", "", ""}});
    for (const Outcome outcome : {Outcome::failed, Outcome::not_applied, Outcome::skipped_stale, Outcome::unknown}) {
        done(create, outcome);
        EXPECT_TRUE(store->accounts().value().empty());
    }
    done(create, Outcome::found_applied);
    KnownAccount known{parse_account_id(anna), "anna", "x@y", create.dn.text(), AccountStatus::active, {}};
    EXPECT_EQ(store->accounts().value(), std::vector{known});
    done(account_change(ChangeKind::modify, anna,
                        {{"samkatAccountStatus", {}, {"grace"}, "", "", ""},
                         {"samkatGraceUntil", {}, {"20260917000000Z"}, "", "", ""}}));
    known.status = AccountStatus::grace;
    known.grace_until = *parse_date("2026-09-17");
    EXPECT_EQ(store->accounts("1495").value(), std::vector{known});
    EXPECT_TRUE(store->accounts("1471").value().empty());
    Change disable = account_change(ChangeKind::disable, anna,
                                    {{"samkatGraceUntil", {}, {}, "", "", ""}, {"uid", {"anna"}, {}, "", "", ""}});
    disable.new_dn = Dn::parse("uid=anna,ou=disabled,dc=x").value();
    done(disable);
    known.status = AccountStatus::disabled;
    known.grace_until = {};
    known.dn = "uid=anna,ou=disabled,dc=x";
    EXPECT_EQ(store->accounts().value(), std::vector{known});
    done(account_change(ChangeKind::enable, anna, {}));
    EXPECT_EQ(store->accounts().value()[0].status, AccountStatus::active);
    done(account_change(ChangeKind::remove, anna, {}));
    EXPECT_TRUE(store->accounts().value().empty());
    EXPECT_TRUE(store->open_intents().value().empty());
}

TEST_F(StoreTest, AnotherChainDoesNotWriteAnAccount) {
    Change change = account_change(ChangeKind::create, anna, {});
    change.municipality = "1471";
    done(change);
    EXPECT_TRUE(store->accounts().value().empty());
}

TEST_F(StoreTest, IntentsAreOpenUntilTheirOutcome) {
    const Change change = account_change(ChangeKind::create, anna, {{"sn", {}, {"Berg"}, "", "", ""}});
    const Event intent = maker.intent(change);
    const Event again = maker.intent(change);
    Event keyless = maker.intent(change);
    keyless.content = Json{};
    apply(intent);
    apply(again);
    apply(keyless);
    auto open = store->open_intents().value();
    ASSERT_EQ(open.size(), 3u);
    EXPECT_EQ(open[0].seq, intent.seq);
    EXPECT_EQ(open[0].municipality, "1495");
    EXPECT_EQ(open[0].digest, change.digest());
    EXPECT_EQ(open[0].run, intent.run);
    ASSERT_TRUE(open[0].change);
    EXPECT_EQ(open[0].change->digest(), change.digest());
    EXPECT_FALSE(open[2].change);
    apply(maker.outcome(again, Outcome::failed));
    Event sealed_away = maker.outcome(keyless, Outcome::applied);
    sealed_away.content = Json{};
    apply(sealed_away);  // closes the oldest with the digest
    open = store->open_intents().value();
    ASSERT_EQ(open.size(), 1u);
    EXPECT_EQ(open[0].seq, keyless.seq);
}

TEST_F(StoreTest, ApprovalsExpireAndAreTakenBack) {
    apply(maker.make("1495", event_kind::approve,
                     content_of(Decision{{"d1", "d2"}, "2026-08-20T00:00:00.000Z", "plan"})));
    apply(maker.make("1471", event_kind::approve, content_of(Decision{{"d1"}, "2026-08-21T00:00:00.000Z", "plan2"})));
    apply(maker.make("1495", event_kind::reject, content_of(Decision{{"d2"}, "", "plan"})));
    const Approval gotene{"1471", "d1", "2026-08-21T00:00:00.000Z", "anna", "plan2"};
    const Approval skara{"1495", "d1", "2026-08-20T00:00:00.000Z", "anna", "plan"};
    EXPECT_EQ(store->approvals("2026-08-19T23:59:59.999Z").value(), (std::vector{gotene, skara}));
    EXPECT_EQ(store->approvals("2026-08-20T00:00:00.000Z").value(), std::vector{gotene});
}

TEST_F(StoreTest, AnApprovalIsUsedUpWhenItsChangeIsDone) {
    const Change change = account_change(ChangeKind::create, anna, {{"sn", {}, {"Berg"}, "", "", ""}});
    const std::string expires = "2026-08-20T00:00:00.000Z";
    apply(maker.make("1495", event_kind::approve, content_of(Decision{{change.digest(), "d2"}, expires, "plan"})));
    const Event failing = maker.intent(change);
    apply(failing);
    apply(maker.outcome(failing, Outcome::failed));
    EXPECT_EQ(store->approvals("2026-08-19T00:00:00.000Z").value().size(), 2u);
    done(change);
    EXPECT_EQ(store->approvals("2026-08-19T00:00:00.000Z").value(),
              (std::vector{Approval{"1495", "d2", expires, "anna", "plan"}}));
}

TEST_F(StoreTest, PastChangesAreThoseOfTheLastDays) {
    const auto status = [](std::string_view before, std::string_view after) {
        return AttributeChange{"samkatAccountStatus", {std::string{before}}, {std::string{after}}, "", "", ""};
    };
    const Change made = account_change(ChangeKind::create, anna, {{"sn", {}, {"Berg"}, "", "", ""}});
    done(made);  // in the first run: a person has looked at it
    EXPECT_TRUE(store->past_changes().value().empty());
    RunFinished finished;
    finished.first_run_done = true;
    apply(maker.make("1495", event_kind::run_finished, content_of(finished)));

    const Change renamed =
        account_change(ChangeKind::modify, anna, {{"sn", {"Berg"}, {"Ek"}, "", "", ""}, {"CN", {}, {"x"}, "", "", ""}});
    const Change left = account_change(ChangeKind::modify, anna, {status("active", "grace")});
    const Change closed = account_change(ChangeKind::disable, anna, {status("grace", "disabled")});
    const Change back = account_change(ChangeKind::enable, anna, {status("disabled", "active")});
    maker.time = "2026-08-18T06:00:00.000Z";
    done(renamed);
    maker.time = "2026-08-19T06:00:00.000Z";
    done(left);
    done(closed);
    apply(maker.make("1495", event_kind::approve,
                     content_of(Decision{{back.digest()}, "2026-09-01T00:00:00.000Z", "plan"})));
    done(back);
    Change withheld = account_change(ChangeKind::modify, anna, {{"sn", {"Ek"}, {"x"}, "", "", ""}});
    withheld.cause.kind = CauseKind::protection;
    done(withheld);
    const auto past = store->past_changes().value();
    ASSERT_EQ(past.size(), 3u);
    const std::vector<PastValue> values = {
        {"cn", value_digest(anna, "cn", {}), value_digest(anna, "cn", {"x"})},
        {"sn", value_digest(anna, "sn", {"Berg"}), value_digest(anna, "sn", {"Ek"})}};
    EXPECT_EQ(past[0], (PastChange{"1495", "2026-08-18T06:00:00.000Z", anna, Effect::modify, values}));
    EXPECT_FALSE(past[1].approved);
    EXPECT_EQ(past[2].effect, Effect::comeback);
    EXPECT_TRUE(past[2].approved);
    EXPECT_EQ(past[1].effect, Effect::leave) << "who is disabled after grace has left before, and counts once";
    maker.time = "2026-09-20T07:00:00.000Z";
    done(renamed);
    EXPECT_EQ(store->past_changes().value().size(), 1u) << "what is older than thirty days is forgotten";
}

TEST_F(StoreTest, DeliveriesAreOneARowUntilTheContentChanges) {
    const auto read = [&](const std::string& time, const std::string& digest, std::uint64_t records) {
        maker.time = time;
        apply(maker.make("1495", event_kind::source_read,
                         content_of(PlanSource{"skara", digest, records, "age " + time})));
    };
    read("t1", "a", 10);
    read("t2", "a", 10);
    read("t3", "b", 9);
    read("t4", "a", 10);
    const auto deliveries = store->deliveries().value();
    ASSERT_EQ(deliveries.size(), 3u);
    EXPECT_EQ(deliveries[0], (Delivery{"1495", "skara", "a", 10, 0, "age t4", "t4", "t4"}));
    EXPECT_EQ(deliveries[1], (Delivery{"1495", "skara", "b", 9, 0, "age t3", "t3", "t3"}));
    EXPECT_EQ(deliveries[2], (Delivery{"1495", "skara", "a", 10, 0, "age t2", "t1", "t2"}));
    for (int i = 0; i < 50; ++i) read("u", std::to_string(i), 1);
    EXPECT_EQ(store->deliveries().value().size(), static_cast<std::size_t>(deliveries_kept));
    EXPECT_EQ(store->deliveries().value()[0].digest, "49");
}

TEST_F(StoreTest, MunicipalitiesRememberTheirFirstRun) {
    apply(maker.make("1495", event_kind::run_finished, content_of(RunFinished{{}, "c", "m", true})));
    apply(maker.make(
        "1495", event_kind::run_finished,
        content_of(RunFinished{{{"applied", 3}}, "c2", "m2", false, parse_date("2026-08-17").value(), true})));
    EXPECT_EQ(store->municipalities().value(),
              (std::vector{MunicipalityState{"1495", "c2", "m2", true, "2026-08-17", true, "run-2", maker.time}}));
    apply(maker.make("1495", event_kind::run_started, content_of(RunStarted{{}, "timer", {}})));
    EXPECT_FALSE(store->municipalities().value()[0].settled);
}

TEST_F(StoreTest, UnknownKindsAndContentsWithoutKeyMoveTheCursorOnly) {
    const auto before = store->digest().value();
    apply(maker.make("1495", "something_new", R"({"a":1})"));
    for (const auto kind : {event_kind::person, event_kind::reserve, event_kind::approve, event_kind::reject,
                            event_kind::source_read, event_kind::run_finished}) {
        apply(maker.make("1495", kind));
    }
    EXPECT_EQ(store->digest().value(), before);
    EXPECT_EQ(store->cursors().value().at("1495").seq, 7u);
}

TEST_F(StoreTest, AReaderSeesOneMomentAndCannotWrite) {
    apply(maker.reserve("1495", {"username", "anna", "s"}));
    const auto reader = open_store(path(), Mode::read, store_key()).value();
    EXPECT_EQ(reader->state(), State::ok);
    apply(maker.reserve("1495", {"username", "bo", "s"}));
    EXPECT_EQ(reader->names("username").value().taken.size(), 1u);
    EXPECT_EQ(reader->cursors().value().at("1495").seq, 1u);
    EXPECT_EQ(reader->apply(maker.make("1495", "x")).error().id, "STORE_READ_ONLY");
    EXPECT_EQ(open_store(path(), Mode::read, store_key()).value()->names("username").value().taken.size(), 2u);
}

}  // namespace
}  // namespace samkat::store
