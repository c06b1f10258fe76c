#include "connectors/protocol/settings.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/support/temporary_directory.hpp"

namespace samkat::protocol {
namespace {

Description example() {
    const Setting inner{.key = "path", .type = SettingType::string, .required = true};
    Setting each{.type = SettingType::table, .inner = {inner}};
    return {"example",
            "1",
            {},
            {
                {.key = "path", .type = SettingType::path, .required = true},
                {.key = "count", .type = SettingType::integer, .otherwise = Json{std::int64_t{5}}, .min = 1, .max = 9},
                {.key = "settle",
                 .type = SettingType::duration,
                 .otherwise = Json{std::string{"30s"}},
                 .min = 1000,
                 .max = 60000},
                {.key = "encoding", .type = SettingType::string, .values = {"utf-8", "windows-1252"}},
                {.key = "header", .type = SettingType::boolean},
                {.key = "join", .type = SettingType::list, .max = 2, .items = SettingType::path},
                {.key = "password", .type = SettingType::string, .secret = true},
                {.key = "record", .type = SettingType::map, .inner = {each}},
            }};
}

Result<Json> checked(const std::string& more) {
    const auto json = Json::parse(R"({"path":"a.csv")" + more + "}");
    return check_settings(example(), json.value(), {"samkat.toml", 7}, "/etc/samkat");
}

std::string error(const std::string& more) {
    const auto result = checked(more);
    return result ? "none" : result.error().id + " " + result.error().where.text();
}

TEST(Settings, FillsInDefaultsAndMakesPathsAbsolute) {
    const auto result = checked(R"(,"join":["../b.csv","/c.csv"],"record":{"pupil":{"path":"x"}})");
    ASSERT_TRUE(result);
    EXPECT_EQ(
        result->dump(),
        R"({"path":"/etc/samkat/a.csv","count":5,"settle":"30s","join":["/etc/b.csv","/c.csv"],"record":{"pupil":{"path":"x"}}})");
    EXPECT_EQ(paths_in(example(), *result), (std::vector<std::string>{"/etc/samkat/a.csv", "/etc/b.csv", "/c.csv"}));
    EXPECT_EQ(check_settings(example(), *result, {}, "/elsewhere")->dump(), result->dump());
}

TEST(Settings, NamesTheNearestKey) {
    const auto result = checked(R"(,"encodin":"utf-8")");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().text.en, "The connector example has no setting encodin. Did you mean encoding?");
    EXPECT_EQ(result.error().where.text(), "samkat.toml:7 (encodin)");
    EXPECT_EQ(error(R"(,"zzzzzz":1)"), "PROTOCOL_SETTING_UNKNOWN samkat.toml:7 (zzzzzz)");
    EXPECT_EQ(error(R"(,"record":{"a":{"path":"x","pat":"y"}})"),
              "PROTOCOL_SETTING_MISSPELT samkat.toml:7 (record.a.pat)");
}

TEST(Settings, HoldsToTypesAndBounds) {
    const std::vector<std::pair<std::string, std::string>> cases = {
        {R"(,"count":"5")", "PROTOCOL_SETTING_NOT_INTEGER samkat.toml:7 (count)"},
        {R"(,"count":0)", "PROTOCOL_SETTING_TOO_SMALL samkat.toml:7 (count)"},
        {R"(,"count":10)", "PROTOCOL_SETTING_TOO_LARGE samkat.toml:7 (count)"},
        {R"(,"settle":30)", "PROTOCOL_SETTING_NOT_DURATION samkat.toml:7 (settle)"},
        {R"(,"settle":"2m")", "PROTOCOL_SETTING_TOO_LARGE samkat.toml:7 (settle)"},
        {R"(,"encoding":"latin1")", "PROTOCOL_SETTING_VALUE samkat.toml:7 (encoding)"},
        {R"(,"encoding":1)", "PROTOCOL_SETTING_NOT_STRING samkat.toml:7 (encoding)"},
        {R"(,"header":"true")", "PROTOCOL_SETTING_NOT_BOOLEAN samkat.toml:7 (header)"},
        {R"(,"join":"b.csv")", "PROTOCOL_SETTING_NOT_LIST samkat.toml:7 (join)"},
        {R"(,"join":[1])", "PROTOCOL_SETTING_NOT_PATH samkat.toml:7 (join)"},
        {R"(,"join":["a","b","c"])", "PROTOCOL_SETTING_TOO_LARGE samkat.toml:7 (join)"},
        {R"(,"record":[])", "PROTOCOL_SETTING_NOT_TABLE samkat.toml:7 (record)"},
        {R"(,"record":{"a":1})", "PROTOCOL_SETTING_NOT_TABLE samkat.toml:7 (record.a)"},
        {R"(,"record":{"a":{}})", "PROTOCOL_SETTING_MISSING samkat.toml:7 (record.a.path)"},
        {R"(,"record":{"$secret":{"path":"x"}})", "PROTOCOL_SETTING_UNKNOWN samkat.toml:7 (record.$secret)"},
    };
    for (const auto& [more, wanted] : cases) EXPECT_EQ(error(more), wanted) << more;
    EXPECT_EQ(check_settings(example(), Json{}, {}, "/").error().id, "PROTOCOL_SETTING_MISSING");
}

TEST(Settings, TakesSecretsFromFilesOnly) {
    EXPECT_EQ(error(R"(,"password":"hemligt")"), "PROTOCOL_SETTING_SECRET samkat.toml:7 (password)");
    EXPECT_EQ(checked(R"(,"password":"hemligt")").error().text.en.find("hemligt"), std::string::npos);
    const test::TemporaryDirectory directory;
    const std::string path = directory.file("password", "hemligt\n");
    const auto settings = checked(R"(,"password":{"file":")" + path + R"("})");
    ASSERT_TRUE(settings);
    EXPECT_EQ(settings->dump().find("hemligt"), std::string::npos);
    EXPECT_EQ(check_settings(example(), *settings, {}, "/")->dump(), settings->dump());
    ::chmod(path.c_str(), 0644);
    EXPECT_EQ(resolve_secrets(*settings).error().id, "BASE_FILE_MODE");
    ::chmod(path.c_str(), 0600);
    EXPECT_EQ((*resolve_secrets(*settings))["password"].as_string(), "hemligt");
    EXPECT_TRUE(check_received_settings(example(), *resolve_secrets(*settings), {}));
}

TEST(Settings, TheConnectorTakesNoRelativePaths) {
    const auto json = Json::parse(R"({"path":"a.csv"})");
    EXPECT_EQ(check_received_settings(example(), *json, {}).error().id, "PROTOCOL_SETTING_PATH");
}

TEST(Description, ComesBackTheSame) {
    std::string text;
    JsonWriter writer{text};
    write_description(writer, example());
    const auto read = read_description(Json::parse(text).value());
    ASSERT_TRUE(read) << read.error().text.en;
    std::string again;
    JsonWriter second{again};
    write_description(second, *read);
    EXPECT_EQ(again, text);
}

TEST(Description, RefusesWhatIsNone) {
    const auto refused = [](const std::string& settings) {
        const auto json =
            Json::parse(R"({"samkat":"connector/1","connector":"x","version":"1","settings":)" + settings + "}");
        return !read_description(json.value());
    };
    EXPECT_FALSE(refused(R"([{"key":"a","type":"string"}])"));
    for (const char* bad :
         {"{}", R"([{"type":"string"}])", R"([{"key":"A","type":"string"}])", R"([{"key":"a","type":"text"}])",
          R"([{"key":"a","type":"string"},{"key":"a","type":"string"}])",
          R"([{"key":"a","type":"integer","secret":true}])", R"([{"key":"a","type":"table"}])",
          R"([{"key":"a","type":"map"}])", R"([{"key":"a","type":"list","items":"table"}])"}) {
        EXPECT_TRUE(refused(bad)) << bad;
    }
    EXPECT_FALSE(read_description(Json::parse(R"({"samkat":"connector/2","connector":"x","settings":[]})").value()));
}

}  // namespace
}  // namespace samkat::protocol
