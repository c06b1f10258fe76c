#include "daemon/model/rule.hpp"

#include <gtest/gtest.h>

#include "daemon/model/date_pattern.hpp"

namespace samkat {
namespace {

std::string replaced(std::string_view pattern, std::string_view text, std::string_view replacement,
                     std::size_t limit = 1000) {
    std::string reason;
    return Pattern::compile(pattern, reason)->replace_all(text, replacement, limit);
}

TEST(Pattern, ReplacesEveryMatch) {
    EXPECT_EQ(replaced("a+", "aabaac", "x"), "xbxc");
    EXPECT_EQ(replaced("([a-z])([0-9])", "a1 b2", "\\2\\1"), "1a 2b");
    EXPECT_EQ(replaced("x*", "åb", "-"), "-å-b-") << "an empty match does not split a character";
    EXPECT_EQ(replaced("b*", "abc", "-"), "-a-c-");
    EXPECT_EQ(replaced("^a", "aaa", ""), "aa");
    EXPECT_EQ(replaced("", "", "x"), "x");
}

TEST(Pattern, StopsAtTheLimit) {
    EXPECT_LE(replaced("a", std::string(1000, 'a'), std::string(1000, 'b'), 5000).size(), 5000u + 2000u);
}

TEST(Pattern, SaysWhatIsWrong) {
    std::string reason;
    EXPECT_EQ(Pattern::compile("(a", reason), nullptr);
    EXPECT_EQ(reason, "missing ): (a");
    EXPECT_EQ(Pattern::compile(std::string(1001, 'a'), reason), nullptr);
    EXPECT_EQ(Pattern::compile("((a{100}){100}){100}", reason), nullptr);
    const auto pattern = Pattern::compile("(a)", reason);
    EXPECT_TRUE(pattern->accepts_replacement("\\1\\0", reason));
    EXPECT_FALSE(pattern->accepts_replacement("\\2", reason));
    EXPECT_EQ(pattern->first_match("bab"), "a");
    EXPECT_TRUE(pattern->matches_whole("a"));
    EXPECT_FALSE(pattern->matches_whole("ab"));
}

TEST(Expression, BindsToNamesAndTellsWhichAreMissing) {
    Expression expression;
    for (const char* name : {"b", "c", "c"}) expression.nodes.push_back({NodeKind::field, name, 0, 1, {}, {}, {}});
    EXPECT_EQ(expression.fields(), (std::vector<std::string>{"b", "c"}));
    const std::vector<std::string> names = {"a", "b", "B"};
    EXPECT_EQ(expression.bind(names), std::vector<std::string>{"c"});
    EXPECT_EQ(expression.nodes[0].slot, 1u);
    EXPECT_EQ(expression.nodes[1].slot, Expression::missing_slot);
}

TEST(DatePattern, ReadsAndWrites) {
    EXPECT_EQ(write_date(*parse_date("2026-08-07"), "D/M YYYY (YY-MM-DD)"), "7/8 2026 (26-08-07)");
    EXPECT_EQ(format_date(*read_date("7/8/2026", "D/M/YYYY")), "2026-08-07");
    EXPECT_EQ(format_date(*read_date("20260807", "YYYYMMDD")), "2026-08-07");
    EXPECT_FALSE(read_date("7/8/26", "D/M/YYYY"));
    EXPECT_FALSE(read_date("7/8/2026 ", "D/M/YYYY"));
    EXPECT_FALSE(read_date("30/2/2026", "D/M/YYYY"));
    EXPECT_FALSE(can_read_date("YY-MM-DD"));
    EXPECT_FALSE(can_write_date("YYY"));
    EXPECT_FALSE(can_write_date("."));
}

}  // namespace
}  // namespace samkat
