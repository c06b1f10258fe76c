#include "daemon/base/file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/scratch.hpp"

namespace samkat::test {
namespace {

constexpr uid_t somebody = 65534;

// What reading a secret of `owner` and `mode` says: "" if it is read.
std::string fault(uid_t owner, mode_t mode) {
    const Scratch scratch;
    const auto path = scratch / "secret";
    EXPECT_TRUE(write_file(path, "hemligt\n", 0600));
    EXPECT_EQ(::chown(path.c_str(), owner, static_cast<gid_t>(-1)), 0);
    EXPECT_EQ(::chmod(path.c_str(), mode), 0);
    const auto secret = read_secret(path);
    if (!secret) return secret.error().id;
    EXPECT_EQ(secret->reveal(), "hemligt");
    return "";
}

TEST(Secrets, AreReadFromFilesThatNobodyElseCanRead) {
    EXPECT_EQ(fault(::geteuid(), 0600), "");
    EXPECT_EQ(fault(::geteuid(), 0400), "");
    for (const mode_t mode : {0640, 0620, 0604, 0602, 0644})
        EXPECT_EQ(fault(::geteuid(), mode), "BASE_FILE_MODE") << mode;
}

TEST(Secrets, AreNotReadFromADirectory) {
    const Scratch scratch;
    EXPECT_EQ(read_secret(scratch.path()).error().id, "BASE_FILE_MODE");
}

TEST(Secrets, OfAnotherUserAreNone) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can give files away";
    EXPECT_EQ(fault(somebody, 0600), "BASE_FILE_OWNER");
    EXPECT_EQ(fault(somebody, 0400), "BASE_FILE_OWNER");
}

// As an ordinary user: root may let its group read, as systemd does with credentials.
TEST(Secrets, OfRootAreReadThroughItsGroup) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can become somebody else";
    const auto as_somebody = [](mode_t mode) {
        const Scratch scratch;
        EXPECT_EQ(::chmod(scratch.path().c_str(), 0755), 0);
        const auto path = scratch / "secret";
        EXPECT_TRUE(write_file(path, "hemligt", 0600));
        EXPECT_EQ(::chown(path.c_str(), 0, somebody), 0);
        EXPECT_EQ(::chmod(path.c_str(), mode), 0);
        EXPECT_EQ(::setegid(somebody), 0);
        EXPECT_EQ(::seteuid(somebody), 0);
        const auto secret = read_secret(path);
        EXPECT_EQ(::seteuid(0), 0);
        EXPECT_EQ(::setegid(0), 0);
        return secret ? std::string{} : secret.error().id;
    };
    EXPECT_EQ(as_somebody(0640), "");
    EXPECT_EQ(as_somebody(0440), "");
    EXPECT_EQ(as_somebody(0660), "BASE_FILE_MODE");
    EXPECT_EQ(as_somebody(0644), "BASE_FILE_MODE");
    EXPECT_EQ(as_somebody(0600), "BASE_FILE_OPEN");
}

}  // namespace
}  // namespace samkat::test
