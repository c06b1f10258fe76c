#include "daemon/service/file_directory.hpp"

#include <gmock/gmock.h>

#include "daemon/base/file.hpp"
#include "tests/support/scratch.hpp"

namespace samkat::service {
namespace {

constexpr std::string_view root = "version: 1\n\ndn: dc=example\nobjectClass: domain\ndc: example\n";

Change create_child() {
    Change change;
    change.kind = ChangeKind::create;
    change.dn = Dn::parse("ou=skara,dc=example").value();
    change.attributes = {{"objectClass", {}, {"organizationalUnit"}, "", "", ""}, {"ou", {}, {"skara"}, "", "", ""}};
    return change;
}

TEST(FileDirectory, IsInTheFileBeforeItIsAnswered) {
    const test::Scratch scratch;
    ASSERT_TRUE(write_file(scratch / "d.ldif", root));
    auto directory = open_file_directory(scratch / "d.ldif", 10);
    ASSERT_TRUE(directory);
    ASSERT_TRUE((*directory)->send(1, create_child()));
    const auto answer = (*directory)->receive();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->verdict, directory::Verdict::applied);
    EXPECT_THAT(read_file(scratch / "d.ldif").value(), testing::HasSubstr("dn: ou=skara,dc=example"));
}

TEST(FileDirectory, WhatCannotBeWrittenIsNotSaidToBeApplied) {
    const test::Scratch scratch;
    std::filesystem::create_directory(scratch / "sub");
    ASSERT_TRUE(write_file(scratch / "sub/d.ldif", root));
    auto directory = open_file_directory(scratch / "sub/d.ldif", 10);
    ASSERT_TRUE(directory);
    std::filesystem::remove_all(scratch / "sub");
    ASSERT_TRUE((*directory)->send(1, create_child()));
    const auto answer = (*directory)->receive();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->verdict, directory::Verdict::ended);
    EXPECT_EQ(answer->reason.id, "BASE_FILE_WRITE");
}

TEST(FileDirectory, AFileThatIsNotThereIsAnError) {
    EXPECT_FALSE(open_file_directory("/nowhere/d.ldif", 10));
}

}  // namespace
}  // namespace samkat::service
