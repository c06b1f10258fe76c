#include "daemon/model/dn.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "daemon/base/text.hpp"

namespace samkat {
namespace {

Dn dn(std::string_view text) {
    return Dn::parse(text).value();
}

TEST(Dn, ComparesWithoutRegardToCaseAndSpace) {
    EXPECT_EQ(dn("OU=Skara,DC=Samverkan, dc=Example"), dn("ou=skara,dc=samverkan,dc=example"));
    EXPECT_EQ(dn("cn=Anna  Karin,dc=x"), dn("cn=anna karin,dc=x"));
    EXPECT_NE(dn("cn=a,dc=x"), dn("cn=b,dc=x"));
}

TEST(Dn, ReadsEscapes) {
    EXPECT_EQ(dn("cn=Berg\\, Anna,dc=x").rdn_value(), "Berg, Anna");
    EXPECT_EQ(dn("cn=\\C3\\85sa,dc=x").rdn_value(), "Åsa");
    EXPECT_EQ(dn("cn=\\ a\\ ,dc=x").rdn_value(), " a ");
    EXPECT_EQ(dn("cn=a\\2Cb,dc=x").depth(), 2u);
}

TEST(Dn, RefusesWhatIsNone) {
    for (const char* bad :
         {"cn", "cn=", "=x", "cn=a,,dc=x", "cn=a\"b", "cn=a\\", "cn=a\\g1", "cn=#04", "c n=a", "cn=\\ff", "cn=a,"}) {
        EXPECT_FALSE(Dn::parse(bad)) << bad;
    }
    EXPECT_FALSE(Dn::parse("cn=" + std::string(9000, 'a')));
}

TEST(Dn, KnowsTheTree) {
    const Dn base = dn("ou=skara,dc=x");
    EXPECT_TRUE(dn("uid=a,ou=people,OU=Skara,dc=x").is_within(base));
    EXPECT_TRUE(base.is_within(base));
    EXPECT_FALSE(dn("ou=stora-skara,dc=x").is_within(base));
    EXPECT_FALSE(dn("uid=a\\,ou=skara,dc=x").is_within(base));
    EXPECT_EQ(dn("uid=a,ou=people,dc=x").parent().text(), "ou=people,dc=x");
    EXPECT_EQ(dn("uid=a,ou=people,dc=x").moved_to(base).text(), "uid=a,ou=skara,dc=x");
    EXPECT_TRUE(Dn{}.parent().empty());
}

TEST(Dn, AnyValueSurvivesTheRoundTrip) {
    EXPECT_TRUE(rc::check("a child's value comes back", [] {
        const auto codes = *rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 0x250));
        RC_PRE(!codes.empty());
        std::string value;
        for (const int code : codes) {
            if (code < 0x80)
                value += static_cast<char>(code);
            else
                (value += static_cast<char>(0xC0 | (code >> 6))) += static_cast<char>(0x80 | (code & 0x3F));
        }
        const Dn base = dn("dc=x");
        const Dn child = base.child("cn", value);
        RC_ASSERT(child.rdn_value() == value);
        const auto again = Dn::parse(child.text());
        RC_ASSERT(again.has_value());
        RC_ASSERT(again->key() == child.key());
        RC_ASSERT(child.parent() == base);
        RC_ASSERT(child.is_within(base));
        RC_ASSERT(child.depth() == 2u);
    }));
}

TEST(Filter, EscapesWhatMeansSomething) {
    EXPECT_EQ(escape_filter_value(std::string_view{"a*(b)\\\0", 7}), "a\\2a\\28b\\29\\5c\\00");
    EXPECT_EQ(escape_filter_value("Åsa"), "Åsa");
}

}  // namespace
}  // namespace samkat
