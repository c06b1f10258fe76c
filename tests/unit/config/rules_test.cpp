#include <algorithm>

#include <gtest/gtest.h>

#include "tests/unit/config/folder.hpp"

namespace samkat::config {
namespace {

const AttributeRule* rule(const Config& config, const std::string& id) {
    const auto& rules = config.municipalities.at(0).attributes;
    const auto found = std::ranges::find(rules, id, &AttributeRule::id);
    return found == rules.end() ? nullptr : &*found;
}

std::string ids(const Folder& folder) {
    std::string result;
    const Loaded loaded = load(folder.path());
    for (const Finding& each : loaded.findings.list()) {
        result += each.id.substr(7) + ":" + std::to_string(each.where.line) + " ";
    }
    return result;
}

TEST(Profile, GivesWhatSkolfederationNeeds) {
    const Folder folder;
    folder.write("samkat.toml", "");
    const Config config = folder.loaded();
    for (const char* id :
         {"account-class", "uid", "cn", "sn", "givenName", "displayName", "mail", "eduPersonPrincipalName",
          "affiliation-pupil", "affiliation-staff", "affiliation-teacher", "sisSchoolUnitCode", "sisSchoolGrade",
          "sisSchoolCourseStudent", "sisSchoolCourseTeacher", "group-class", "group-type", "unit-class", "unit-ou"}) {
        EXPECT_NE(rule(config, id), nullptr) << id;
    }
    EXPECT_TRUE(rule(config, "eduPersonPrincipalName")->kept_when_disabled);
    EXPECT_FALSE(rule(config, "givenName")->kept_when_disabled);
    EXPECT_EQ(rule(config, "sisSchoolCourseStudent")->each, Each::group);
    EXPECT_EQ(rule(config, "group-class")->entry_class, EntryClass::group);
}

TEST(CivicNumber, IsReleasedOnlyWhereTheMunicipalitySaysSo) {
    const Folder folder;
    folder.write("samkat.toml", "");
    EXPECT_EQ(rule(folder.loaded(), "norEduPersonNIN"), nullptr);
    folder.write("municipalities.d/skara.toml",
                 text::replace_all(least_municipality, "name = \"Skara\"", "name = \"Skara\"\ncivic_number = true"));
    EXPECT_NE(rule(folder.loaded(), "norEduPersonNIN"), nullptr);
}

TEST(CivicNumber, IsWarnedOfInTheMunicipalitysOwnRules) {
    const Folder folder;
    folder.write("municipalities.d/skara.toml",
                 least_municipality +
                     "[[attribute]]\nname = \"employeeNumber\"\nwhen = \"civic_number\"\nvalue = \"{username}\"\n");
    EXPECT_EQ(ids(folder), "RULE_CIVIC:16 ");
    EXPECT_EQ(load(folder.path()).config->municipalities.at(0).attributes.size(), 0u);
}

TEST(Rules, ReplaceAndRemoveById) {
    const Folder folder;
    folder.write("samkat.toml", R"([[attribute]]
id = "mail"
enabled = false
[[attribute]]
id = "displayName"
name = "displayName"
value = "{family_name}, {given_name}"
policy = "keep"
[[attribute]]
name = "employeeType"
value = "{role}"
)");
    folder.write("municipalities.d/skara.toml",
                 least_municipality + "[[attribute]]\nname = \"employeeType\"\nvalue = [\"a\", \"{status}\"]\n");
    const Config config = folder.loaded();
    EXPECT_EQ(rule(config, "mail"), nullptr);
    EXPECT_EQ(rule(config, "displayName")->values.at(0).source, "{family_name}, {given_name}");
    EXPECT_EQ(rule(config, "displayName")->policy, AttributePolicy::keep);
    EXPECT_EQ(rule(config, "employeeType")->values.size(), 2u);
    EXPECT_EQ(rule(config, "employeeType")->values.at(0).place,
              (folder.path() / "municipalities.d/skara.toml:18").string());
}

TEST(Rules, AreHeldToTheirRules) {
    const Folder folder;
    folder.write("samkat.toml", R"([[attribute]]
id = "mial"
enabled = false
[[attribute]]
value = "x"
[[attribute]]
name = "MEMBER"
value = "x"
[[attribute]]
name = "ou"
entry = "unit"
each = "group"
value = "{unit.code}"
[[attribute]]
id = "x"
value = "x"
[[attribute]]
name = "x"
[[attribute]]
name = "två ord"
value = "{username}"
)");
    EXPECT_EQ(
        ids(folder),
        "VALUE_ATTRIBUTE:20 RULE_NAMELESS:4 RULE_TWICE:18 RULE_NAMELESS:19 RULE_NEAREST:2 RULE_RESERVED:7 RULE_EACH:12 "
        "RULE_INCOMPLETE:15 ");
    EXPECT_NE(folder.said(Language::sv).find("MEMBER sätter samkat självt."), std::string::npos);
}

TEST(Names, FollowTemplatesOfWhatNamesMayRead) {
    const Folder folder;
    folder.write("samkat.toml", least_global + "[names.username]\npolicy = \"template\"\n");
    EXPECT_EQ(ids(folder), "PATTERN_MISSING:3 ");
    folder.write("samkat.toml",
                 least_global + "[names.username]\npolicy = \"template\"\npattern = \"{left(civic_number, 8)}\"\n");
    EXPECT_EQ(ids(folder), "FIELD_NOT_HERE:4 ");
    folder.write(
        "samkat.toml",
        least_global + "[names.username]\npolicy = \"template\"\npattern = \"{left(ascii(lower(given_name)), 3)}\"\n");
    EXPECT_EQ(folder.loaded().municipalities.at(0).username.pattern.fields(), std::vector<std::string>{"given_name"});
}

TEST(Tables, OfAMunicipalityGoBeforeTheSharedOnes) {
    const Folder folder;
    folder.write(
        "samkat.toml",
        least_global +
            "[table.roll]\npupil = \"Elev\"\n[[attribute]]\nname = \"title\"\nvalue = \"{lookup(roll, role)}\"\n");
    folder.write("municipalities.d/skara.toml", least_municipality + "[table.roll]\npupil = \"Skara-elev\"\n");
    const Config config = folder.loaded();
    const Expression& value = rule(config, "title")->values.at(0);
    EXPECT_EQ(value.nodes.back().table->rows.at("pupil"), "Skara-elev");
    EXPECT_EQ(config.tables.at("roll")->rows.at("pupil"), "Elev");
    EXPECT_EQ(config.tables.at("1495/roll")->rows.at("pupil"), "Skara-elev");
}

}  // namespace
}  // namespace samkat::config
