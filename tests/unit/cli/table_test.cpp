#include "daemon/cli/table.hpp"

#include <gtest/gtest.h>

namespace samkat::cli {
namespace {

TEST(Table, AlignsByCharactersAndNumbersToTheRight) {
    Table table{{"Kommun", "Antal"}};
    table.add({"Götene", "7"});
    table.add({"Lidköping", "1200"});
    EXPECT_EQ(table.text(Style{false}),
              "  Kommun     Antal\n"
              "  Götene         7\n"
              "  Lidköping   1200\n");
}

TEST(Style, ColoursOnlyWhereItIsWanted) {
    EXPECT_EQ(Style{false}(Paint::red, "x"), "x");
    EXPECT_EQ(Style{true}(Paint::red, "x"), "\x1b[31mx\x1b[0m");
}

}  // namespace
}  // namespace samkat::cli
