// What the key directory remembers, and what somebody without the key can do about it.
#include "daemon/changelog/heads.hpp"

#include "daemon/changelog/set_aside.hpp"
#include "tests/unit/changelog/fixture.hpp"

namespace samkat::changelog {
namespace {

const std::string any_hash(64, 'a');

TEST_F(LogTest, HeadsAreReadAsTheyWereNoted) {
    EXPECT_TRUE(keys.heads().value().chains.empty());
    ASSERT_TRUE(keys.person_key(PersonId{"p1"}));
    const SeenChains chains = {{"", {{3, any_hash}, {100, 7, -5}}}, {"1495", {{1, any_hash}, {1, 2, 3}}}};
    const Heads noted = keys.note(chains).value();
    EXPECT_EQ(noted.chains, chains);
    EXPECT_EQ(noted.keys.slots, 2u);
    EXPECT_EQ(keys.heads().value(), noted);
    EXPECT_EQ(Keys::open(scratch / "keys", Keys::Access::read).value().heads().value(), noted);
    EXPECT_TRUE(keys.check(noted.keys));
    // More keys are no fault.
    ASSERT_TRUE(keys.person_key(PersonId{"p2"}));
    EXPECT_TRUE(keys.check(noted.keys));
}

TEST_F(LogTest, AnyChangedBitOfTheHeadsIsTold) {
    ASSERT_TRUE(keys.note({{"1495", {{1, any_hash}, {1, 2, 3}}}}));
    const std::string whole = slurp(scratch / "keys/heads");
    for (std::size_t at = 0; at < whole.size(); ++at) {
        std::string bad = whole;
        bad[at] = static_cast<char>(bad[at] ^ (1 << (at % 8)));
        spill(scratch / "keys/heads", bad);
        const auto heads = keys.heads();
        ASSERT_FALSE(heads) << at;
        EXPECT_EQ(heads.error().id, "LOG_HEADS_FOREIGN");
    }
    std::filesystem::remove(scratch / "keys/heads");
    EXPECT_EQ(keys.heads().error().id, "LOG_HEADS_MISSING");
}

TEST_F(LogTest, PersonsKeysThatAreOlderOrExchangedAreTold) {
    const std::string older = slurp(scratch / "keys/persons.keys");
    ASSERT_TRUE(keys.person_key(PersonId{"p1"}));
    const SeenKeys seen = keys.note({}).value().keys;
    spill(scratch / "keys/persons.keys", older);
    EXPECT_EQ(keys.check(seen).error().id, "LOG_KEYS_EXCHANGED");
    Keys again = Keys::open(scratch / "keys", Keys::Access::write).value();
    EXPECT_FALSE(again.knows("p1"));
    ASSERT_TRUE(again.person_key(PersonId{"p1"}));
    EXPECT_EQ(again.check(seen).error().id, "LOG_KEYS_EXCHANGED") << "a new key under the old name";
    ASSERT_TRUE(again.destroy("p1"));
    EXPECT_TRUE(again.knows("p1"));
    EXPECT_TRUE(again.check(again.note({}).value().keys));
}

TEST_F(LogTest, ABrokenChainIsPutAsideWholeAndGoesOnAfterItsLastGoodLine) {
    write_three();
    EXPECT_FALSE(set_aside_if_broken(scratch / "log", "1495", keys, "x").value());
    std::string bad = slurp(file());
    bad.replace(bad.find("run-1", bad.find("\"seq\":2")), 5, "run-2");
    spill(file(), bad);
    const auto aside = set_aside_if_broken(scratch / "log", "1495", keys, "x").value();
    ASSERT_TRUE(aside);
    EXPECT_EQ(aside->kept, 1u);
    EXPECT_EQ(aside->lines, 3u);
    EXPECT_EQ(slurp(aside->damaged), bad);
    EXPECT_EQ(slurp(file()), bad.substr(0, bad.find('\n') + 1));
    EXPECT_EQ(reader().chains().value(), std::vector<std::string>{"1495"});
    EXPECT_EQ(open().append(std::vector{draft("1495", "p1", "{}")}).value()[0].seq, 2u);
    EXPECT_EQ(reader().verify("1495").value().lines, 2u);
}

}  // namespace
}  // namespace samkat::changelog
