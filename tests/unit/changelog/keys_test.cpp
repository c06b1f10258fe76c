#include "daemon/changelog/keys.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/unit/changelog/fixture.hpp"

namespace samkat::changelog {
namespace {

Keys make(const std::filesystem::path& path) {
    return Keys::create_if_missing(path, Keys::History::none).value();
}

unsigned mode_of(const std::filesystem::path& path) {
    struct stat status {};
    EXPECT_EQ(::stat(path.c_str(), &status), 0);
    return status.st_mode & 07777u;
}

TEST(Keys, AreMadeOnceAndPrivate) {
    const test::Scratch scratch;
    std::string fingerprint;
    std::string key;
    {
        Keys keys = make(scratch / "keys");
        EXPECT_TRUE(keys.made_now());
        fingerprint = keys.fingerprint();
        key = keys.person_key(PersonId{"p1"}).value().reveal();
        EXPECT_EQ(key.size(), 32u);
        EXPECT_EQ(keys.person_key(PersonId{"p1"}).value().reveal(), key);
        EXPECT_NE(keys.person_key(PersonId{"p2"}).value().reveal(), key);
    }
    EXPECT_EQ(mode_of(scratch / "keys"), 0700u);
    EXPECT_EQ(mode_of(scratch / "keys/installation.key"), 0600u);
    EXPECT_EQ(mode_of(scratch / "keys/persons.keys"), 0600u);
    const Keys again = Keys::create_if_missing(scratch / "keys", Keys::History::exists).value();
    EXPECT_FALSE(again.made_now());
    EXPECT_EQ(again.fingerprint(), fingerprint);
    EXPECT_EQ(again.find("p1").value()->reveal(), key);
    EXPECT_EQ(again.count(), 2u);
    EXPECT_FALSE(again.find("nobody").value().has_value());
}

TEST(Keys, MissingKeysWithAHistoryAreAnErrorAndNothingIsMade) {
    const test::Scratch scratch;
    const auto keys = Keys::create_if_missing(scratch / "keys", Keys::History::exists);
    ASSERT_FALSE(keys);
    EXPECT_EQ(keys.error().id, "LOG_KEYS_MISSING");
    EXPECT_FALSE(std::filesystem::exists(scratch / "keys"));
    EXPECT_EQ(Keys::open(scratch / "keys", Keys::Access::read).error().id, "LOG_KEYS_NONE");
}

TEST(Keys, LostPersonKeysAreNotMadeAnew) {
    const test::Scratch scratch;
    make(scratch / "keys");
    std::filesystem::remove(scratch / "keys/persons.keys");
    const auto keys = Keys::create_if_missing(scratch / "keys", Keys::History::none);
    ASSERT_FALSE(keys);
    EXPECT_EQ(keys.error().id, "LOG_KEYS_MISSING");
}

TEST(Keys, OthersMustNotGetAtThem) {
    const test::Scratch scratch;
    make(scratch / "keys");
    for (const char* name : {"keys", "keys/installation.key", "keys/persons.keys"}) {
        const auto path = scratch / name;
        const auto before = static_cast<mode_t>(mode_of(path));
        ASSERT_EQ(::chmod(path.c_str(), before | 0040), 0);
        const auto keys = Keys::open(scratch / "keys", Keys::Access::write);
        ASSERT_FALSE(keys) << name;
        EXPECT_EQ(keys.error().id, "LOG_KEYS_ACCESS");
        ASSERT_EQ(::chmod(path.c_str(), before), 0);
    }
    ASSERT_TRUE(Keys::open(scratch / "keys", Keys::Access::write));
}

TEST(Keys, ADamagedInstallationKeyIsAnError) {
    const test::Scratch scratch;
    make(scratch / "keys");
    for (const std::string& text :
         {std::string{}, std::string(63, 'a'), std::string(63, 'a') + "g", std::string(64, 'A')}) {
        spill(scratch / "keys/installation.key", text);
        EXPECT_EQ(Keys::open(scratch / "keys", Keys::Access::write).error().id, "LOG_KEYS_DAMAGED") << text;
    }
}

TEST(Keys, ADestroyedKeyIsGoneFromTheFileAndDoesNotComeBack) {
    const test::Scratch scratch;
    Keys keys = make(scratch / "keys");
    const Keys reader = Keys::open(scratch / "keys", Keys::Access::read).value();
    const std::string key{keys.person_key(PersonId{"p1"}).value().reveal()};
    const std::string other{keys.person_key(PersonId{"p2"}).value().reveal()};
    ASSERT_TRUE(reader.find("p1").value().has_value());
    ASSERT_NE(slurp(scratch / "keys/persons.keys").find(key), std::string::npos);
    ASSERT_TRUE(keys.destroy("p1"));
    EXPECT_EQ(slurp(scratch / "keys/persons.keys").find(key), std::string::npos);
    EXPECT_FALSE(keys.find("p1").value().has_value());
    EXPECT_FALSE(reader.find("p1").value().has_value());
    EXPECT_EQ(keys.person_key(PersonId{"p1"}).error().id, "LOG_KEY_DESTROYED");
    EXPECT_EQ(keys.count(), 1u);
    const Keys again = Keys::open(scratch / "keys", Keys::Access::write).value();
    EXPECT_FALSE(again.find("p1").value().has_value());
    EXPECT_EQ(again.find("p2").value()->reveal(), other);
    EXPECT_EQ(keys.destroy("nobody").error().id, "LOG_KEY_UNKNOWN");
}

TEST(Keys, AReaderSeesWhatIsMadeLater) {
    const test::Scratch scratch;
    Keys keys = make(scratch / "keys");
    const Keys reader = Keys::open(scratch / "keys", Keys::Access::read).value();
    EXPECT_FALSE(reader.find("p1").value().has_value());
    const std::string key{keys.person_key(PersonId{"p1"}).value().reveal()};
    EXPECT_EQ(reader.find("p1").value()->reveal(), key);
}

TEST(Keys, ACrashInMidWriteCostsOnlyTheUnfinishedSlots) {
    const test::Scratch scratch;
    make(scratch / "keys").person_key(PersonId{"p1"}).value();
    const auto path = scratch / "keys/persons.keys";
    const std::string whole = slurp(path);
    for (std::size_t size = whole.size() - 64; size < whole.size(); ++size) {
        spill(path, whole.substr(0, size));
        Keys keys = Keys::open(scratch / "keys", Keys::Access::write).value();
        EXPECT_FALSE(keys.find("p1").value().has_value());
        EXPECT_TRUE(keys.person_key(PersonId{"p1"}));
        EXPECT_EQ(slurp(path).size(), whole.size());
    }
    spill(path, whole + std::string(64, '\0') + whole.substr(64));
    EXPECT_EQ(Keys::open(scratch / "keys", Keys::Access::write).error().id, "LOG_KEYS_DAMAGED") << "a name twice";
}

TEST(Keys, AFlippedByteIsFound) {
    const test::Scratch scratch;
    make(scratch / "keys").person_key(PersonId{"p1"}).value();
    const auto path = scratch / "keys/persons.keys";
    const std::string whole = slurp(path);
    for (std::size_t at = 0; at < whole.size(); ++at) {
        std::string bad = whole;
        bad[at] = static_cast<char>(bad[at] ^ 1);
        spill(path, bad);
        EXPECT_EQ(Keys::open(scratch / "keys", Keys::Access::write).error().id, "LOG_KEYS_DAMAGED") << at;
    }
}

TEST(Keys, NamesThatDoNotFitASlotAreRefused) {
    const test::Scratch scratch;
    Keys keys = make(scratch / "keys");
    for (const std::string& name : {std::string{}, std::string(28, 'a'), std::string{"a b"}, std::string{"å"}}) {
        const std::vector<std::string> names = {"good", name};
        EXPECT_EQ(keys.ensure(names).error().id, "LOG_KEY_NAME");
    }
    EXPECT_EQ(keys.count(), 0u);
}

TEST(Keys, HashesAreSeparatedByPurposeAndInstallation) {
    const test::Scratch scratch;
    const Keys one = make(scratch / "one");
    const Keys two = make(scratch / "two");
    EXPECT_NE(hex(one.mac("civic", "x")), hex(one.mac("name", "x")));
    EXPECT_NE(hex(one.mac("civic", "x")), hex(two.mac("civic", "x")));
    EXPECT_NE(hex(one.mac("ab", "c")), hex(one.mac("a", "bc")));
    EXPECT_EQ(one.subject_hash(Dn::parse("UID=Anna, dc=x").value()),
              one.subject_hash(Dn::parse("uid=anna,dc=x").value()));
}

TEST(Keys, ManyAreMadeAtOnce) {
    const test::Scratch scratch;
    Keys keys = make(scratch / "keys");
    std::vector<std::string> names;
    for (int i = 0; i < 50'000; ++i) names.push_back("person-number-" + std::to_string(100'000 + i));
    ASSERT_TRUE(keys.ensure(names));
    EXPECT_EQ(Keys::open(scratch / "keys", Keys::Access::read).value().count(), 50'000u);
}

}  // namespace
}  // namespace samkat::changelog
