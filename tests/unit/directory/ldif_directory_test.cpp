#include "daemon/directory/ldif_directory.hpp"

#include <gtest/gtest.h>

#include "tests/support/directory_conformance.hpp"
#include "tests/support/scratch.hpp"

namespace samkat::test {
namespace {

using directory::LdifDirectory;

constexpr std::string_view base_text = "dn: dc=samverkan,dc=example\nobjectClass: dcObject\ndc: samverkan\n";

Dn base() {
    return Dn::parse("dc=samverkan,dc=example").value();
}

Subject memory() {
    const std::shared_ptr<LdifDirectory> shared = LdifDirectory::from_text(base_text, "base.ldif").value();
    return {"ldif", [shared]() -> Directory& { return *shared; }, base};
}

INSTANTIATE_TEST_SUITE_P(Ldif, DirectoryConformance, testing::Values(memory()),
                         [](const auto& subject) { return subject.param.name; });

TEST(LdifDirectory, DumpsWhatItLoadedParentsFirst) {
    const std::string text =
        "version: 1\n\ndn: ou=b,dc=x\nou: b\nobjectClass: organizationalUnit\n\n"
        "dn: dc=x\ndc: x\n\ndn: ou=a-b,dc=x\nou: a-b\n\ndn: cn=z,ou=a,dc=x\ncn: z\n\ndn: ou=a,dc=x\nou: a\n";
    const auto loaded = LdifDirectory::from_text(text, "x.ldif");
    ASSERT_TRUE(loaded);
    const std::string dump = (*loaded)->dump();
    EXPECT_EQ(
        "dn: dc=x\ndc: x\n\ndn: ou=a,dc=x\nou: a\n\ndn: cn=z,ou=a,dc=x\ncn: z\n\ndn: ou=a-b,dc=x\nou: a-b\n\n"
        "dn: ou=b,dc=x\nobjectClass: organizationalUnit\nou: b\n\n",
        dump);
    EXPECT_EQ(dump, LdifDirectory::from_text(dump, "x.ldif").value()->dump());
}

TEST(LdifDirectory, RefusesHolesAndRepeats) {
    const auto hole = LdifDirectory::from_text("dn: dc=x\ndc: x\n\ndn: cn=a,ou=b,dc=x\ncn: a\n", "x.ldif");
    ASSERT_FALSE(hole);
    EXPECT_EQ("DIRECTORY_LDIF_PARENT", hole.error().id);
    EXPECT_EQ("x.ldif:4", hole.error().where.text());
    const auto twice = LdifDirectory::from_text("dn: dc=x\ndc: x\n\ndn: DC=X\ndc: x\n", "x.ldif");
    ASSERT_FALSE(twice);
    EXPECT_EQ("DIRECTORY_LDIF_TWICE", twice.error().id);
}

TEST(LdifDirectory, LoadsAFile) {
    const Scratch scratch;
    ASSERT_FALSE(LdifDirectory::load(scratch / "none.ldif"));
    auto* file = std::fopen((scratch / "base.ldif").c_str(), "w");
    ASSERT_NE(nullptr, file);
    std::fputs(std::string{base_text}.c_str(), file);
    std::fclose(file);
    EXPECT_EQ(1u, LdifDirectory::load(scratch / "base.ldif").value()->size());
}

TEST(LdifDirectory, AnEntryWithoutItsNameIsRefused) {
    const auto made = LdifDirectory::from_text(base_text, "base.ldif").value();
    ASSERT_TRUE(made->send(1, create(base().child("ou", "a"), {{"objectClass", {"organizationalUnit"}}})));
    EXPECT_EQ(Verdict::failed, made->receive().value().verdict);
}

TEST(LdifDirectory, AnEntryCannotMoveBelowItself) {
    const auto made =
        LdifDirectory::from_text("dn: dc=x\ndc: x\n\ndn: ou=a,dc=x\nou: a\n\ndn: ou=b,ou=a,dc=x\nou: b\n", "x").value();
    const Dn a = Dn::parse("ou=a,dc=x").value();
    ASSERT_TRUE(made->send(1, move(a, a.moved_to(a.child("ou", "b")))));
    EXPECT_EQ(Verdict::failed, made->receive().value().verdict);
    EXPECT_EQ(3u, made->size());
}

}  // namespace
}  // namespace samkat::test
