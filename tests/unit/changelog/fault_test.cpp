// What happens to the log when writing is cut short, fails, or somebody changes it.
#include <memory>

#include "daemon/base/digest.hpp"
#include "daemon/changelog/line.hpp"
#include "daemon/changelog/line_reader.hpp"
#include "tests/support/faulty_log_file.hpp"
#include "tests/unit/changelog/fixture.hpp"

namespace samkat::changelog {
namespace {

TEST_F(LogTest, ALastLineTornAtAnyByteIsCutOffAndReported) {
    write_three();
    const std::string whole = slurp(file());
    const std::size_t last = whole.rfind('\n', whole.size() - 2) + 1;
    for (std::size_t size = last + 1; size < whole.size() - 1; ++size) {
        spill(file(), whole.substr(0, size));
        EXPECT_EQ(read().size(), 2u) << size;
        EXPECT_EQ(reader().verify("1495").value().unfinished, size - last);
        findings = Findings{};
        Log log = open();
        ASSERT_EQ(findings.list().size(), 1u) << size;
        EXPECT_EQ(findings.list()[0].id, "LOG_TORN");
        EXPECT_EQ(slurp(file()), whole.substr(0, last));
        EXPECT_EQ(log.append(std::vector{draft("1495", "p2", "{}")}).value()[0].seq, 3u);
        EXPECT_EQ(reader().verify("1495").value().lines, 3u);
    }
}

TEST_F(LogTest, ALastLineThatLacksOnlyItsNewlineIsALine) {
    for (const bool alone : {false, true}) {
        write_three();
        std::string whole = slurp(file());
        if (alone) whole.resize(whole.find('\n') + 1);
        spill(file(), whole.substr(0, whole.size() - 1));
        const std::size_t lines = alone ? 1 : 3;
        EXPECT_EQ(read().size(), lines);
        EXPECT_EQ(reader().head("1495").value().seq, lines);
        EXPECT_EQ(reader().verify("1495").value().lines, lines);
        EXPECT_EQ(reader().verify("1495").value().unfinished, 0u);
        findings = Findings{};
        Log log = open();
        ASSERT_EQ(findings.list().size(), 1u);
        EXPECT_EQ(findings.list()[0].id, "LOG_COMPLETED");
        EXPECT_EQ(slurp(file()), whole);
        EXPECT_EQ(log.append(std::vector{draft("1495", "p2", "{}")}).value()[0].seq, lines + 1);
        std::filesystem::remove(file());
    }
}

// The program that did this knows the format, and no key.
TEST_F(LogTest, ALineThatSomebodyElseWroteIsFoundThoughTheChainIsMadeToFit) {
    write_three();
    std::string text;
    std::string prev{no_line_hash};
    LineReader lines = LineReader::open(file()).value().value();
    while (const auto next = lines.next().value()) {
        auto line = parse_line(*next).value();
        line.event.actor = line.event.seq == 2 ? "mallory" : line.event.actor;
        const std::string body = line_body(clear_part(line.event), line.sealed, prev);
        prev = hex(sha256(body));
        text += line_text(body, line.mac) + "\n";
    }
    spill(file(), text);
    EXPECT_EQ((LogReader{scratch / "log", nullptr}.verify("1495").value().lines), 3u) << "the chain fits";
    const auto verified = reader().verify("1495");
    ASSERT_FALSE(verified);
    EXPECT_EQ(verified.error().id, "LOG_LINE_MAC");
    EXPECT_EQ(verified.error().where.line, 2u);
    EXPECT_EQ(reader().head("1495").error().id, "LOG_LINE_MAC");
    EXPECT_EQ(Log::open(scratch / "log", keys, clock, findings).error().id, "LOG_LINE_MAC");
}

TEST_F(LogTest, ALogOfAnotherInstallationIsFound) {
    write_three();
    const Keys other = Keys::create_if_missing(scratch / "other", Keys::History::none).value();
    EXPECT_EQ((LogReader{scratch / "log", &other}.verify("1495").error().id), "LOG_LINE_MAC");
}

TEST_F(LogTest, ALastLineOfRubbishIsCutOff) {
    write_three();
    const std::string whole = slurp(file());
    spill(file(), whole + std::string(4096, '\0') + "\n");
    EXPECT_FALSE(reader().verify("1495"));
    open();
    EXPECT_EQ(findings.list().size(), 1u);
    EXPECT_EQ(slurp(file()), whole);
}

TEST_F(LogTest, ATornFirstLineLeavesAnEmptyChain) {
    write_three();
    spill(file(), slurp(file()).substr(0, 40));
    Log log = open();
    EXPECT_EQ(slurp(file()), "");
    EXPECT_EQ(log.append(std::vector{draft("1495", "p2", "{}")}).value()[0].seq, 1u);
    EXPECT_EQ(reader().verify("1495").value().lines, 1u);
}

TEST_F(LogTest, OtherDamageAtTheEndIsAnErrorAndNothingIsCut) {
    write_three();
    std::string bad = slurp(file());
    bad.replace(bad.rfind("\"seq\":3"), 7, "\"seq\":5");
    spill(file(), bad);
    EXPECT_EQ(Log::open(scratch / "log", keys, clock, findings).error().id, "LOG_LINE_PREV");
    EXPECT_EQ(slurp(file()), bad);
}

TEST_F(LogTest, AnyFlippedByteIsFoundByVerify) {
    write_three();
    const std::string whole = slurp(file());
    const auto head = reader().head("1495").value();
    for (std::size_t at = 0; at < whole.size(); ++at) {
        for (const int bit : {0, 5}) {
            std::string bad = whole;
            bad[at] = static_cast<char>(bad[at] ^ (1 << bit));
            spill(file(), bad);
            const auto verified = reader().verify("1495");
            EXPECT_TRUE(!verified || verified->unfinished > 0) << "byte " << at << ", bit " << bit;
        }
    }
    spill(file(), whole);
    EXPECT_EQ(reader().verify("1495").value().last_hash, head.hash);
}

TEST_F(LogTest, VerifyNamesTheFirstBrokenLine) {
    write_three();
    std::string bad = slurp(file());
    bad.replace(bad.find("run-1", bad.find("\"seq\":2")), 5, "run-2");
    spill(file(), bad);
    const auto verified = reader().verify("1495");
    ASSERT_FALSE(verified);
    EXPECT_EQ(verified.error().id, "LOG_LINE_MAC");
    EXPECT_EQ(verified.error().where.place, file().string());
    EXPECT_EQ(verified.error().where.line, 2u);
}

TEST_F(LogTest, ARemovedLineIsFound) {
    write_three();
    std::string bad = slurp(file());
    bad.erase(0, bad.find('\n') + 1);
    spill(file(), bad);
    EXPECT_EQ(reader().verify("1495").error().id, "LOG_LINE_SEQ");
}

TEST_F(LogTest, AFailedAppendLeavesNothingBehind) {
    write_three();
    const std::string before = slurp(file());
    for (const std::size_t written : {std::size_t{0}, std::size_t{1}, std::size_t{700}}) {
        auto plan = std::make_shared<test::FaultPlan>();
        bool failing = true;
        *plan = [&](std::string_view operation) { return test::Fault{failing && operation == "append", written}; };
        Log log = open(test::faulty(plan));
        const std::vector<Draft> drafts = {draft("1471", "p1", "{}"), draft("1495", "p1", "{}"),
                                           draft("1495", "p1", "{}")};
        EXPECT_FALSE(log.append(drafts));
        EXPECT_EQ(slurp(file()), before);
        EXPECT_EQ(log.head("1495").seq, 3u);
        EXPECT_EQ(log.head("1471").seq, 0u);
        EXPECT_EQ(slurp(file("1471")), "");
        failing = false;
        ASSERT_TRUE(log.append(drafts));
        ASSERT_TRUE(log.sync());
        EXPECT_EQ(reader().verify("1495").value().lines, 5u);
        EXPECT_EQ(reader().verify("1471").value().lines, 1u);
        spill(file(), before);
        std::filesystem::remove(file("1471"));
    }
}

TEST_F(LogTest, AfterAFailedSyncOrTakingBackNothingMoreIsWritten) {
    for (const std::string broken : {"sync", "truncate"}) {
        auto plan = std::make_shared<test::FaultPlan>();
        *plan = [&](std::string_view operation) {
            return test::Fault{operation == broken || (operation == "append" && broken == "truncate"), 3};
        };
        Log log = open(test::faulty(plan));
        const auto appended = log.append(std::vector{draft("1495", "p1", "{}")});
        EXPECT_EQ(appended.has_value(), broken == "sync");
        EXPECT_FALSE(log.sync());
        *plan = [](std::string_view) { return test::Fault{}; };
        EXPECT_EQ(log.append(std::vector{draft("1495", "p1", "{}")}).error().id, "LOG_STOPPED");
        EXPECT_EQ(log.sync().error().id, "LOG_STOPPED");
    }
}

}  // namespace
}  // namespace samkat::changelog
