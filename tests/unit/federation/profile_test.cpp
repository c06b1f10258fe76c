#include "daemon/federation/profile.hpp"

#include <algorithm>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "daemon/federation/messages.hpp"

namespace samkat::federation {
namespace {

TEST(Profile, HasEveryNameOnceUnderAnObjectIdentifier) {
    std::set<std::string_view> names, saml_names;
    for (const ProfileAttribute& each : profile()) {
        EXPECT_TRUE(names.insert(each.name).second) << each.name;
        EXPECT_TRUE(saml_names.insert(each.saml_name).second) << each.saml_name;
        EXPECT_TRUE(each.saml_name.starts_with("urn:oid:")) << each.name;
        EXPECT_EQ(each.saml_name.substr(8).find_first_not_of("0123456789."), std::string_view::npos) << each.name;
    }
    EXPECT_EQ(profile().front().name, "eduPersonPrincipalName");
}

TEST(Profile, IsScopedWhereTheFormSaysSo) {
    for (const ProfileAttribute& each : profile()) {
        const bool scoped = each.syntax == Syntax::eppn || each.syntax == Syntax::scoped_affiliation ||
                            each.syntax == Syntax::unique_id;
        EXPECT_EQ(each.scoped, scoped) << each.name;
        EXPECT_TRUE(fault_of(each.syntax).id.starts_with("FEDERATION_FORM_")) << each.name;
    }
}

TEST(Profile, FindsNamesWithoutRegardToCase) {
    ASSERT_NE(find_attribute("EDUPERSONPRINCIPALNAME"), nullptr);
    EXPECT_EQ(find_attribute("norEduPersonNIN")->saml_name, "urn:oid:1.3.6.1.4.1.2428.90.1.5");
    EXPECT_EQ(find_attribute("sisschoolunitcode")->saml_name, "urn:oid:1.2.752.194.10.2.4");
    EXPECT_EQ(find_attribute("userPassword"), nullptr);
    EXPECT_EQ(find_attribute("givenName;lang-sv"), nullptr);
    EXPECT_EQ(find_attribute(""), nullptr);
}

struct Case {
    Syntax syntax;
    std::string_view value;
    bool right;
};

class Form : public testing::TestWithParam<Case> {};

TEST_P(Form, IsJudged) {
    EXPECT_EQ(has_form(GetParam().syntax, GetParam().value), GetParam().right) << GetParam().value;
}

INSTANTIATE_TEST_SUITE_P(
    Profile, Form,
    testing::Values(
        Case{Syntax::eppn, "kq8wz2@edu.skara.example", true}, Case{Syntax::eppn, "kq8wz2@", false},
        Case{Syntax::eppn, "@skara.example", false}, Case{Syntax::eppn, "kq8wz2", false},
        Case{Syntax::eppn, "a@b@skara.example", false}, Case{Syntax::eppn, "a b@skara.example", false},
        Case{Syntax::eppn, "a@skara", false}, Case{Syntax::eppn, "a@skara..example", false},
        Case{Syntax::eppn, "a@-skara.example", false}, Case{Syntax::eppn, "a@skåra.example", false},
        Case{Syntax::eppn, "a@skara.example\n", false}, Case{Syntax::scoped_affiliation, "student@skara.example", true},
        Case{Syntax::scoped_affiliation, "library-walk-in@skara.example", true},
        Case{Syntax::scoped_affiliation, "elev@skara.example", false},
        Case{Syntax::scoped_affiliation, "Student@skara.example", false},
        Case{Syntax::scoped_affiliation, "student", false}, Case{Syntax::affiliation, "faculty", true},
        Case{Syntax::affiliation, "teacher", false}, Case{Syntax::unique_id, "A1b2@skara.example", true},
        Case{Syntax::unique_id, "a-b@skara.example", false}, Case{Syntax::civic_number, "201202032387", true},
        Case{Syntax::civic_number, "201202032380", false}, Case{Syntax::civic_number, "20120203-2387", false},
        Case{Syntax::civic_number, "1202032387", false}, Case{Syntax::civic_number, "20120203TF12", true},
        Case{Syntax::civic_number, "20120203tf12", false}, Case{Syntax::civic_number, "201213032387", false},
        Case{Syntax::birth_date, "20120229", true}, Case{Syntax::birth_date, "20110229", false},
        Case{Syntax::birth_date, "2012-02-29", false}, Case{Syntax::unit_code, "21648755", true},
        Case{Syntax::unit_code, "2164875", false}, Case{Syntax::unit_code, " 21648755", false},
        Case{Syntax::unit_code, "2164875x", false}, Case{Syntax::country, "SE", true},
        Case{Syntax::country, "se", false}, Case{Syntax::country, "SWE", false},
        Case{Syntax::mail, "anna@skara.example", true}, Case{Syntax::mail, "åsa@skara.example", true},
        Case{Syntax::mail, "anna", false}, Case{Syntax::mail, "anna @skara.example", false},
        Case{Syntax::uri, "http://id.skolfederation.se/loa/2fa", true}, Case{Syntax::uri, "urn:mace:x", true},
        Case{Syntax::uri, "2fa", false}, Case{Syntax::uri, "1a:b", false}, Case{Syntax::uri, "a: b", false},
        Case{Syntax::uri, "a:", false}, Case{Syntax::text, "Åsa-Märta", true}, Case{Syntax::text, "", false},
        Case{Syntax::text, "a\tb", false}, Case{Syntax::text, "\xff", false}));

RC_GTEST_PROP(Profile, JudgesAnyBytesWithoutEnd, (const std::string& bytes)) {
    for (const ProfileAttribute& each : profile()) {
        if (has_form(each.syntax, bytes)) RC_ASSERT(!bytes.empty());
    }
}

RC_GTEST_PROP(Profile, TakesOneAtSignInAnEppnAndNoMore, ()) {
    const auto user = *rc::gen::nonEmpty(rc::gen::string<std::string>());
    const std::string eppn = user + "@skara.example";
    const bool plain = std::ranges::all_of(user, [](char c) { return c > ' ' && c < '\x7f' && c != '@'; });
    if (plain && eppn.size() <= 256) RC_ASSERT(has_form(Syntax::eppn, eppn));
    RC_ASSERT(!has_form(Syntax::eppn, eppn + "@skara.example"));
}

TEST(FederationMessages, SayTheSameInBothLanguages) {
    for (const Message* each : federation_messages::all()) {
        EXPECT_EQ(placeholders(each->sv).size(), placeholders(each->en).size()) << each->id;
        EXPECT_FALSE(each->advice_sv.empty()) << each->id;
        EXPECT_EQ(placeholders(each->advice_sv), placeholders(each->advice_en)) << each->id;
    }
}

}  // namespace
}  // namespace samkat::federation
