#include "config/settings.hpp"

#include <set>

#include <gtest/gtest.h>

#include "config/check.hpp"
#include "config/reference.hpp"
#include "daemon/base/file.hpp"
#include "daemon/base/text.hpp"

namespace samkat::config {
namespace {

TEST(Settings, HaveTheirTablesTheirHelpAndNoTwins) {
    std::set<std::string> seen;
    for (const Setting& each : settings()) {
        const std::string name = std::string{each.table} + "." + std::string{each.key};
        EXPECT_TRUE(seen.insert(name).second) << name;
        EXPECT_NE(find_table(each.table), nullptr) << name;
        EXPECT_FALSE(each.help_sv.empty() || each.help_en.empty()) << name;
        EXPECT_EQ(each.type == SettingType::choice, !each.choices.empty()) << name;
    }
    for (const TableInfo& each : tables()) EXPECT_FALSE(each.help_sv.empty() || each.help_en.empty()) << each.path;
}

TEST(Settings, HaveDefaultsThatWouldBeAccepted) {
    for (const Setting& each : settings()) {
        if (each.fallback.empty()) continue;
        Value value;
        value.kind = each.type == SettingType::integer   ? ValueKind::integer
                     : each.type == SettingType::boolean ? ValueKind::boolean
                                                         : ValueKind::text;
        value.text = each.fallback;
        if (value.kind == ValueKind::integer) value.integer = std::stoll(value.text);
        EXPECT_FALSE(problem_of(each, value)) << each.table << "." << each.key;
    }
}

std::string checked_in(const std::string& path) {
    return read_file(std::string{SAMKAT_SOURCE_DIR} + "/" + path).value_or("");
}

constexpr const char* how = "run samkat-config-reference with the source directory";

TEST(Reference, IsWhatTheTablesSay) {
    EXPECT_EQ(checked_in("config/reference.toml"), reference_toml()) << how;
    EXPECT_EQ(checked_in("docs/reference/mapping-functions.md"), reference_mapping()) << how;
}

// With every setting turned on the reference is TOML, and holds no key that the check does not know.
TEST(Reference, IsTomlWhenUncommented) {
    std::string text;
    for (const std::string& line : text::split(reference_toml(), "\n")) {
        if (line.starts_with('#') && line.size() > 1 && line[1] != ' ') text += line.substr(1);
        text += "\n";
    }
    Findings findings;
    const auto document = parse_toml(std::make_shared<const SourceFile>("reference.toml", text), findings);
    ASSERT_TRUE(document) << text;
    check_document(*document, SettingFile::global, findings);
    check_document(*document, SettingFile::municipality, findings);
    for (const Finding& each : findings.list()) {
        const bool unknown = each.id == "CONFIG_KEY_UNKNOWN" || each.id == "CONFIG_KEY_NEAREST";
        EXPECT_FALSE(unknown) << format(each, Language::en);
    }
}

}  // namespace
}  // namespace samkat::config
