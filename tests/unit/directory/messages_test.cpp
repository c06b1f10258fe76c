#include "daemon/directory/messages.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

namespace samkat {
namespace {

TEST(Messages, BothLanguagesSayTheSameAndWhatToDo) {
    std::set<std::string_view> ids;
    for (const Message* message : directory_messages::all()) {
        EXPECT_TRUE(ids.insert(message->id).second) << message->id;
        auto sv = placeholders(message->sv);
        auto en = placeholders(message->en);
        std::ranges::sort(sv);
        std::ranges::sort(en);
        EXPECT_EQ(sv, en) << message->id;
        EXPECT_FALSE(message->advice_sv.empty()) << message->id;
        EXPECT_FALSE(message->advice_en.empty()) << message->id;
    }
}

}  // namespace
}  // namespace samkat
