#include "daemon/cli/texts.hpp"

#include <gtest/gtest.h>

namespace samkat::cli {
namespace {

TEST(Shown, MasksCivicNumbersAndNothingElse) {
    EXPECT_EQ(shown("201006082398", false), "20100608****");
    EXPECT_EQ(shown("20100608-2398", false), "20100608****");
    EXPECT_EQ(shown("201006082398", true), "201006082398");
    for (const std::string other : {"50010001", "2026-11-20", "0701234567", "201006082391", "anna.ek", "1495"})
        EXPECT_EQ(shown(other, false), other);
}

TEST(Shown, CannotDriveATerminal) {
    EXPECT_EQ(shown("a\x1b[31mb\nc", true).find('\x1b'), std::string::npos);
}

TEST(Shown, IsCut) {
    EXPECT_LE(shown(std::string(5000, 'x'), true).size(), 210u);
}

}  // namespace
}  // namespace samkat::cli
