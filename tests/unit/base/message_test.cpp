#include "daemon/base/message.hpp"

#include <gtest/gtest.h>

#include "daemon/base/finding.hpp"
#include "daemon/base/messages.hpp"
#include "daemon/base/pool.hpp"

namespace samkat {
namespace {

TEST(Message, FillsByNameAndNeverReadsDataAsText) {
    EXPECT_EQ(fill("{a} och {b}, {c}", {{"a", "{b}"}, {"b", "2"}}), "{b} och 2, {c}");
    EXPECT_EQ(fill("{} { {A}", {}), "{} { {A}");
    EXPECT_EQ(placeholders("{a} {b} {a}"), (std::vector<std::string>{"a", "b"}));
}

TEST(Finding, ShowsPlaceTextAndAdvice) {
    const Finding each =
        finding(base_messages::FILE_OPEN, {"elever.csv", 7, 0, "Startdatum"}, {{"path", "x.csv"}, {"reason", "gone"}});
    EXPECT_EQ(format(each, Language::en),
              "elever.csv:7 (Startdatum): Cannot open x.csv: gone.\n  Check that the file exists and that samkat may "
              "read it.");
}

TEST(Findings, KeepsALimitOfEachAndCountsTheRest) {
    Findings findings{2};
    for (int i = 0; i < 5; ++i) findings.add(finding(base_messages::FILE_OPEN));
    findings.add(finding(base_messages::JSON_SYNTAX));
    EXPECT_EQ(findings.list().size(), 3u);
    EXPECT_EQ(findings.left_out().at("BASE_FILE_OPEN"), 3u);
    EXPECT_TRUE(findings.has_errors());
}

TEST(Pool, GivesOneHandleAString) {
    Pool pool;
    const Text a = pool.intern("Anna");
    for (int i = 0; i < 10000; ++i) pool.intern("value " + std::to_string(i));
    EXPECT_EQ(pool.intern("Anna"), a);
    EXPECT_EQ(pool.view(a), "Anna");
    EXPECT_TRUE(pool.intern("").empty());
    EXPECT_EQ(pool.view(pool.intern("value 77")), "value 77");
}

}  // namespace
}  // namespace samkat
