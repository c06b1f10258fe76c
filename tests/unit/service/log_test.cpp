#include "daemon/service/log.hpp"

#include <gtest/gtest.h>

#include "daemon/service/messages.hpp"

namespace samkat::service {
namespace {

TEST(LogLine, IsOneLineWithIdPlaceTextAndAdvice) {
    Finding each =
        finding(messages::WATCH_FAILED, {"a.csv", 7, 0, ""}, {{"path", "/x\n<3>forged"}, {"reason", "gone"}});
    const std::string line = log_line(each, Language::en);
    EXPECT_TRUE(line.starts_with("SERVICE_WATCH_FAILED a.csv:7: Cannot watch /x")) << line;
    EXPECT_EQ(line.find('\n'), std::string::npos);
    EXPECT_TRUE(line.ends_with("half a minute.")) << line;
    EXPECT_NE(log_line(each, Language::sv), line);
}

}  // namespace
}  // namespace samkat::service
