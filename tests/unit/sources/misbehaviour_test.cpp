// Everything a connector can do wrong fails the source with a message of its own, and nothing worse.
#include <gmock/gmock.h>

#include "tests/unit/sources/source_fixture.hpp"

namespace samkat::sources {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Misbehaviour : public SourceTest {
  protected:
    std::string error(const std::string& how) {
        const auto result = misbehave(how);
        return result ? "none" : result.error().id;
    }
};

TEST_F(Misbehaviour, AGoodOneIsWhole) {
    const auto delivery = misbehave("good");
    ASSERT_TRUE(delivery) << format(delivery.error(), Language::en);
    EXPECT_EQ(delivery->records, 1u);
    EXPECT_EQ(delivery->digest.size(), 64u);
    EXPECT_EQ(format_time(delivery->age.value()), "2026-08-17T06:00:00.000Z");
    EXPECT_FALSE(delivery->keys_unreadable);
    EXPECT_EQ(sink.records.at(0), (test::KeptRecord{"pupil", 1, {{"1"}, {"Anna"}}}));
    EXPECT_EQ(sink.sets.at(0).source, "skara-elever");
}

class Lie : public Misbehaviour, public testing::WithParamInterface<std::pair<const char*, const char*>> {};

TEST_P(Lie, FailsTheSource) {
    const auto result = misbehave(GetParam().first);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().id, GetParam().second) << format(result.error(), Language::en);
    EXPECT_EQ(result.error().where.place, "skara-elever");
    EXPECT_THAT(placeholders(result.error().text.en + result.error().text.sv + result.error().advice.en), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Every, Lie,
    testing::Values(
        std::pair{"nothing", "SOURCES_NO_HELLO"}, std::pair{"no_hello", "SOURCES_NO_HELLO"},
        std::pair{"noise", "SOURCES_NO_HELLO"}, std::pair{"other_version", "SOURCES_NOT_A_MESSAGE"},
        std::pair{"hello_twice", "SOURCES_NOT_A_MESSAGE"}, std::pair{"no_end", "SOURCES_NO_END"},
        std::pair{"cut_line", "SOURCES_NO_END"}, std::pair{"cut_end", "SOURCES_NO_END"},
        std::pair{"count", "SOURCES_WRONG_COUNT"}, std::pair{"digest", "SOURCES_WRONG_DIGEST"},
        std::pair{"says_failed", "SOURCES_SAID_FAILED"}, std::pair{"bad_age", "SOURCES_NOT_A_MESSAGE"},
        std::pair{"after_end", "SOURCES_AFTER_END"}, std::pair{"after_end_cut", "SOURCES_AFTER_END"},
        std::pair{"unknown_set", "SOURCES_UNKNOWN_SET"}, std::pair{"set_again", "SOURCES_SET_AGAIN"},
        std::pair{"many_sets", "SOURCES_TOO_MANY"}, std::pair{"many_fields", "SOURCES_NOT_A_MESSAGE"},
        std::pair{"same_fields", "SOURCES_NOT_A_MESSAGE"}, std::pair{"few_values", "SOURCES_FIELD_COUNT"},
        std::pair{"many_values", "SOURCES_FIELD_COUNT"}, std::pair{"number_value", "SOURCES_NOT_A_MESSAGE"},
        std::pair{"object_value", "SOURCES_NOT_A_MESSAGE"}, std::pair{"list_in_list", "SOURCES_NOT_A_MESSAGE"},
        std::pair{"number_set", "SOURCES_NOT_A_MESSAGE"}, std::pair{"large_line_number", "SOURCES_NOT_A_MESSAGE"},
        std::pair{"two_on_a_line", "SOURCES_NOT_A_MESSAGE"}, std::pair{"not_json", "SOURCES_NOT_A_MESSAGE"},
        std::pair{"control_character", "SOURCES_NOT_A_MESSAGE"}, std::pair{"lone_surrogate", "SOURCES_NOT_A_MESSAGE"},
        std::pair{"bad_utf8", "SOURCES_NOT_UTF8"}, std::pair{"bad_utf8_message", "SOURCES_NOT_UTF8"},
        std::pair{"unknown_message", "SOURCES_NOT_A_MESSAGE"},
        std::pair{"finding_without_text", "SOURCES_NOT_A_MESSAGE"},
        std::pair{"finding_severity", "SOURCES_NOT_A_MESSAGE"}, std::pair{"many_findings", "SOURCES_TOO_MANY"},
        std::pair{"long_line", "SOURCES_LINE_TOO_LONG"}, std::pair{"endless_line", "SOURCES_LINE_TOO_LONG"},
        std::pair{"exit", "SOURCES_EXIT"}, std::pair{"crash", "SOURCES_KILLED"}, std::pair{"give_up", "OWN_REASON"}),
    [](const auto& each) { return std::string{each.param.first}; });

TEST_F(Misbehaviour, TheReasonAConnectorGivesIsTheError) {
    const auto result = misbehave("give_up");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().text.en, "The register is closed.");
    EXPECT_THAT(sink.ids(), ElementsAre("OWN_TROUBLE skara-elever"))
        << "what it said before is given to the sink, the reason is not";
}

