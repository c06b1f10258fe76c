#include "daemon/directory/ldif.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace samkat::directory {
namespace {

Result<std::vector<Entry>> entries(std::string_view text) {
    std::vector<Entry> result;
    auto read = read_ldif(text, "x.ldif", [&](Entry&& entry, std::uint32_t) -> Result<void> {
        result.push_back(std::move(entry));
        return {};
    });
    if (!read) return fail(read.error());
    return result;
}

TEST(Ldif, ReadsFoldsBase64CommentsAndCrlf) {
    const auto read = entries(
        "version: 1\r\n# comment\r\n  of two lines\r\ndn: cn=Anna,\r\n dc=x\r\ncn:Anna\r\nsn:: w5ZiZXJn\r\nCN:  "
        "Karin\r\nmail:\r\n\r\n\r\n"
        "dn:: Y249w4VzYSxkYz14\ncn: Åsa");
    ASSERT_TRUE(read) << format(read.error(), Language::en);
    ASSERT_EQ(2u, read->size());
    EXPECT_EQ("cn=Anna,dc=x", read->at(0).dn().text());
    EXPECT_EQ((Values{"Anna", "Karin"}), read->at(0).values("cn"));
    EXPECT_EQ("Öberg", read->at(0).value("sn"));
    EXPECT_EQ(Values{""}, read->at(0).values("mail"));
    EXPECT_EQ("cn=Åsa,dc=x", read->at(1).dn().text());
}

TEST(Ldif, SaysWhereAndWhat) {
    const std::vector<std::pair<std::string_view, std::string_view>> faults = {
        {"dn: dc=x\nno colon\n", "x.ldif:2 DIRECTORY_LDIF_LINE"},
        {"dn: dc=x\ndc: x\n\n folded\n", "x.ldif:4 DIRECTORY_LDIF_LINE"},
        {"dn: dc=x\nd c: x\n", "x.ldif:2 DIRECTORY_LDIF_LINE"},
        {"dn: dc=x\ndc:: %%%\n", "x.ldif:2 DIRECTORY_LDIF_VALUE"},
        {"dn: dc=x\n\ndn: dc=y\n", "x.ldif:1 DIRECTORY_LDIF_EMPTY"},
        {"dn: dc=x\ndc: \xff\n", "x.ldif:2 DIRECTORY_LDIF_VALUE"},
        {"dn: dc=x\ndc:< file:///etc/passwd\n", "x.ldif:2 DIRECTORY_LDIF_URL"},
        {"dn: dc=x\nchangetype: delete\n", "x.ldif:2 DIRECTORY_LDIF_CHANGE"},
        {"search: 2\nresult: 0 Success\n", "x.ldif:1 DIRECTORY_LDIF_FIRST_LINE"},
        {"version: 2\n\ndn: dc=x\n", "x.ldif:1 DIRECTORY_LDIF_VERSION"},
        {"\n# x\ndn: x\n", "x.ldif:3 MODEL_DN_SYNTAX"}};
    for (const auto& [text, expected] : faults) {
        const auto read = entries(text);
        ASSERT_FALSE(read) << text;
        EXPECT_EQ(expected, read.error().where.text() + " " + read.error().id);
    }
}

TEST(Ldif, WritesWhatItReads) {
    EXPECT_TRUE(rc::check("any entry comes back", [] {
        Entry entry{Dn::parse("cn=Åsa\\, x,dc=x").value()};
        entry.set("cn", {"Åsa, x"});
        const auto values = *rc::gen::container<Values>(rc::gen::container<std::string>(rc::gen::arbitrary<char>()));
        entry.set("jpegPhoto", values);
        entry.set("description", {*rc::gen::container<std::string>(200, rc::gen::elementOf(std::string{"ab :<"}))});
        std::string text;
        write_ldif(text, entry);
        std::size_t longest = 0;
        for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
            longest = std::max(longest, text.find('\n', at) - at);
        RC_ASSERT(longest <= 76u);
        const auto read = entries(text);
        RC_ASSERT(read.has_value());
        RC_ASSERT(read->size() == 1u);
        RC_ASSERT(read->front() == entry);
    }));
}

TEST(Ldif, NeverThrows) {
    EXPECT_TRUE(rc::check("any text is records or a finding", [] {
        const auto pieces = *rc::gen::container<std::vector<std::string>>(
            rc::gen::element<std::string>("dn: dc=x\n", "dc: x\n", " ", "\n", "#", ":: ", "YQ==", ":", "<",
                                          "version: 1\n", "\r\n", "\xff", "a;b: c\n"));
        std::string text;
        for (const std::string& piece : pieces) text += piece;
        const auto read = entries(text);
        RC_ASSERT(read.has_value() || !read.error().id.empty());
    }));
}

}  // namespace
}  // namespace samkat::directory
