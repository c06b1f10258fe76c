#include "daemon/base/quote.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace samkat {
namespace {

std::size_t digits_in(const std::string& text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return c >= '0' && c <= '9'; }));
}

TEST(Quote, HasNoDigitOfACivicNumberInAnyForm) {
    for (const char* each :
         {"20110101-2381", "201101012381", "110101-2381", "1101012381", "110101+2381", "2011-01-01-2381",
          "20110101 2381", "2011 01 01 23 81", "20110101\u20132381", "110101-238", "20110101-23811", "20110101-TF12",
          "20110101T238", "110101-T238", "pnr:20110101-2381;", "x201101012381y",
          "\uFF12\uFF10\uFF11\uFF11\uFF10\uFF11\uFF10\uFF11\uFF12\uFF13\uFF18\uFF11"}) {
        const std::string text = quoted_for_people(each);
        EXPECT_EQ(digits_in(text), 0u) << each << " became " << text;
        EXPECT_EQ(text.find("\uFF12"), std::string::npos) << each;
        EXPECT_NE(text.find("•"), std::string::npos) << each;
    }
    EXPECT_EQ(quoted_for_people("elev 20110101-2381 Åsa"), "elev ••••••••-•••• Åsa");
}

TEST(Quote, ShowsWhatIsNone) {
    for (const char* each : {"2010-13-45", "48810263", "7A", "1495", "Djäkneskolan 7", "20260817", ""})
        EXPECT_EQ(quoted_for_people(each), each);
}

TEST(Quote, IsCutAfterTheMaskAndPrintable) {
    EXPECT_EQ(quoted_for_people("2011010123", 5), "•••••");
    EXPECT_EQ(quoted_for_people("a\nb"), "a\\x0ab");
    EXPECT_EQ(quoted_for_people(std::string(100, 'a')).size(), 40u);
}

TEST(CivicNumbersInTexts, AreMaskedWhereTheyStandByThemselves) {
    EXPECT_EQ(without_civic_numbers("cn=20110101-2381,ou=x"), "cn=••••••••-••••,ou=x");
    EXPECT_EQ(without_civic_numbers("1101012381"), "••••••••••");
    EXPECT_EQ(without_civic_numbers("110161-2384 and 110101-2381"), "110161-2384 and ••••••-••••");
    for (const char* each : {"20110101-2382", "a1101012381", "1101012381f", "20260817060000-1f2e", "0123456789"})
        EXPECT_EQ(without_civic_numbers(each), each);
}

TEST(CivicNumbersInTexts, AreFoundWhateverTheDigits) {
    for (const char* each : {"20110101-2381", "1101012381", "Åsa 110101-2381",
                             "\uFF11\uFF11\uFF10\uFF11\uFF10\uFF11\uFF12\uFF13\uFF18\uFF11", "11010123\uFF18\uFF11"})
        EXPECT_TRUE(has_civic_number(each)) << each;
    for (const char* each : {"", "7A", "Åsa Öberg", "110101-238", "1101012382", "åäöåäöåäöåäöåäö", "0123456789"})
        EXPECT_FALSE(has_civic_number(each)) << each;
}

}  // namespace
}  // namespace samkat
