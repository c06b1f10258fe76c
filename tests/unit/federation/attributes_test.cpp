#include "daemon/federation/attributes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace samkat::federation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

Entry pupil() {
    Entry entry{*Dn::parse("uid=kotira42,ou=people,ou=skara,dc=samverkan,dc=example")};
    entry.set("objectClass", {"inetOrgPerson", "samkatAccount"});
    entry.set("uid", {"kotira42"});
    entry.set("cn", {"Åsa Ek"});
    entry.set("sn", {"Ek"});
    entry.set("givenName", {"Åsa"});
    entry.set("eduPersonPrincipalName", {"kq8wz2@edu.skara.example"});
    entry.set("eduPersonScopedAffiliation", {"student@edu.skara.example", "member@edu.skara.example"});
    entry.set("sisSchoolUnitCode", {"21648755"});
    entry.set("samkatAccountStatus", {"active"});
    entry.set("samkatCivicHash", {"00ff"});
    entry.set("userPassword", {"{SSHA}secret"});
    return entry;
}

std::vector<std::string_view> names(const std::vector<ReleasedAttribute>& attributes) {
    std::vector<std::string_view> result;
    for (const ReleasedAttribute& each : attributes) result.push_back(each.attribute->name);
    return result;
}

TEST(AttributesOf, AreThoseOfTheProfileInItsOrder) {
    const auto attributes = attributes_of(pupil());
    EXPECT_THAT(names(attributes), ElementsAre("eduPersonPrincipalName", "eduPersonScopedAffiliation", "givenName",
                                               "sn", "sisSchoolUnitCode"));
    EXPECT_EQ(attributes[0].attribute->saml_name, "urn:oid:1.3.6.1.4.1.5923.1.1.1.6");
    ASSERT_THAT(attributes[1].values, SizeIs(2));
    EXPECT_EQ(attributes[1].values[0].text, "member@edu.skara.example");
    for (const ReleasedAttribute& each : attributes) EXPECT_THAT(each.findings, IsEmpty());
}

TEST(AttributesOf, TellWhichValueIsWrongWithoutRepeatingIt) {
    Entry entry = pupil();
    entry.set("norEduPersonNIN", {"20120203-2389"});
    entry.set("sisSchoolUnitCode", {"21648755", "Ekskolan"});
    const auto attributes = attributes_of(entry);
    ASSERT_THAT(names(attributes), ElementsAre("eduPersonPrincipalName", "eduPersonScopedAffiliation", "givenName",
                                               "sn", "norEduPersonNIN", "sisSchoolUnitCode"));
    const ReleasedAttribute& number = attributes[4];
    EXPECT_FALSE(number.values[0].right);
    ASSERT_THAT(number.findings, SizeIs(1));
    EXPECT_EQ(number.findings[0].id, "FEDERATION_FORM_CIVIC_NUMBER");
    EXPECT_EQ(number.findings[0].where.place, entry.dn().text());
    EXPECT_EQ(number.findings[0].where.field, "norEduPersonNIN");
    EXPECT_THAT(format(number.findings[0], Language::sv), Not(HasSubstr("2389")));
    const ReleasedAttribute& units = attributes[5];
    EXPECT_TRUE(units.values[0].right);
    EXPECT_FALSE(units.values[1].right);
    ASSERT_THAT(units.findings, SizeIs(1));
    EXPECT_EQ(units.findings[0].text.en,
              "Value 2 of 2 of sisSchoolUnitCode is not a school unit code of eight digits.");
}

TEST(AttributesOf, WarnOfSeveralValuesWhereServicesExpectOne) {
    Entry entry = pupil();
    entry.set("mail", {"a@skara.example", "b@skara.example"});
    entry.set("sisSchoolGrade", {"6", "7"});
    for (const ReleasedAttribute& each : attributes_of(entry)) {
        if (each.attribute->name == "mail") {
            ASSERT_THAT(each.findings, SizeIs(1));
            EXPECT_EQ(each.findings[0].id, "FEDERATION_SEVERAL_VALUES");
            EXPECT_EQ(each.findings[0].severity, Severity::warning);
        } else {
            EXPECT_THAT(each.findings, IsEmpty()) << each.attribute->name;
        }
    }
}

TEST(AttributesOf, DisabledAccountsHaveTheirEppnAlone) {
    Entry entry = pupil();
    entry.set("samkatAccountStatus", {"disabled"});
    EXPECT_THAT(names(attributes_of(entry)), ElementsAre("eduPersonPrincipalName"));
    entry.remove("eduPersonPrincipalName");
    EXPECT_THAT(attributes_of(entry), IsEmpty());
}

TEST(AttributesOf, AccountsInGraceKeepWhatTheyHave) {
    Entry entry = pupil();
    const auto before = names(attributes_of(entry));
    entry.set("samkatAccountStatus", {"grace"});
    EXPECT_EQ(names(attributes_of(entry)), before);
}

RC_GTEST_PROP(AttributesOf, NeverReleasesWhatTheProfileDoesNotKnow,
              (const std::string& name, const std::string& value)) {
    RC_PRE(!name.empty() && find_attribute(name) == nullptr);
    Entry entry = pupil();
    entry.set(name, {value});
    for (const ReleasedAttribute& each : attributes_of(entry))
        RC_ASSERT(find_attribute(each.attribute->name) != nullptr && !same_name(each.attribute->name, name));
}

}  // namespace
}  // namespace samkat::federation
