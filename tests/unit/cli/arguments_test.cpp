#include "daemon/cli/arguments.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

namespace samkat::cli {
namespace {

using testing::HasSubstr;

Parsed read(std::vector<std::string> args, Language language = Language::en) {
    return parse(args, language, "/etc/samkat");
}

TEST(Arguments, AreRead) {
    const auto plan =
        read({"plan", "--municipality", "1495", "--out", "p.json", "--detailed-exit-code", "--json"}).arguments;
    EXPECT_EQ(plan.command, "plan");
    EXPECT_EQ(plan.municipality, "1495");
    EXPECT_EQ(plan.out, "p.json");
    EXPECT_TRUE(plan.detailed_exit_code && plan.json);
    EXPECT_EQ(plan.config, "/etc/samkat");
    EXPECT_EQ(read({"log", "verify"}).arguments.command, "log verify");
    EXPECT_EQ(read({"log", "--since", "7d"}).arguments.command, "log");
    EXPECT_EQ(read({"--config", "/x", "store", "digest"}).arguments.config, "/x");
    EXPECT_EQ(read({"person", "-"}).arguments.subject, "-");
    EXPECT_EQ(read({"explain", "uid=a,dc=x", "mail"}).arguments.attribute, "mail");
}

TEST(Arguments, SuggestTheNearestCommand) {
    const Parsed parsed = read({"aprove", "--now"});
    EXPECT_EQ(parsed.status, 64);
    EXPECT_THAT(parsed.err, HasSubstr("There is no command aprove. Did you mean approve?"));
    EXPECT_THAT(read({"aprove"}, Language::sv).err, HasSubstr("Menade du approve?"));
    EXPECT_THAT(read({"store", "rebild"}).err, HasSubstr("Did you mean rebuild?"));
    EXPECT_THAT(read({"log", "verfy"}).err, HasSubstr("Did you mean verify?"));
    EXPECT_THAT(read({"frobnicate"}).err, HasSubstr("The commands are: check, plan"));
    EXPECT_EQ(read({}).status, 64);
    EXPECT_EQ(read({"store"}).status, 64);
}

TEST(Arguments, SuggestTheNearestOption) {
    const Parsed parsed = read({"plan", "--municipalty", "1495"});
    EXPECT_EQ(parsed.status, 64);
    EXPECT_THAT(parsed.err, HasSubstr("Did you mean --municipality?"));
    EXPECT_THAT(read({"status", "extra"}).err, HasSubstr("status has no argument extra"));
    EXPECT_EQ(read({"person"}).status, 64);
    EXPECT_EQ(read({"plan", "--limit", "many"}).status, 64);
}

TEST(Arguments, HelpHasExamplesInBothLanguages) {
    const Parsed english = read({"plan", "--help"});
    EXPECT_EQ(english.status, 0);
    EXPECT_THAT(english.out, HasSubstr("Examples:\n  samkat plan"));
    EXPECT_THAT(english.out, HasSubstr("Show what would be changed"));
    EXPECT_THAT(read({"plan", "--help"}, Language::sv).out, HasSubstr("Visa vad som skulle ändras"));
    EXPECT_THAT(read({"--help"}).out, HasSubstr("connector"));
}

RC_GTEST_PROP(ArgumentsProperty, AnythingIsReadOrRefused, (const std::vector<std::string>& words)) {
    std::vector<std::string> args{"log"};
    args.insert(args.end(), words.begin(), words.end());
    const Parsed parsed = read(args);
    RC_ASSERT(!parsed.done || parsed.status == 64 || parsed.status == 0);
}

}  // namespace
}  // namespace samkat::cli
