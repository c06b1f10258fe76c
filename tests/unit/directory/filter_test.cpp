#include "daemon/directory/filter.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "daemon/directory/operation.hpp"

namespace samkat::directory {
namespace {

Entry anna() {
    Entry entry{Dn::parse("uid=anna,dc=x").value()};
    entry.set("uid", {"anna"});
    entry.set("cn", {"Åsa  Öberg", "Åsa"});
    return entry;
}

bool matches(std::string_view text) {
    return Filter::parse(text).value().matches(anna());
}

TEST(Filter, Matches) {
    EXPECT_TRUE(matches("(uid=ANNA)"));
    EXPECT_TRUE(matches("(CN=åsa öberg)"));
    EXPECT_TRUE(matches("(cn=\\C3\\85sa)"));
    EXPECT_TRUE(matches("(objectClass=*)"));
    EXPECT_TRUE(matches("(&(uid=anna)(|(cn=x)(cn=åsa))(!(mail=*)))"));
    EXPECT_FALSE(matches("(!(uid=*))"));
    EXPECT_FALSE(matches("(mail=)"));
    EXPECT_TRUE(matches("(&)"));
    EXPECT_FALSE(matches("(|)"));
    EXPECT_TRUE(matches("(entryDN:dnSubtreeMatch:=DC=x)"));
    EXPECT_TRUE(matches("(entryDN:dnSubtreeMatch:=uid=anna,dc=x)"));
    EXPECT_FALSE(matches("(entryDN:dnSubtreeMatch:=ou=a,dc=x)"));
    EXPECT_TRUE(matches("(!(entryDN:dnSubtreeMatch:=dc=y))"));
}

TEST(Filter, RefusesWhatIsNone) {
    for (const char* bad :
         {"", "uid=a", "(uid=a", "(uid=a))", "(=a)", "(uid)", "(&(uid=a)", "(!)", "(!(a=b)(c=d))", "(uid=a\\1)",
          "(uid=a\\zz)", "(u id=a)", "(uid=(a)", "(entryDN:dnSubtreeMatch:=x)", "(entryDN:dnSubtreeMatch:=*)"}) {
        const auto filter = Filter::parse(bad);
        ASSERT_FALSE(filter) << bad;
        EXPECT_EQ("DIRECTORY_FILTER_SYNTAX", filter.error().id) << bad;
    }
    EXPECT_EQ("The search filter cannot be read at character 7.", Filter::parse("(uid=a").error().text.en);
    EXPECT_FALSE(Filter::parse(std::string(100, '(') + std::string(100, ')')));
}

TEST(Filter, SaysWhatIsNotThere) {
    for (const char* other : {"(uid=a*)", "(uid>=a)", "(uid~=a)", "(uid:caseExactMatch:=a)"}) {
        const auto filter = Filter::parse(other);
        ASSERT_FALSE(filter) << other;
        EXPECT_EQ("DIRECTORY_FILTER_UNSUPPORTED", filter.error().id) << other;
    }
}

TEST(Filter, NeverThrows) {
    EXPECT_TRUE(rc::check("any bytes are a filter or a finding", [] {
        const auto text =
            *rc::gen::container<std::string>(rc::gen::elementOf(std::string{"()&|!=*\\ab01~<>: \xC3\x85"}));
        const auto filter = Filter::parse(text);
        if (filter) (void)filter->matches(anna());
        RC_ASSERT(filter.has_value() || !filter.error().id.empty());
    }));
}

TEST(Filter, SaysTheSameAsThePrecondition) {
    EXPECT_TRUE(rc::check("assertion_text and holds agree", [] {
        const auto value =
            rc::gen::container<std::string>(rc::gen::elementOf(std::string{"aA(*)\\ ", 7} + std::string{'\0'}));
        Entry entry{Dn::parse("dc=x").value()};
        entry.set("cn", *rc::gen::container<Values>(value));
        Precondition precondition;
        const Values wanted = *rc::gen::container<Values>(value);
        const auto test = wanted.empty() ? Expectation::Test::is_absent : Expectation::Test::has_values;
        precondition.push_back({"cn", test, wanted});
        RC_ASSERT(Filter::parse(assertion_text(precondition)).value().matches(entry) == holds(precondition, entry));
    }));
}

}  // namespace
}  // namespace samkat::directory
