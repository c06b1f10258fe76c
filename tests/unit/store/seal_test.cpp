// What somebody who knows the tables, and has no key, does to a store.
#include <gtest/gtest.h>

#include "daemon/base/digest.hpp"
#include "daemon/store/database.hpp"
#include "daemon/store/row_sums.hpp"
#include "daemon/store/sqlite_store.hpp"
#include "tests/support/scratch.hpp"
#include "tests/unit/store/events.hpp"

namespace samkat::store {
namespace {

class SealTest : public ::testing::Test {
  protected:
    SealTest() {
        const auto store = create_store(path(), store_key()).value();
        const Change change = account_change(ChangeKind::create, person_id(1) + ".1495.pupil", {});
        const Event done = maker.intent(change);
        const Event refused = maker.intent(account_change(ChangeKind::modify, person_id(3) + ".1495.pupil", {}));
        std::vector<Event> events = {
            done,
            refused,
            maker.outcome(done, Outcome::applied),
            maker.outcome(refused, Outcome::failed),
            maker.intent(account_change(ChangeKind::create, person_id(2) + ".1495.pupil", {})),
            maker.person("1495", {person_id(1), {"k1", "k2"}, "", "", {}, "", {}, {}}),
            maker.person("1471", {person_id(1), {"k1"}, "", "", {}, "", {}, {}}),
            maker.person("1495", {person_id(1), {"k1"}, "c", "", {}, "", {}, {}}),
            maker.reserve("1495", {"username", "anna", "s"}),
            maker.reserve("1471", {"username", "anna", "t"}),
            maker.make("1495", event_kind::approve, content_of(Decision{{"d", "e"}, "2027-01-01T00:00:00.000Z", "p"})),
            maker.make("1495", event_kind::reject, content_of(Decision{{"e"}, "", "p"})),
            maker.make("1495", event_kind::source_read, content_of(PlanSource{"s", "d", 1, ""})),
            maker.make("1495", event_kind::source_read, content_of(PlanSource{"s", "d", 2, ""})),
            maker.make("1495", event_kind::run_finished, content_of(RunFinished{{}, "c", "m", true})),
            maker.make("1495", event_kind::run_finished, content_of(RunFinished{{}, "c2", "m", true})),
        };
        // After the first run, and approved by nobody.
        events.push_back(maker.intent(account_change(ChangeKind::modify, person_id(1) + ".1495.pupil", {})));
        events.push_back(maker.outcome(events.back(), Outcome::applied));
        events.push_back(maker.intent(account_change(ChangeKind::modify, person_id(3) + ".1495.pupil", {})));
        events.push_back(maker.outcome(events.back(), Outcome::failed));
        for (const Event& event : events) {
            EXPECT_TRUE(store->apply(event));
            EXPECT_TRUE(store->check()) << event.kind;
        }
    }
    std::filesystem::path path() const { return scratch / "store.db"; }
    void change(const std::string& sql) {
        Database database{path(), Database::Use::write};
        database.script(sql);
    }
    // What opening and checking say: the id of the error, or nothing.
    std::string told() {
        const auto store = open_store(path(), Mode::read, store_key());
        if (!store) return store.error().id;
        const auto checked = (*store)->check();
        return checked ? "" : checked.error().id;
    }

