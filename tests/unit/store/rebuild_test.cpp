// The store is a projection: however the chains are fed, and in whatever pieces, it comes out the same.
#include <fstream>
#include <random>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "daemon/store/sqlite_store.hpp"
#include "tests/support/scratch.hpp"
#include "tests/unit/store/events.hpp"

namespace samkat::store {
namespace {

// Writes a random but lawful history: few persons, names and Changes, so that they meet.
class History {
  public:
    explicit History(unsigned seed) : random_(seed) {}

    std::vector<Event> make(int count) {
        std::vector<Event> events;
        for (int i = 0; i < count; ++i) {
            // Clocks stand still, and now and then go back.
            clock_ += pick(4) == 0 ? -1 : pick(2);
            maker_.time = format_time(*parse_time("2026-08-17T06:00:00.000Z") + std::chrono::milliseconds{clock_});
            events.push_back(next());
        }
        return events;
    }

  private:
    int pick(int below) { return std::uniform_int_distribution<int>{0, below - 1}(random_); }
    std::string text(const char* prefix, int below) { return prefix + std::to_string(pick(below)); }
    std::string chain() { return std::array{"1495", "1471", "1494"}[static_cast<std::size_t>(pick(3))]; }

    Event next() {
        switch (pick(9)) {
            case 0:
                return maker_.person(chain(), {text("p", 4),
                                               {text("k", 5), text("k", 5)},
                                               text("c", 3),
                                               "b",
                                               {text("n", 3)},
                                               "s",
                                               {text("src", 3)},
                                               {text("src", 3)},
                                               {text("1495/u/", 3)}});
            case 1:
                return maker_.reserve(chain(), {"username", text("Name", 6), text("s", 4)});
            case 2:
                return maker_.make(
                    chain(), event_kind::approve,
                    content_of(Decision{{text("d", 4), text("d", 4)}, "2027-01-01T00:00:00.000Z", text("plan", 3)}));
            case 3:
                return maker_.make(chain(), event_kind::reject, content_of(Decision{{text("d", 4)}, "", "plan"}));
            case 4:
                return maker_.make(chain(), event_kind::source_read,
                                   content_of(PlanSource{text("src", 2), text("x", 3), 5, "age"}));
            case 5:
                return maker_.make(chain(), event_kind::run_finished,
                                   content_of(RunFinished{{}, text("c", 3), text("m", 3), pick(2) == 0}));
            case 6:
                return without_key(maker_.make(pick(2) == 0 ? "" : chain(), event_kind::run_started, "{}"));
            case 7:
                return intent();
            default:
                return intents_.empty() ? intent() : outcome();
        }
    }
    Event intent() {
        const auto kind = all_change_kinds[static_cast<std::size_t>(pick(6))];
        const std::string account = person_id(pick(3)) + "." + chain() + ".pupil";
        Event event = maker_.intent(
            account_change(kind, account,
                           {{"uid", {}, {text("u", 4)}, "", "", ""},
                            {"samkatAccountStatus", {}, {pick(2) == 0 ? "grace" : "active"}, "", "", ""}}));
        intents_.push_back(event);
        return without_key(event);
    }
    Event outcome() {
        const auto at = intents_.begin() + pick(static_cast<int>(intents_.size()));
        Event event = maker_.outcome(*at, static_cast<Outcome>(pick(6)));
        intents_.erase(at);
        return without_key(event);
    }
    // One in eight has lost its content.
    Event without_key(Event event) {
        if (pick(8) == 0) event.content = Json{};
        return event;
    }

