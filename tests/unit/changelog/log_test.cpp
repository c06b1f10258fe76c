#include "daemon/changelog/log.hpp"

#include "daemon/base/digest.hpp"
#include "daemon/changelog/line.hpp"
#include "tests/unit/changelog/fixture.hpp"

namespace samkat::changelog {
namespace {

TEST_F(LogTest, ReadsBackWhatWasAppended) {
    Log log = open();
    Draft system = draft("", "", R"({"x":[1,"å"]})");
    system.sealed_by = key_name::system;
    Draft shared = draft("1495", "p1", R"({"y":null})");
    shared.sealed_by = key_name::municipality("1495");
    const std::vector<Draft> drafts = {draft("1495", "p1", R"({"a":"å\n\"q\""})"), system, shared,
                                       draft("1471", "p1", R"({})")};
    const auto events = log.append(drafts);
    ASSERT_TRUE(events) << format(events.error(), Language::en);
    ASSERT_TRUE(log.sync());
    EXPECT_EQ(reader().chains().value(), (std::vector<std::string>{"", "1471", "1495"}));
    const auto skara = read("1495");
    ASSERT_EQ(skara.size(), 2u);
    EXPECT_EQ(skara[0].content["a"].as_string(), "å\n\"q\"");
    EXPECT_EQ(skara[0].sealed_by, "p1");
    EXPECT_EQ(skara[1].sealed_by, "municipality:1495");
    EXPECT_EQ(skara[1].prev, skara[0].hash);
    EXPECT_EQ(skara[0].prev, no_line_hash);
    EXPECT_EQ(read("")[0].content.dump(), R"({"x":[1,"å"]})");
    for (const std::size_t i : {0u, 2u}) {
        const Event& seen = skara[i / 2];
        const Event& told = (*events)[i];
        EXPECT_EQ(told.seq, seen.seq);
        EXPECT_EQ(told.time, "2026-08-17T06:00:00.000Z");
        EXPECT_EQ(told.time, seen.time);
        EXPECT_EQ(told.hash, seen.hash);
        EXPECT_EQ(told.prev, seen.prev);
        EXPECT_EQ(told.content.dump(), seen.content.dump());
        EXPECT_EQ(told.sealed_by, seen.sealed_by);
    }
    EXPECT_EQ(log.head("1495"), (Head{2, skara[1].hash}));
    EXPECT_EQ(reader().head("1495").value(), log.head("1495"));
    EXPECT_EQ(reader().head("1445").value(), Head{});
}

TEST_F(LogTest, TheLineIsTheOneTheDocumentDescribes) {
    write_three();
    const std::string text = slurp(file());
    const std::string first = text.substr(0, text.find('\n'));
    EXPECT_TRUE(first.starts_with(
        R"({"schema":"samkat/event/2","seq":1,"time":"2026-08-17T06:00:00.000Z","run":"run-1","batch":1,)"
        R"("actor":"samkatd","kind":"intent","municipality":"1495","person":"p1","subject":"aa",)"
        R"("change":"bb","outcome":"","sealed":")"));
    const std::string body = first.substr(0, first.rfind(",\"mac\":\""));
    EXPECT_TRUE(body.ends_with(R"(","prev":")" + std::string{no_line_hash} + "\""));
    EXPECT_EQ(first, body + R"(,"mac":")" + keys.line_mac(sha256(body)) + "\"}");
    const auto second =
        Json::parse(text.substr(first.size() + 1, text.find('\n', first.size() + 1) - first.size() - 1)).value();
    EXPECT_EQ(second["prev"].as_string(), hex(sha256(body)));
    EXPECT_EQ(second["sealed"].as_string(), "");
}

TEST_F(LogTest, ContinuesWhereItEnded) {
    write_three();
    Log log = open();
    EXPECT_TRUE(findings.empty());
    const auto events = log.append(std::vector{draft("1495", "p3", "{}")});
    ASSERT_TRUE(events);
    EXPECT_EQ(events->front().seq, 4u);
    EXPECT_EQ(reader().verify("1495").value().lines, 4u);
}

TEST_F(LogTest, BadDraftsAreRefusedAndNothingIsWritten) {
    Log log = open();
    const auto refused = [&](Draft bad) {
        const std::vector<Draft> drafts = {draft("1495", "p1", "{}"), std::move(bad)};
        const auto result = log.append(drafts);
        EXPECT_FALSE(result);
        EXPECT_FALSE(std::filesystem::exists(file()));
    };
    refused(draft("../x", "p1", "{}"));
    refused(draft("1495", "p1", "no JSON"));
    Draft stranger = draft("1495", "p1", "{}");
    stranger.sealed_by = "p2";
    refused(stranger);
    Draft other = draft("1495", "p1", "{}");
    other.sealed_by = key_name::municipality("1494");
    refused(other);
    Draft unsealed = draft("1495", "p1", "{}");
    unsealed.sealed_by = "";
    refused(unsealed);
}

TEST_F(LogTest, ASealedPartCannotBeMovedToAnotherLine) {
    Log log = open();
    ASSERT_TRUE(log.append(std::vector{draft("1495", "p1", R"({"a":1})")}));
    std::string first = slurp(file());
    // The same key, another line of its own chain.
    Draft other = draft("1471", "p1", R"({"a":2})");
    ASSERT_TRUE(log.append(std::vector{other}));
    std::string second = slurp(file("1471"));
    const auto sealed = [](const std::string& line) {
        const std::size_t start = line.find("\"sealed\":\"");
        return line.substr(start, line.find("\",\"prev\"") - start);
    };
    second.replace(second.find("\"sealed\":\""), sealed(second).size(), sealed(first));
    spill(file("1471"), second);
    // Whoever has the installation key and no person's.
    const std::string body = second.substr(0, second.rfind(",\"mac\""));
    spill(file("1471"), line_text(body, keys.line_mac(sha256(body))) + "\n");
    EXPECT_EQ(reader().verify("1471").error().id, "LOG_LINE_SEALED");
}

TEST_F(LogTest, AnotherChainsFileIsNotTakenForThisOne) {
    write_three();
    std::filesystem::rename(file(), file("1471"));
    EXPECT_EQ(reader().verify("1471").error().id, "LOG_LINE_CHAIN");
    EXPECT_EQ(Log::open(scratch / "log", keys, clock, findings).error().id, "LOG_LINE_CHAIN");
}

TEST_F(LogTest, ADestroyedKeyLeavesTheChainWhole) {
    write_three();
    ASSERT_TRUE(keys.destroy("p1"));
    const auto events = read();
    EXPECT_TRUE(events[0].content.is_null());
    EXPECT_EQ(events[0].sealed_by, "p1");
    EXPECT_FALSE(events[2].content.is_null());
    const auto verified = reader().verify("1495");
    ASSERT_TRUE(verified);
    EXPECT_EQ(verified->lines, 3u);
    EXPECT_EQ(verified->opened, 1u);
    EXPECT_EQ(verified->unopened, 1u);
    EXPECT_EQ(open().append(std::vector{draft("1495", "p1", "{}")}).error().id, "LOG_KEY_DESTROYED");
}

TEST_F(LogTest, ALostKeyIsNotTakenForADestroyedOne) {
    const std::string before = slurp(scratch / "keys/persons.keys");
    write_three();
    spill(scratch / "keys/persons.keys", before);
    const Keys older = Keys::open(scratch / "keys", Keys::Access::read).value();
    EXPECT_EQ((LogReader{scratch / "log", &older}.verify("1495").error().id), "LOG_LINE_KEY");
    EXPECT_EQ((LogReader{scratch / "log", nullptr}.verify("1495").value().unopened), 2u);
}

TEST_F(LogTest, ReadingStartsAndStopsWhereAsked) {
    Log log = open();
    std::vector<Draft> drafts;
    for (int i = 1; i <= 2000; ++i)
        drafts.push_back(draft("1495", "p" + std::to_string(i % 7), "{\"i\":" + std::to_string(i) + "}"));
    ASSERT_TRUE(log.append(drafts));
    for (const std::uint64_t from : {1u, 2u, 500u, 1234u, 1999u, 2000u}) {
        const auto events = read("1495", from);
        ASSERT_EQ(events.size(), 2001 - from);
        EXPECT_EQ(events.front().content["i"].as_integer(), static_cast<std::int64_t>(from));
    }
    EXPECT_TRUE(read("1495", 2001).empty());
    int seen = 0;
    ASSERT_TRUE(reader().read("1495", 1, [&](const Event&) -> Result<bool> { return ++seen < 3; }));
    EXPECT_EQ(seen, 3);
}

TEST_F(LogTest, AVeryLongLineIsReadBack) {
    Log log = open();
    std::string value;
    for (unsigned i = 0; i < 300'000; ++i) value += std::to_string(i * 7919u);
    ASSERT_TRUE(log.append(std::vector{draft("1495", "p1", "{}"), draft("1495", "p1", "{\"v\":\"" + value + "\"}"),
                                       draft("1495", "p1", "{}")}));
    EXPECT_EQ(read()[1].content["v"].as_string(), value);
    EXPECT_EQ(read("1495", 3).size(), 1u);
    EXPECT_EQ(open().head("1495").seq, 3u);
}

}  // namespace
}  // namespace samkat::changelog