    test::Scratch scratch;
    EventMaker maker;
};

TEST_F(SealTest, AnUntouchedStoreIsWhole) {
    EXPECT_EQ(told(), "");
    const auto store = open_store(path(), Mode::write, store_key()).value();
    EXPECT_TRUE(store->check());
    EXPECT_EQ(store->key_names().value(), std::vector{person_id(1)});
}

TEST_F(SealTest, ARowOfAnyTableThatIsChangedPutInOrTakenOutIsTold) {
    const std::filesystem::path good = scratch / "good.db";
    std::filesystem::copy_file(path(), good);
    std::vector<std::string> tables;
    {
        Database database{good, Database::Use::read};
        Rows rows = database.query("SELECT name FROM sqlite_master WHERE type = 'table'");
        while (rows.next()) tables.push_back(rows.text(0));
    }
    ASSERT_GE(tables.size(), 10u);
    for (const std::string& table : tables) {
        std::string first;
        {
            Database database{good, Database::Use::read};
            Rows rows = database.query("SELECT name FROM pragma_table_info('" + table + "') WHERE type = 'TEXT'");
            ASSERT_TRUE(rows.next()) << table;
            first = rows.text(0);
            ASSERT_TRUE(database.query("SELECT 1 FROM " + table).next()) << table << ": nothing to take out";
        }
        for (const std::string& sql :
             {"DELETE FROM " + table, "UPDATE " + table + " SET " + first + " = " + first + " || '0'"}) {
            std::filesystem::copy_file(good, path(), std::filesystem::copy_options::overwrite_existing);
            change(sql);
            EXPECT_EQ(told(), "STORE_TAMPERED") << sql;
        }
    }
}

TEST_F(SealTest, AnApprovalByHandIsTold) {
    change("INSERT INTO approvals VALUES('1495', 'digest', '2099-01-01T00:00:00.000Z', 'root', 'plan', '')");
    EXPECT_EQ(told(), "STORE_TAMPERED");
}

TEST_F(SealTest, ATriggerAnIndexAViewAndATableAreTold) {
    for (const std::string sql :
         {"CREATE TRIGGER t AFTER INSERT ON names BEGIN DELETE FROM approvals; END",
          "CREATE INDEX i ON accounts(municipality)", "CREATE VIEW v AS SELECT * FROM persons", "CREATE TABLE x (a)"}) {
        const std::string undo = "DROP " + sql.substr(7, sql.find(' ', sql.find(' ', 7) + 1) - 7);
        change(sql);
        EXPECT_EQ(told(), "STORE_TAMPERED") << sql;
        change(undo);
        EXPECT_EQ(told(), "") << undo;
    }
}

TEST_F(SealTest, WhatIsChangedWhileItIsOpenIsTold) {
    const auto store = open_store(path(), Mode::write, store_key()).value();
    change("UPDATE accounts SET status = 'disabled'");
    EXPECT_EQ(store->check().error().id, "STORE_TAMPERED");
    ASSERT_TRUE(store->apply(maker.reserve("1495", {"username", "bo", "s"})));
    EXPECT_EQ(store->check().error().id, "STORE_TAMPERED") << "and stays told";
    EXPECT_EQ(told(), "STORE_TAMPERED");
}

TEST_F(SealTest, WhatIsRolledBackLeavesNoTrace) {
    const auto store = open_store(path(), Mode::write, store_key()).value();
    const std::vector<Event> events = {maker.reserve("1495", {"username", "bo", "s"}),
                                       maker.make("1495", event_kind::approve, "{\"digests\":1}")};
    EXPECT_FALSE(store->apply(events));
    EXPECT_TRUE(store->check());
}

TEST_F(SealTest, AStoreOfAnotherInstallationIsTold) {
    EXPECT_EQ(open_store(path(), Mode::read, Secret{"another key"}).error().id, "STORE_TAMPERED");
}

TEST(RowSums, TheOrderDoesNotCountAndTakingAwayUndoes) {
    const Secret key{"key"};
    RowSums sums{key};
    const std::vector<std::string> rows = {"a", "b", "c", "a", "dd"};
    for (const std::string& row : rows) sums.add("t", row);
    RowSums other{key};
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) other.add("t", *row);
    EXPECT_EQ(sums.sums(), other.sums());
    EXPECT_EQ(read_sums(text_of(sums.sums())), sums.sums());
    other.add("t", "x");
    EXPECT_NE(sums.sums(), other.sums());
    other.subtract("t", "x");
    EXPECT_EQ(sums.sums(), other.sums());
    other.add("u", "a");
    EXPECT_NE(sums.sums(), other.sums());
    for (const std::string& row : rows) sums.subtract("t", row);
    EXPECT_TRUE(sums.sums().empty());
    // Below nothing and back.
    sums.subtract("t", "z");
    sums.add("t", "z");
    EXPECT_TRUE(sums.sums().empty());
}

}  // namespace
}  // namespace samkat::store
