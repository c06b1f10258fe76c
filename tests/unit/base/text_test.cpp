#include "daemon/base/text.hpp"

#include <gtest/gtest.h>

namespace samkat::text {
namespace {

TEST(Text, DecodesWindows1252) {
    EXPECT_EQ(decode("\xC5ke \x80 \x96", Encoding::windows_1252), "Åke € –");
    EXPECT_EQ(decode("\x81", Encoding::windows_1252), "\xEF\xBF\xBD");
    EXPECT_EQ(decode("\xE9", Encoding::iso_8859_1), "é");
    EXPECT_EQ(decode("Elev i klass \xC5, Sk\xF6vde och \xD6rebro", Encoding::windows_1252),
              "Elev i klass Å, Skövde och Örebro");
}

TEST(Text, FindsBadUtf8) {
    EXPECT_TRUE(is_utf8("Åsa"));
    EXPECT_EQ(first_bad_byte("ab\xC5"), 2u);
    EXPECT_EQ(first_bad_byte(std::string_view{"a\0b", 3}), 1u);
    EXPECT_FALSE(is_utf8("\xED\xA0\x80"));  // a surrogate
    EXPECT_EQ(first_bad_byte("only ASCII, longer than a word"), std::string_view::npos);
    EXPECT_EQ(first_bad_byte("twelve bytes\xC5 and more"), 12u);
}

TEST(Text, MakesAscii) {
    EXPECT_EQ(ascii("Łukasz Đặng Weiß"), "Lukasz Dang Weiss");
    EXPECT_EQ(ascii("Åsa Öberg-Ærø"), "Asa Oberg-AEro");
    EXPECT_EQ(ascii("Владимир"), "Vladimir");
}

TEST(Text, NormalisesAndFolds) {
    EXPECT_EQ(nfc("A\xCC\x8Ake"), "Åke");
    EXPECT_EQ(fold("ÅKE Weiß"), "åke weiss");
}

TEST(Text, TrimsEveryKindOfSpace) {
    EXPECT_EQ(trim("\xEF\xBB\xBF \t\xC2\xA0 Åke \xC2\xA0\r\n"), "Åke");
    EXPECT_EQ(trim("  "), "");
    EXPECT_EQ(squeeze("  Anna \t\xC2\xA0 Karin "), "Anna Karin");
    EXPECT_EQ(squeeze("\xE2\x80\x8B"
                      "An\xC2\xADna \xE2\x80\x8E"),
              "Anna")
        << "signs that do not show";
    EXPECT_EQ(squeeze("Åsa\xFF"), "Åsa\xFF") << "what is no UTF-8 stays for others to find";
}

TEST(Text, CutsByCodePoints) {
    EXPECT_EQ(left("Åsa", 1), "Å");
    EXPECT_EQ(right("Åsö", 2), "sö");
    EXPECT_EQ(left("Åsa", 9), "Åsa");
    EXPECT_EQ(length("Åsö"), 3u);
}

TEST(Text, SuggestsTheNearestSpelling) {
    const std::vector<std::string> words = {"delimiter", "encoding", "path"};
    EXPECT_EQ(nearest("delimeter", words), "delimiter");
    EXPECT_EQ(nearest("Paht", words), "path");
    EXPECT_EQ(nearest("colour", words), "");
}

TEST(Text, EscapesWhatCouldDriveATerminal) {
    EXPECT_EQ(printable("a\x1b[31mÅ\n"), "a\\x1b[31mÅ\\x0a");
    EXPECT_EQ(printable("\xE2\x80\xAE"), "\\xe2\\x80\\xae");  // right-to-left override
}

TEST(Text, KnowsWhereANameEnds) {
    EXPECT_EQ(name_length("Årskurs_1.b-c d"), std::string_view{"Årskurs_1.b-c"}.size());
    EXPECT_EQ(name_length("A\xCC\x8A)"), 3u) << "a combining mark belongs to its letter";
    EXPECT_EQ(name_length("(a"), 0u);
    EXPECT_EQ(name_length("a\xFF"), 1u);
    EXPECT_EQ(name_length("a\xC2\xA0"), 1u) << "no-break space";
}

TEST(Text, SortsSwedish) {
    EXPECT_LT(collation_key("Zorn"), collation_key("Åberg"));
}

}  // namespace
}  // namespace samkat::text
