#include "daemon/cli/messages.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "daemon/service/messages.hpp"

namespace samkat {
namespace {

void check(MessageTable table) {
    for (const Message* each : table) {
        const auto sv = placeholders(each->sv);
        const auto en = placeholders(each->en);
        EXPECT_TRUE(std::is_permutation(sv.begin(), sv.end(), en.begin(), en.end())) << each->id;
        EXPECT_EQ(each->advice_sv.empty(), each->advice_en.empty()) << each->id;
    }
}

TEST(Messages, SayTheSameInBothLanguages) {
    check(cli::messages::all());
    check(service::messages::all());
}

}  // namespace
}  // namespace samkat
