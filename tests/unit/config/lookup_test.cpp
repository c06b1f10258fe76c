#include "config/lookup.hpp"

#include <gtest/gtest.h>

#include "tests/unit/config/folder.hpp"

namespace samkat::config {
namespace {

using Rows = std::map<std::string, std::string, std::less<>>;

Rows rows(std::string_view bytes) {
    Findings findings;
    LookupTable table = parse_lookup_csv("t", "t.csv", bytes, findings);
    for (const Finding& each : findings.list()) ADD_FAILURE() << format(each, Language::en);
    return table.rows;
}

std::string wrong(std::string_view bytes) {
    Findings findings;
    parse_lookup_csv("t", "t.csv", bytes, findings);
    std::string result;
    for (const Finding& each : findings.list())
        result += each.id.substr(7) + ":" + std::to_string(each.where.line) + " ";
    return result;
}

TEST(Lookup, ReadsWhatExcelWrites) {
    const Rows expected = {{"Södra", "2"}, {"a;b", "c\"d"}};
    EXPECT_EQ(rows("Namn;Kod\nSödra;2\n\"a;b\";\"c\"\"d\"\n"), expected);
    EXPECT_EQ(rows("\xEF\xBB\xBFNamn;Kod\r\nSödra;2\r\n\r\n\"a;b\";\"c\"\"d\""), expected);
    EXPECT_EQ(rows("Namn;Kod\r\nS\xF6"
                   "dra;2\r\n\"a;b\";\"c\"\"d\"\r\n"),
              expected);
    EXPECT_EQ(rows("h;h\nSo\xCC\x88"
                   "dra ; 2\n"),
              (Rows{{"Södra", "2"}}));
}

TEST(Lookup, PointsAtRowsThatAreWrong) {
    EXPECT_EQ(wrong("h;h\na\nb;c;d\n"), "TABLE_COLUMNS:2 TABLE_COLUMNS:3 ");
    EXPECT_EQ(wrong("h;h\n\n\na;=1+1\n@b;c\n-d;e\n+f;g\n"),
              "TABLE_FORMULA:4 TABLE_FORMULA:5 TABLE_FORMULA:6 TABLE_FORMULA:7 ");
    EXPECT_EQ(wrong("h;h\n\"a\nb\";c\nd;e\nd;f\n"), "TABLE_KEY_TWICE:5 ");
    EXPECT_EQ(wrong("h;h\na;b\"c\n"), "TABLE_QUOTES:2 ");
    EXPECT_EQ(wrong("h;h\na;\"b\n"), "TABLE_QUOTES:2 ");
    EXPECT_EQ(wrong("h;h\n"), "TABLE_EMPTY:1 ");
    EXPECT_EQ(wrong(""), "TABLE_EMPTY:1 ");
}

TEST(Lookup, ReadsTheFileOfATable) {
    const Folder folder;
    folder.write("units.csv", "Namn;Kod\nNorra;12345678\n=x;1\n");
    folder.write("samkat.toml", least_global + "[table.units]\nfile = \"units.csv\"\n");
    EXPECT_EQ(folder.said(Language::sv),
              "DIR/units.csv:3: Cellen börjar med = och skulle köras som en formel i Excel.\n"
              "  3 | =x;1\n"
              "  Ta bort tecknet. Nycklar och värden får inte börja med = + - eller @.");
    folder.write("samkat.toml", least_global + "[table.units]\nfile = \"unit.csv\"\na = \"b\"\nc = 3\n");
    EXPECT_EQ(folder.said(),
              "DIR/samkat.toml:5:5 (table.units.c): A text in quotes is expected here.\n"
              "  5 | c = 3\n"
              "    |     ^\n"
              "  Write the value in quotes.\n"
              "DIR/samkat.toml:3:1: The table units has both file and rows of its own.\n"
              "  3 | file = \"unit.csv\"\n"
              "    | ^\n"
              "  Keep one of them.\n"
              "DIR/samkat.toml:3:8 (table.units.file): Cannot open DIR/unit.csv: No such file or directory.\n"
              "  3 | file = \"unit.csv\"\n"
              "    |        ^\n"
              "  Check that the file exists and that samkat may read it.");
}

}  // namespace
}  // namespace samkat::config
