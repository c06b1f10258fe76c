#include "daemon/base/json.hpp"

#include <gtest/gtest.h>

#include "daemon/base/json_writer.hpp"

namespace samkat {
namespace {

TEST(Json, ReadsAndWritesTheSameText) {
    const std::string text = R"({"a":[1,-2,true,null,"å\n\""],"b":{"c":0.5}})";
    const auto json = Json::parse(text);
    ASSERT_TRUE(json.has_value());
    EXPECT_EQ(json->dump(), text);
    EXPECT_EQ((*json)["a"].as_array()[1].as_integer(), -2);
    EXPECT_EQ((*json)["b"]["c"].as_number(), 0.5);
    EXPECT_TRUE((*json)["x"]["y"].is_null());
}

TEST(Json, RefusesWhatIsAmbiguousOrDeep) {
    for (const char* bad : {"", "{", "[1,]", R"({"a":1,"a":2})", "1 2", "\"\xC5\"", "nul"})
        EXPECT_FALSE(Json::parse(bad)) << bad;
    EXPECT_FALSE(Json::parse(std::string(40, '[') + std::string(40, ']')));
    EXPECT_TRUE(Json::parse(std::string(30, '[') + std::string(30, ']')));
}

TEST(JsonWriter, RepairsMalformedText) {
    std::string out;
    append_json_string(out, std::string_view{"a\xC5z\0\x01", 5});
    EXPECT_EQ(out, "\"a\xEF\xBF\xBDz\\u0000\\u0001\"");
    EXPECT_TRUE(Json::parse(out));
}

}  // namespace
}  // namespace samkat
