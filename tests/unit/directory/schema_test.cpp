#include <algorithm>
#include <functional>

#include <gtest/gtest.h>

#include "daemon/base/file.hpp"
#include "daemon/base/text.hpp"
#include "daemon/directory/ldap_facts.hpp"
#include "daemon/directory/ldif.hpp"
#include "daemon/directory/schema_check.hpp"

namespace samkat::directory {
namespace {

constexpr const char* names[] = {"eduperson", "noredu", "sis", "samkat"};

std::string file(const std::string& name) {
    return read_file(std::string{SAMKAT_SOURCE_DIR} + "/config/schema/" + name).value();
}

// The definitions of a .schema file after the word that starts them, on one line each.
Values definitions(const std::string& text, const std::string& word) {
    Values found;
    std::string current;
    for (const std::string& line : text::split(text + "\nend", "\n")) {
        if (line.starts_with('#')) continue;
        const bool inside = line.starts_with(' ');
        if (!inside && current.starts_with(word + " ")) found.push_back(text::squeeze(current.substr(word.size())));
        current = inside ? current + line : line;
    }
    std::ranges::sort(found);
    return found;
}

// All four files as a server would publish them.
SchemaFacts shipped(const std::function<std::string(std::string)>& change = [](std::string each) { return each; }) {
    Entry subschema;
    for (const char* name : names) {
        const std::string text = change(file(std::string{name} + ".schema"));
        for (const std::string& each : definitions(text, "attributetype")) subschema.add("attributeTypes", each);
        for (const std::string& each : definitions(text, "objectclass")) subschema.add("objectClasses", each);
    }
    return schema_of(subschema);
}

std::vector<std::string> faults(const SchemaFacts& schema) {
    std::vector<std::string> result;
    const Findings findings = check_schema(schema, needed_types(), needed_classes());
    for (const Finding& each : findings.list()) result.push_back(each.id + ": " + each.text.en);
    return result;
}

TEST(SchemaFiles, SayTheSameInBothForms) {
    for (const std::string name : names) {
        const std::string schema = file(name + ".schema");
        Entry config;
        ASSERT_TRUE(read_ldif(file(name + ".ldif"), name, [&](Entry&& entry, std::uint32_t) -> Result<void> {
            config = std::move(entry);
            return {};
        }));
        EXPECT_EQ("cn=" + name + ",cn=schema,cn=config", config.dn().text());
        EXPECT_EQ(definitions(schema, "attributetype"), config.values("olcAttributeTypes"))
            << "run config/schema/to_ldif.py";
        EXPECT_EQ(definitions(schema, "objectclass"), config.values("olcObjectClasses"))
            << "run config/schema/to_ldif.py";
    }
}

TEST(SchemaFiles, SayTheSameAsTheTable) {
    const SchemaFacts schema = shipped();
    EXPECT_EQ(std::vector<std::string>{}, faults(schema));
    EXPECT_EQ(schema.attributes().size(), needed_types().size());
    EXPECT_EQ(schema.object_classes().size(), needed_classes().size());
    for (const NeededClass& needed : needed_classes()) {
        const ObjectClass* found = schema.object_class(needed.name);
        EXPECT_EQ(needed.attributes.size(), found->must.size() + found->may.size()) << needed.name;
        EXPECT_EQ(ClassKind::auxiliary, found->kind) << needed.name;
    }
    for (const NeededType& needed : needed_types()) {
        EXPECT_NE(std::string::npos, file(std::string{needed.file}).find("'" + std::string{needed.name} + "'"))
            << needed.name;
    }
}

TEST(SchemaFiles, InventNothingInForeignArcs) {
    constexpr std::string_view arc = "2.25.175260219116012735553742843272514857812.";
    const SchemaFacts schema = shipped();
    for (const ObjectClass& each : schema.object_classes()) EXPECT_TRUE(each.oid.starts_with(arc)) << each.oid;
    for (const AttributeType& each : schema.attributes()) {
        EXPECT_EQ(each.oid.starts_with(arc), each.names.at(0).starts_with("samkat")) << each.oid;
        EXPECT_FALSE(each.equality.empty()) << each.oid;
    }
}

TEST(SchemaCheck, NamesEveryDifference) {
    const auto differing = [](const std::string& from, const std::string& to) {
        return faults(shipped([&](const std::string& text) { return text::replace_all(text, from, to); }));
    };
    EXPECT_EQ((std::vector<std::string>{"DIRECTORY_SCHEMA_TYPE_OID: The attribute type sisSchoolUnitCode has OID "
                                        "1.2.752.194.10.4 in the directory; "
                                        "1.2.752.194.10.2.4 was expected."}),
              differing("1.2.752.194.10.2.4", "1.2.752.194.10.4"));
    const auto syntax = differing("numericStringMatch\n    SYNTAX 1.3.6.1.4.1.1466.115.121.1.36",
                                  "caseIgnoreMatch\n    SYNTAX 1.3.6.1.4.1.1466.115.121.1.15{8}");
    ASSERT_EQ(1u, syntax.size());
    EXPECT_TRUE(syntax[0].starts_with("DIRECTORY_SCHEMA_TYPE_SYNTAX: The attribute type norEduPersonBirthDate"));
    const auto renamed = differing("'samkatUnit'", "'somethingElse'");
    ASSERT_EQ(1u, renamed.size());
    EXPECT_TRUE(renamed[0].starts_with("DIRECTORY_SCHEMA_CLASS_MISSING"));
    const auto narrow = differing("MAY samkatMunicipality", "MAY description");
    ASSERT_EQ(1u, narrow.size());
    EXPECT_EQ(
        "DIRECTORY_SCHEMA_CLASS_ATTRIBUTE: The object class samkatContainer does not allow the attribute "
        "samkatMunicipality in the directory.",
        narrow[0]);
    const auto missing = differing("'sisSchoolGrade'", "'other'");
    ASSERT_EQ(1u, missing.size());
    EXPECT_TRUE(missing[0].starts_with(
        "DIRECTORY_SCHEMA_TYPE_MISSING: The directory lacks the attribute type sisSchoolGrade (1.2.752.194.10.2.2)"));
}

TEST(SchemaCheck, OnlyWhatIsNarrowerIsAnError) {
    SchemaFacts schema;
    constexpr NeededType one{"a", "1.1", "1.15", true, "x.schema"};
    constexpr NeededType many{"b", "1.2", "1.15", false, "x.schema"};
    schema.add(AttributeType{"1.1", {"a"}, "1.15", "", "", false});
    schema.add(AttributeType{"1.2", {"b"}, "1.15", "", "", true});
    const NeededType types[] = {one, many};
    const Findings findings = check_schema(schema, types, {});
    ASSERT_EQ(2u, findings.list().size());
    EXPECT_EQ(Severity::warning, findings.list()[0].severity);
    EXPECT_EQ(Severity::error, findings.list()[1].severity);
}

}  // namespace
}  // namespace samkat::directory
