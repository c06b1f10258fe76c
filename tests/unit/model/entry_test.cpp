#include "daemon/model/entry.hpp"

#include <gtest/gtest.h>

namespace samkat {
namespace {

TEST(Entry, NamesIgnoreCaseAndValuesAreASet) {
    Entry entry;
    entry.set("Mail", {"b", "a", "b"});
    EXPECT_EQ(entry.values("mail"), (Values{"a", "b"}));
    entry.add("MAIL", "c");
    EXPECT_EQ(entry.attributes().size(), 1u);
    EXPECT_TRUE(entry.has("mail", "c"));
    EXPECT_EQ(entry.value("sn"), "");
    entry.set("sn", {"x"});
    entry.set("cn", {"y"});
    EXPECT_EQ(entry.attributes().front().name, "cn");
    entry.remove("mAIL");
    EXPECT_TRUE(entry.values("mail").empty());
    EXPECT_EQ(entry.attributes().size(), 2u);
}

}  // namespace
}  // namespace samkat
