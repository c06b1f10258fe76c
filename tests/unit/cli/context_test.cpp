// What reaches the terminal.
#include "daemon/cli/context.hpp"

#include <sstream>

#include <gmock/gmock.h>

namespace samkat::cli {
namespace {

class Terminal : public testing::Test {
  protected:
    Context context(bool colour) {
        environment.out_is_terminal = environment.err_is_terminal = colour;
        environment.variable = [](const std::string&) { return std::nullopt; };
        arguments.language = "en";
        return Context{arguments, environment};
    }

    std::istringstream in;
    std::ostringstream out, err;
    Environment environment{in, out, err};
    Arguments arguments;
};

constexpr Message wrong{"TEST_WRONG", Severity::error, "{what} är fel.", "{what} is wrong.", "Rätta.", "Mend it."};

TEST_F(Terminal, GetsNoSequencesFromData) {
    context(false).line("uid=\x1b]0;title\x07 \x1b[31mx\x1b[0m\n  second\tline å…\u009b2J");
    EXPECT_EQ(out.str(), "uid=\\x1b]0;title\\x07 \\x1b[31mx\\x1b[0m\n  second\tline å…\\xc2\\x9b2J\n");
    context(false).show(finding(wrong, {"elever\x1b[2J.csv", 7, 0, ""}, {{"what", "a\x1b[8mb"}}));
    EXPECT_EQ(err.str(), "TEST_WRONG elever\\x1b[2J.csv:7: a\\x1b[8mb is wrong.\n  Mend it.\n");
}

TEST_F(Terminal, GetsOurColours) {
    const Context terminal = context(true);
    terminal.line(terminal.style()(Paint::red, "red\x1b[2J"));
    EXPECT_EQ(out.str(), "\x1b[31mred\\x1b[2J\x1b[0m\n");
    terminal.show(finding(wrong, {}, {{"what", "\x1b[32mall\x1b[0m"}}));
    EXPECT_EQ(err.str(), "\x1b[31mTEST_WRONG\x1b[0m \\x1b[32mall\\x1b[0m is wrong.\n  Mend it.\n");
}

TEST_F(Terminal, GetsValuesOnOneLine) {
    EXPECT_EQ(Texts{Language::en}(wrong, {{"what", "a\nb\x1b[2J"}}), "a\\x0ab\\x1b[2J is wrong.");
    Table table;
    table.add({"a\nb", "\x1b[31mc"});
    EXPECT_EQ(table.text(Style{true}), "  a\\x0ab  \\x1b[31mc\n");
}

}  // namespace
}  // namespace samkat::cli
