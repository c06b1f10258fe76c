#include "daemon/model/civic_number.hpp"

#include <gtest/gtest.h>

namespace samkat {
namespace {

const Date today{std::chrono::year{2026}, std::chrono::month{8}, std::chrono::day{17}};

std::string parsed(std::string_view text) {
    const auto result = CivicNumber::parse(text, today);
    if (const auto* number = std::get_if<CivicNumber>(&result)) return std::string{number->text()};
    switch (std::get<CivicFault>(result)) {
        case CivicFault::form:
            return "form";
        case CivicFault::date:
            return "date";
        case CivicFault::check_digit:
            return "check";
        case CivicFault::in_the_future:
            return "future";
    }
    return "";
}

TEST(CivicNumber, ReadsEveryWrittenForm) {
    for (const char* form : {"201701012393", "20170101-2393", "170101-2393", "1701012393", " 20170101-2393 "}) {
        EXPECT_EQ(parsed(form), "201701012393") << form;
    }
    EXPECT_EQ(parsed("140168+2396"), "191401682396");  // a samordningsnummer of one who is over 100
    EXPECT_EQ(parsed("900101-9802"), "199001019802");
    EXPECT_EQ(parsed("900101+9802"), "189001019802");
    EXPECT_EQ(parsed("20170101-TF12"), "20170101TF12");
    EXPECT_EQ(parsed("20170101tf12"), "20170101TF12");
}

TEST(CivicNumber, RefusesWhatIsNone) {
    EXPECT_EQ(parsed("201701012394"), "check");
    EXPECT_EQ(parsed("200901872385"), "check");  // wrong in the standard's own example
    EXPECT_EQ(parsed("20170231-2393"), "date");
    EXPECT_EQ(parsed("20170160-2393"), "date");
    EXPECT_EQ(parsed("20300101-2385"), "future");
    EXPECT_EQ(parsed("20170101+2393"), "form");  // never + with a century
    for (const char* bad : {"", "0", "2017-01-01", "abcdefghijkl", "20170101 2393", "2017010123930", "20170101TX12"}) {
        EXPECT_EQ(parsed(bad), "form") << bad;
    }
    EXPECT_EQ(parsed("20170161TF12"), "date");
}

TEST(CivicNumber, KnowsItsKind) {
    const auto number = [](std::string_view text) { return std::get<CivicNumber>(CivicNumber::parse(text, today)); };
    EXPECT_EQ(number("201701012393").kind(), CivicKind::personnummer);
    EXPECT_EQ(number("202601612381").kind(), CivicKind::samordningsnummer);
    EXPECT_EQ(format_date(number("202601612381").birth_date()), "2026-01-01");
    EXPECT_EQ(number("20170101TF12").kind(), CivicKind::tf);
    EXPECT_FALSE(number("20170101TF12").nationwide());
    EXPECT_EQ(number("201701012393").masked(), "20170101-****");
}

}  // namespace
}  // namespace samkat