TEST_F(Misbehaviour, ShowsItsWordsMadeHarmless) {
    const auto result = misbehave("exit_with_words");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().excerpt, "  | no such \\x1b[31mtable\n  | second line");
    EXPECT_LE(misbehave("much_on_stderr").error().excerpt.size(), 17000u);
}

TEST_F(Misbehaviour, AHangEndsAtTheTimeLimit) {
    cage.time_limit = std::chrono::milliseconds{300};
    EXPECT_EQ(error("hang"), "SOURCES_TIME_LIMIT");
    EXPECT_EQ(error("hang_after_end"), "SOURCES_TIME_LIMIT");
    cage.grace = std::chrono::milliseconds{50};
    EXPECT_EQ(error("stubborn"), "SOURCES_TIME_LIMIT");
}

TEST_F(Misbehaviour, ThePolicysTimeLimitCounts) {
    auto patient = policy(misbehaving(), R"({"how":"hang"})");
    patient.time_limit = std::chrono::milliseconds{200};
    const auto result = read(patient, "/", Date{}, cage, stop.get_token(), sink);
    ASSERT_FALSE(result);
    EXPECT_THAT(result.error().text.en, HasSubstr("200ms"));
}

TEST_F(Misbehaviour, AReadingCanBeStopped) {
    // Stopped from another thread once the first record has come: no clock decides the outcome.
    struct Stopper final : Sink {
        explicit Stopper(std::stop_source& source) : stop(source) {}
        Result<void> set(const RecordSet&) override { return {}; }
        void record(const Record&) override { stop.request_stop(); }
        void finding(const Finding&) override {}
        std::stop_source& stop;
    } stopper{stop};
    const auto result = read(policy(misbehaving(), R"({"how":"hang"})"), "/", *parse_date("2026-08-17"), cage,
                             stop.get_token(), stopper);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().id, "SOURCES_STOPPED");
    EXPECT_EQ(error("good"), "SOURCES_STOPPED") << "a stop that was asked for before";
}

TEST_F(Misbehaviour, ProcessorTimeIsLimited) {
    cage.cpu_seconds = 1;
    const auto result = misbehave("spin");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().id, "SOURCES_CPU_TIME");
}

TEST_F(Misbehaviour, OutputIsLimited) {
    cage.max_output_bytes = 3'000'000;
    cage.max_kept_bytes = std::uint64_t{1} << 40;
    EXPECT_EQ(error("endless"), "SOURCES_OUTPUT_LIMIT");
}

TEST_F(Misbehaviour, ChildrenLeftBehindDoNotHoldTheReading) {
    for (const bool namespaces : {true, false}) {
        cage.namespaces = namespaces;
        EXPECT_EQ(error("leave_child"), "none");
        EXPECT_EQ(error("leave_escaped_child"), "none");
    }
}

TEST_F(Misbehaviour, WhatItMakesUsKeepIsLimited) {
    cage.max_kept_bytes = std::uint64_t{3} << 20;
    EXPECT_EQ(error("endless"), "SOURCES_KEPT_LIMIT");
    cage.max_kept_bytes = std::uint64_t{1} << 30;
    cage.max_records = 100;
    sink.records.clear();
    EXPECT_EQ(error("endless"), "SOURCES_RECORD_LIMIT");
    EXPECT_EQ(sink.records.size(), 100u) << "none beyond the limit";
    // The source's own limits go before.
    auto modest = policy(misbehaving(), R"({"how":"endless"})");
    modest.max_records = 7;
    const auto result = read(modest, "/", *parse_date("2026-08-17"), cage, stop.get_token(), sink);
    ASSERT_FALSE(result);
    EXPECT_THAT(result.error().text.en, HasSubstr("more than 7 records"));
    modest.max_records = 1'000'000;
    modest.max_kept = 1;
    const auto kept = read(modest, "/", *parse_date("2026-08-17"), cage, stop.get_token(), sink);
    ASSERT_FALSE(kept);
    EXPECT_THAT(kept.error().text.en, HasSubstr("more than 1 MiB"));
}

TEST_F(Misbehaviour, TellsOfLostRows) {
    const auto delivery = misbehave("keys");
    ASSERT_TRUE(delivery);
    EXPECT_TRUE(delivery->keys_unreadable);
    EXPECT_THAT(delivery->lost_keys, ElementsAre("17"));
}

TEST_F(Misbehaviour, ASinkThatRefusesASetBreaksTheReadingOff) {
    sink.refuse = finding(Message{"MINE", Severity::error, "nej", "no", "", ""});
    EXPECT_EQ(error("hang"), "MINE");
}

TEST_F(Misbehaviour, AProgramThatCannotStart) {
    EXPECT_EQ(read_from("/nowhere/connector", "{}").error().id, "SOURCES_START");
    EXPECT_EQ(read_from("/etc/passwd", "{}").error().id, "SOURCES_START");
    EXPECT_EQ(read_from("/tmp", "{}").error().id, "SOURCES_START");
    EXPECT_EQ(read_from("nosuch", "{}").error().id, "SOURCES_START");
    EXPECT_EQ(read_from("nosuch", "{}").error().where.place, "skara-elever");
    for (const char* name : {"", "../csv", "a/b", "CSV", "csv read", "."})
        EXPECT_EQ(read_from(name, "{}").error().id, "SOURCES_CONNECTOR_NAME") << name;
}

}  // namespace
}  // namespace samkat::sources