    std::mt19937 random_;
    EventMaker maker_;
    std::vector<Event> intents_;
    int clock_ = 0;
};

// `events` in another order that keeps each chain's.
std::vector<Event> interleaved(const std::vector<Event>& events, unsigned seed) {
    std::map<std::string, std::vector<Event>> chains;
    for (const Event& event : events) chains[event.municipality].push_back(event);
    std::vector<std::string> order;
    for (const Event& event : events) order.push_back(event.municipality);
    std::mt19937 random{seed};
    std::shuffle(order.begin(), order.end(), random);
    std::map<std::string, std::size_t> next;
    std::vector<Event> result;
    for (const std::string& chain : order) result.push_back(chains[chain][next[chain]++]);
    return result;
}

void feed(Store& store, const std::vector<Event>& events, std::size_t piece) {
    for (std::size_t at = 0; at < events.size(); at += piece) {
        const auto span = std::span{events}.subspan(at, std::min(piece, events.size() - at));
        const auto applied = store.apply(span);
        RC_ASSERT(applied.has_value());
    }
}

RC_GTEST_PROP(Rebuild, GivesTheSameWhateverTheOrderOfTheChains, (unsigned seed)) {
    const test::Scratch scratch;
    const auto events = History{seed}.make(120);
    auto store = create_store(scratch / "store.db", store_key()).value();
    feed(*store, events, 8 + seed % 13);
    const auto digest = store->digest().value();
    const auto persons = store->persons().value();
    const auto accounts = store->accounts().value();
    const auto cursors = store->cursors().value();
    store.reset();
    auto rebuild = Rebuild::begin(scratch / "store.db", store_key()).value();
    feed(rebuild.store(), interleaved(events, seed + 1), 1000);
    const auto again = rebuild.commit().value();
    RC_ASSERT(again->digest().value() == digest);
    RC_ASSERT(again->persons().value() == persons);
    RC_ASSERT(again->accounts().value() == accounts);
    RC_ASSERT(again->cursors().value() == cursors);
    // Fed once more, nothing changes.
    feed(*again, events, 13);
    RC_ASSERT(again->digest().value() == digest);
}

TEST(Rebuild, TheDigestSeesEveryTable) {
    const test::Scratch scratch;
    EventMaker maker;
    const auto store = create_store(scratch / "store.db", store_key()).value();
    std::set<std::string> digests{store->digest().value()};
    const Change change = account_change(ChangeKind::create, person_id(1) + ".1495.pupil", {});
    const Event intent = maker.intent(change);
    const std::vector<Event> events = {
        intent,
        maker.outcome(intent, Outcome::applied),
        maker.person("1495", {"p", {}, "", "", {}, "", {}, {}}),
        maker.person("1495", {"p", {"k"}, "", "", {}, "", {}, {}}),
        maker.reserve("1495", {"username", "anna", "s"}),
        maker.make("1495", event_kind::approve, content_of(Decision{{"d"}, "2027-01-01T00:00:00.000Z", "plan"})),
        maker.make("1495", event_kind::source_read, content_of(PlanSource{"s", "d", 1, ""})),
        maker.make("1495", event_kind::run_finished, content_of(RunFinished{{}, "c", "m", true})),
    };
    for (const Event& event : events) {
        ASSERT_TRUE(store->apply(event));
        EXPECT_TRUE(digests.insert(store->digest().value()).second) << event.kind;
    }
    ASSERT_TRUE(store->apply(maker.make("1495", event_kind::run_started, "{}")));
    EXPECT_FALSE(digests.insert(store->digest().value()).second) << "the cursor does not count";
}

TEST(Rebuild, TheOldStoreStandsUntilCommit) {
    const test::Scratch scratch;
    EventMaker maker;
    {
        const auto store = create_store(scratch / "store.db", store_key()).value();
        ASSERT_TRUE(store->apply(maker.reserve("1495", {"username", "anna", "s"})));
    }
    {
        auto rebuild = Rebuild::begin(scratch / "store.db", store_key()).value();
        EXPECT_EQ(rebuild.store().state(), State::fresh);
    }
    EXPECT_FALSE(std::filesystem::exists(scratch / "store.db.tmp"));
    EXPECT_EQ(open_store(scratch / "store.db", Mode::read, store_key()).value()->names("username").value().taken.size(),
              1u);
}

TEST(Rebuild, WhatAKilledRebuildAndAKilledStoreLeftDoesNoHarm) {
    const test::Scratch scratch;
    EventMaker maker;
    const auto path = scratch / "store.db";
    const std::vector<Event> events = {maker.reserve("1495", {"username", "anna", "s"}),
                                       maker.reserve("1495", {"username", "bo", "s"})};
    {
        const auto store = create_store(path, store_key()).value();
        ASSERT_TRUE(store->apply(events[0]));
        // As a kill would leave them: the database with its log beside it.
        std::filesystem::copy_file(path, scratch / "killed.db");
        std::filesystem::copy_file(path.string() + "-wal", scratch / "killed.db-wal");
    }
    EXPECT_EQ(
        open_store(scratch / "killed.db", Mode::write, store_key()).value()->names("username").value().taken.size(),
        1u);
    std::filesystem::copy_file(scratch / "killed.db", path, std::filesystem::copy_options::overwrite_existing);
    std::ofstream{path.string() + "-wal"} << "stale";
    std::ofstream{path.string() + ".tmp"} << "half";
    std::ofstream{path.string() + ".tmp-wal"} << "half";
    auto rebuild = Rebuild::begin(path, store_key()).value();
    ASSERT_TRUE(rebuild.store().apply(events));
    const auto store = rebuild.commit().value();
    EXPECT_EQ(store->names("username").value().taken.size(), 2u);
    EXPECT_FALSE(std::filesystem::exists(path.string() + ".tmp"));
}

}  // namespace
}  // namespace samkat::store
