// Who is linked with whom, who waits, and how what a wrong number did is undone.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "daemon/engine/identify.hpp"
#include "tests/unit/engine/world_builder.hpp"

namespace samkat::engine::test {
namespace {

// Her number, her given name, and another family name: the attack, and the same of two newcomers.
TEST(Linking, ANumberAndAGivenNameLinkNobody) {
    const Drafts skara = drafts_of("skara", {{.id = "1"}});
    const Drafts gotene = drafts_of("gotene", {{.id = "9", .family = "Lind", .municipality = "1471"}});
    const auto known = known_of(identified({&skara}).identities);
    const Identified result = identified({&skara, &gotene}, known);
    ASSERT_EQ(result.world.persons.size(), 1u);
    EXPECT_EQ(result.world.persons[0].id, known[0].id);
    EXPECT_TRUE(result.identities.empty());
    EXPECT_EQ(count(result.world.findings, "ENGINE_IDENTIFY_NUMBER_ALONE"), 1u);
    EXPECT_FALSE(result.world.is_frozen(known[0].id, "1495"));
    EXPECT_TRUE(identified({&skara, &gotene}).world.persons.empty());
}

TEST(Linking, AStatedBirthDateIsASecondField) {
    const std::string born = "2014-03-10";
    const Drafts skara = drafts_of("skara", {{.id = "1", .birth = born}});
    const auto known = known_of(identified({&skara}).identities);
    EXPECT_TRUE(known[0].birth_stated);
    const Drafts both = drafts_of("gotene", {{.id = "9", .family = "Lind", .birth = born, .municipality = "1471"}});
    EXPECT_EQ(humans(identified({&skara, &both}, known)).size(), 1u);
    EXPECT_EQ(humans(identified({&both}, known)).size(), 1u);
    EXPECT_EQ(humans(identified({&skara, &both})).size(), 1u);
    // One that was read out of the number is none.
    const Drafts one = drafts_of("gotene", {{.id = "9", .family = "Lind", .municipality = "1471"}});
    EXPECT_EQ(count(identified({&skara, &one}, known).world.findings, "ENGINE_IDENTIFY_NUMBER_ALONE"), 1u);
}

// Anna Maria and Elsa Maria, of one day and one family.
TEST(Linking, AMistypedNumberDoesNotMakeOneOfTwins) {
    const Drafts skara = drafts_of("skara", {{.id = "1", .given = "Anna Maria", .birth = "2014-03-10"}});
    const Drafts gotene =
        drafts_of("gotene", {{.id = "9", .given = "Elsa Maria", .birth = "2014-03-10", .municipality = "1471"}});
    const auto known = known_of(identified({&skara}).identities);
    const Identified result = identified({&skara, &gotene}, known);
    EXPECT_EQ(ids(result), std::vector{known[0].id.value});
    EXPECT_EQ(count(result.world.findings, "ENGINE_IDENTIFY_NUMBER_TAKEN"), 1u);
}

// Of one day: the birth date tells nothing.
TEST(Linking, AKnownPersonWhoseNumberBecomesAnothersWaitsAndTheOtherGoesOn) {
    const Drafts before = drafts_of("skara", {{.id = "1"}});
    const Drafts gotene =
        drafts_of("gotene", {{.id = "9", .given = "Bo", .individual = "239", .municipality = "1471"}});
    const auto known = known_of(identified({&before, &gotene}).identities);
    const Drafts wrong = drafts_of("gotene", {{.id = "9", .given = "Bo", .individual = "238", .municipality = "1471"}});
    const Identified result = identified({&before, &wrong}, known);
    ASSERT_EQ(result.world.persons.size(), 1u);
    EXPECT_EQ(result.world.pool.view(result.world.persons[0].given_name.value), "Anna");
    EXPECT_EQ(count(result.world.findings, "ENGINE_IDENTIFY_NUMBER_CHANGED"), 1u);
    EXPECT_TRUE(result.identities.empty());
    EXPECT_EQ(identified({&before, &gotene}, known).world.persons.size(), 2u);
}

// Twins: the number of one stood on the other, and is corrected the day that her own record comes.
TEST(Linking, ACorrectedNumberDoesNotGiveOneTwinTheOthersAccount) {
    for (const auto& [first, second] : {std::pair{"Anna", "Elsa"}, std::pair{"Anna Maria", "Elsa Maria"}}) {
        const Drafts before = drafts_of("skara", {{.id = "1", .given = first, .individual = "239"}});
        const auto known = known_of(identified({&before}).identities);
        const Row corrected{.id = "1", .given = first, .individual = "238"};
        const Drafts after = drafts_of("skara", {corrected, {.id = "2", .given = second, .individual = "239"}});
        const Identified result = identified({&after}, known);
        ASSERT_EQ(result.world.persons.size(), 2u);
        for (const Person& person : result.world.persons) {
            const bool is_first = result.world.pool.view(person.given_name.value) == first;
            EXPECT_EQ(person.id == known[0].id, is_first);
        }
        EXPECT_TRUE(result.world.findings.empty());
    }
}

// The id is given to a twin the day that the number changes: nobody can tell that from a corrected number, but the
// name.
TEST(Linking, AnotherNumberIsNotBelievedWithHalfAName) {
    const Drafts before = drafts_of("skara", {{.id = "1", .given = "Anna Maria", .individual = "239"}});
    const auto known = known_of(identified({&before}).identities);
    const Drafts after = drafts_of("skara", {{.id = "1", .given = "Elsa Maria", .individual = "238"}});
    EXPECT_EQ(count(identified({&after}, known).world.findings, "ENGINE_IDENTIFY_KEY_REUSED"), 1u);
}

TEST(Linking, ANumberOfAnotherDayThanTheRegisterStatesIsNotBelieved) {
    const Drafts before = drafts_of("skara", {{.id = "1", .birth = "2014-03-10"}});
    const auto known = known_of(identified({&before}).identities);
    const Drafts after = drafts_of("skara", {{.id = "1", .date = "20130101", .birth = "2014-03-10"}});
    EXPECT_EQ(count(identified({&after}, known).world.findings, "ENGINE_IDENTIFY_KEY_REUSED"), 1u);
}

TEST(Linking, AStrangersRecordWithAKnownNumberDoesNotConcernThePerson) {
    const Drafts before = drafts_of("skara", {{.id = "1"}});
    const auto known = known_of(identified({&before}).identities);
    for (const std::string date : {"", "20140310"}) {
        const Drafts skara = drafts_of("skara", {{.id = "1", .date = date}});
        const Drafts gotene =
            drafts_of("gotene", {{.id = "9", .given = "Omar", .family = "Haddad", .municipality = "1471"}});
        const Identified result = identified({&skara, &gotene}, known);
        EXPECT_EQ(ids(result), std::vector{known[0].id.value});
        EXPECT_FALSE(result.world.is_frozen(known[0].id, "1495"));
        EXPECT_EQ(count(result.world.findings, "ENGINE_IDENTIFY_NUMBER_TAKEN"), 1u);
        EXPECT_EQ(result.world.findings.list().size(), 1u);
        // She can leave, though it still stands there.
        EXPECT_FALSE(identified({&gotene}, known).world.is_frozen(known[0].id, "1495"));
    }
}

// Anna of Götene had the number of Anna of Skara: one person, until it is corrected.
class WrongNumber : public ::testing::Test {
  protected:
    WrongNumber() {
        night(wrong);
        EXPECT_EQ(known.size(), 1u);
        skara_id = known[0].id;
    }
    Identified night(const Drafts& gotene) {
        Identified result = identified({&skara, &gotene}, known);
        learn(known, result.identities);
        return result;
    }
    static Drafts gotene(const std::string& date, const std::string& given = "Anna", const std::string& birth = "") {
        return drafts_of("gotene", {{.id = "9", .given = given, .date = date, .birth = birth, .municipality = "1471"}});
    }
    Drafts skara = drafts_of("skara", {{.id = "1"}});
    Drafts wrong = gotene("20140310"), right = gotene("20120115");
    std::vector<KnownPerson> known;
    PersonId skara_id;
};

TEST_F(WrongNumber, IsUndoneWhenItIsCorrected) {
    for (int i = 0; i < 7; ++i) night(wrong);
    const Identified result = night(right);
    ASSERT_EQ(result.world.persons.size(), 2u);
    EXPECT_NE(result.world.of(skara_id, "1495"), nullptr);
    EXPECT_EQ(result.world.of(skara_id, "1471"), nullptr);
    EXPECT_EQ(count(result.world.findings, "ENGINE_IDENTIFY_LEFT"), 1u);
    ASSERT_EQ(known.size(), 2u);
    for (const KnownPerson& each : known) EXPECT_EQ(each.register_keys.size(), 1u);
    const Identified next = night(right);
    EXPECT_EQ(ids(next), ids(result));
    EXPECT_TRUE(next.identities.empty());
    EXPECT_TRUE(next.world.findings.empty());
}

TEST_F(WrongNumber, IsUndoneAlsoBeforeItIsRecorded) {
    const auto before = known;
    const Identified result = night(right);
    known = before;  // held, and tried again
    EXPECT_EQ(ids(night(right)), ids(result));
}

// Whoever works in both municipalities, with a number that is wrong for some nights.
TEST_F(WrongNumber, OfOneWhoIsTheSameIsUndoneToo) {
    for (int i = 0; i < 3; ++i) EXPECT_EQ(humans(night(right)).size(), 2u);
    const Identified back = night(wrong);
    EXPECT_EQ(humans(back), std::set{skara_id.value});
    EXPECT_EQ(count(back.world.findings, "ENGINE_IDENTIFY_RETURNED"), 1u);
    EXPECT_EQ(humans(night(wrong)), std::set{skara_id.value});
    EXPECT_TRUE(night(wrong).world.findings.empty());
}

// Another number and nothing else: as likely a mistyped one.
TEST_F(WrongNumber, AloneDoesNotPartWhatIsOne) {
    const Drafts same_day = drafts_of("gotene", {{.id = "9", .individual = "239", .municipality = "1471"}});
    const Identified result = night(same_day);
    EXPECT_EQ(ids(result), std::vector{skara_id.value});
    EXPECT_NE(result.world.of(skara_id, "1495"), nullptr);
    EXPECT_TRUE(result.world.is_frozen(skara_id, "1471"));
    EXPECT_FALSE(result.world.is_frozen(skara_id, "1495"));
    EXPECT_EQ(known[0].sources.size(), 2u);
    EXPECT_EQ(humans(night(wrong)).size(), 1u);
}

TEST_F(WrongNumber, OfAReusedIdGivesNobodyAnothersValues) {
    const Identified result = night(gotene("20120115", "Omar"));
    ASSERT_EQ(humans(result).size(), 2u);
    EXPECT_EQ(result.world.of(skara_id, "1471"), nullptr);
}

TEST(Linking, ANumberThatReplacesAnotherStandsInOneRegisterLonger) {
    Drafts skara = drafts_of("skara", {{.id = "1", .role = Role::staff}});
    const Drafts gotene = drafts_of("gotene", {{.id = "9", .municipality = "1471", .role = Role::staff}});
    const auto first = identified({&skara, &gotene});
    const auto known = known_of(first.identities);
    for (char check = '0'; check <= '9'; ++check) {
        const auto parsed = CivicNumber::parse(std::string{"20140370238"} + check, today);
        if (const auto* number = std::get_if<CivicNumber>(&parsed)) skara.persons[0].civic_number = *number;
    }
    ASSERT_EQ(skara.persons[0].civic_number->kind(), CivicKind::samordningsnummer);
    const Identified result = identified({&skara, &gotene}, known);
    EXPECT_EQ(humans(result), humans(first));
    EXPECT_EQ(result.world.persons.size(), 2u);
    EXPECT_TRUE(result.identities.empty());
}

std::vector<Row> one_of_each(const std::string& municipality, int first_id) {
    std::vector<Row> rows;
    const std::vector<std::string> given{"Anna", "Bo", "Cia", "Anna Maria", "Elsa Maria"};
    // Nobody of the one has the birth date of anybody of the other: else namesakes of one day could not be told apart.
    const auto dates = municipality == "1495" ? std::vector<std::string>{"20140310", "20130101", "20120115"}
                                              : std::vector<std::string>{"20140311", "20130102", "20120116"};
    for (int i = 0; i < 6; ++i) {
        Row row;
        row.id = std::to_string(first_id + i);
        row.given = given[*rc::gen::inRange<std::size_t>(0, given.size())];
        row.family = *rc::gen::element<std::string>("Berg", "Dahl");
        row.date = dates[static_cast<std::size_t>(i % 3)];
        row.individual = std::to_string(238 + 2 * (i / 3));
        if (*rc::gen::arbitrary<bool>()) row.birth = format_date(*parse_date(row.date));
        row.municipality = municipality;
        row.line = static_cast<std::uint32_t>(first_id + i);
        rows.push_back(row);
    }
    return rows;
}

// What is said of everybody but one: id, municipality and register id.
std::set<std::string> others_of(const Identified& result, const std::string& source, const std::string& key) {
    std::set<std::string> all;
    for (const Person& person : result.world.persons) {
        const auto view = [&](Text text) { return std::string{result.world.pool.view(text)}; };
        if (view(person.keys[0].register_name) == source && view(person.keys[0].id) == key) continue;
        all.insert(person.id.value + view(person.municipality) + view(person.keys[0].id) +
                   view(person.given_name.value));
    }
    return all;
}

TEST(Linking, AMistypedNumberNeverChangesAnybodyElse) {
    EXPECT_TRUE(rc::check("one number becomes another's, for some nights", [] {
        const std::vector<Row> skara = one_of_each("1495", 1), gotene = one_of_each("1471", 11);
        const Drafts a = drafts_of("skara", skara), b = drafts_of("gotene", gotene);
        const bool is_new = *rc::gen::arbitrary<bool>();
        const auto victim = *rc::gen::inRange<std::size_t>(0, 6), culprit = *rc::gen::inRange<std::size_t>(0, 6);
        std::vector<Row> wrong = gotene, before = gotene;
        wrong[culprit].date = skara[victim].date;
        wrong[culprit].individual = skara[victim].individual;
        if (is_new) before.erase(before.begin() + static_cast<std::ptrdiff_t>(culprit));
        const Drafts first = drafts_of("gotene", before), bad = drafts_of("gotene", wrong);
        std::vector<KnownPerson> known;
        const Identified healthy = identified({&a, &first});
        learn(known, healthy.identities);
        const auto expected = others_of(healthy, "gotene", gotene[culprit].id);
        for (const Drafts* each : {&bad, &bad, &b, &b}) {
            const Identified result = identified({&a, each}, known);
            RC_ASSERT(others_of(result, "gotene", gotene[culprit].id) == expected);
            for (const auto& [person, municipality] : result.world.frozen) RC_ASSERT(municipality == "1471");
            learn(known, result.identities);
            if (each == &b) RC_ASSERT(result.world.persons.size() == 12u);
        }
    }));
}

}  // namespace
}  // namespace samkat::engine::test
