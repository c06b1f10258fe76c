#include "daemon/engine/identify.hpp"

#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "daemon/engine/agreement.hpp"
#include "tests/unit/engine/world_builder.hpp"

namespace samkat::engine::test {
namespace {

TEST(Identify, OneCivicNumberInTwoMunicipalitiesIsOnePersonIfBirthDateAndNameAgree) {
    const Drafts skara = drafts_of("skara", {{.id = "1", .municipality = "1495"}});
    const Drafts gotene = drafts_of("gotene", {{.id = "77", .family = "Berg-Lund", .municipality = "1471"}});
    const Identified result = identified({&skara, &gotene});
    ASSERT_EQ(humans(result).size(), 1u);
    EXPECT_EQ(result.identities[0].register_keys.size(), 2u);
    EXPECT_EQ(result.world.persons[0].id.value.size(), 26u);
    EXPECT_TRUE(result.world.findings.empty());
}

TEST(Identify, WhatOneMunicipalitySaysOfAHumanBeingIsNotWhatTheOtherSays) {
    const Drafts skara = drafts_of("skara", {{.id = "1", .municipality = "1495"}});
    const Drafts gotene = drafts_of("gotene", {{.id = "77", .family = "Berg-Lund", .municipality = "1471"}});
    const Identified result = identified({&skara, &gotene});
    const World& world = result.world;
    ASSERT_EQ(world.of(PersonId{result.identities[0].person}).size(), 2u);
    for (const auto& [municipality, source, family] :
         {std::tuple{"1471", "gotene", "Berg-Lund"}, std::tuple{"1495", "skara", "Berg"}}) {
        const Person* person = world.of(PersonId{result.identities[0].person}, municipality);
        ASSERT_NE(person, nullptr);
        EXPECT_EQ(world.pool.view(person->family_name.value), family);
        ASSERT_EQ(person->origins.size(), 1u);
        EXPECT_EQ(world.pool.view(person->origins[0].source), source);
        EXPECT_EQ(person->keys.size(), 1u);
        EXPECT_EQ(person->enrolments.size(), 1u);
    }
    EXPECT_EQ(world.of(PersonId{result.identities[0].person}, "1473"), nullptr);
    EXPECT_TRUE(world.of(PersonId{"nobody"}).empty());
}

TEST(Identify, OneCivicNumberWithOtherNamesIsAConflictAndNobodyIsChanged) {
    const Drafts skara = drafts_of("skara", {{.id = "1", .given = "Anna", .family = "Berg"}});
    const Drafts gotene = drafts_of("gotene", {{.id = "2", .given = "Bo", .family = "Dahl", .line = 3}});
    const Identified result = identified({&skara, &gotene});
    EXPECT_TRUE(result.world.persons.empty());
    EXPECT_EQ(count(result.world.findings, "ENGINE_IDENTIFY_CIVIC_CONTRADICTS"), 2u);
}

TEST(Identify, AFamilyNameIsNotEnoughForOneCivicNumberInTwoRegisters) {
    const Drafts skara = drafts_of("skara", {{.id = "1", .given = "Anna"}});
    const Drafts gotene = drafts_of("gotene", {{.id = "2", .given = "Elsa", .municipality = "1471"}});
    const Identified result = identified({&skara, &gotene});
    EXPECT_TRUE(result.world.persons.empty());
    EXPECT_EQ(count(result.world.findings, "ENGINE_IDENTIFY_CIVIC_CONTRADICTS"), 2u);
    // Nor where only the family name is told.
    const Drafts nameless = drafts_of("gotene", {{.id = "2", .given = "", .municipality = "1471"}});
    EXPECT_TRUE(identified({&skara, &nameless}).world.persons.empty());
}

TEST(Identify, OneCivicNumberOnTwoIdsOfOneRegisterIsAConflictWhateverTheNames) {
    for (const std::string given : {"Elsa", "Anna Maria", "Anna"}) {
        const Drafts skara = drafts_of("skara", {{.id = "1"}, {.id = "2", .given = given, .line = 3}});
        const Identified result = identified({&skara});
        EXPECT_TRUE(result.world.persons.empty());
        EXPECT_EQ(count(result.world.findings, "ENGINE_IDENTIFY_TWO_IDS"), 2u);
        // Whoever was known before goes on by her own id.
        const Drafts before = drafts_of("skara", {{.id = "1"}});
        const auto past = known_of(identified({&before}).identities);
        const Identified known = identified({&skara}, past);
        EXPECT_EQ(ids(known), std::vector{past[0].id.value});
        EXPECT_EQ(count(known.world.findings, "ENGINE_IDENTIFY_TWO_IDS"), 1u);
        // Two sources of one register are one register.
        const Drafts other = drafts_of("skara-2", {{.id = "2", .given = given}}, "skara");
        EXPECT_TRUE(identified({&before, &other}).world.persons.empty());
    }
}

TEST(Identify, APupilWhoAlsoWorksInTheSchoolMayHaveAnIdForEach) {
    const Drafts skara = drafts_of("skara", {{.id = "1"}, {.id = "a9", .role = Role::staff, .line = 3}});
    const Identified result = identified({&skara});
    ASSERT_EQ(result.world.persons.size(), 1u);
    EXPECT_TRUE(result.world.findings.empty());
}

TEST(Identify, ABirthDateThatTheRegistersTellDifferentlyIsAConflict) {
    const Drafts before = drafts_of("skara", {{.id = "1"}});
    Drafts other = drafts_of("gotene", {{.id = "2", .municipality = "1471"}});
    other.persons[0].birth_date = *parse_date("2014-03-12");
    EXPECT_TRUE(identified({&before, &other}).world.persons.empty());
    const auto known = known_of(identified({&before}).identities);
    EXPECT_EQ(count(identified({&other}, known).world.findings, "ENGINE_IDENTIFY_NUMBER_TAKEN"), 1u);
}

TEST(Identify, AKnownPersonIsNotFoundByNumberAndFamilyName) {
    const Drafts before = drafts_of("skara", {{.id = "1"}});
    const auto known = known_of(identified({&before}).identities);
    const Drafts sister = drafts_of("gotene", {{.id = "9", .given = "Elsa", .municipality = "1471"}});
    EXPECT_EQ(count(identified({&sister}, known).world.findings, "ENGINE_IDENTIFY_NUMBER_TAKEN"), 1u);
    const Drafts moved = drafts_of("gotene", {{.id = "9", .municipality = "1471"}});
    ASSERT_EQ(identified({&moved}, known).world.persons.size(), 1u);
    EXPECT_EQ(identified({&moved}, known).world.persons[0].id, known[0].id);
}

TEST(Identify, AnIdThatASisterGotIsAConflictAlsoWithoutNumbers) {
    const Drafts before = drafts_of("skara", {{.id = "1", .date = ""}});
    const auto known = known_of(identified({&before}).identities);
    const Drafts sister = drafts_of("skara", {{.id = "1", .given = "Elsa", .date = ""}});
    EXPECT_EQ(count(identified({&sister}, known).world.findings, "ENGINE_IDENTIFY_KEY_REUSED"), 1u);
    const Drafts married = drafts_of("skara", {{.id = "1", .family = "Lind", .date = ""}});
    EXPECT_EQ(identified({&married}, known).world.persons.size(), 1u);
}

TEST(Identify, AnIdThatANamesakeGotIsAConflict) {
    Drafts before = drafts_of("skara", {{.id = "1", .date = ""}});
    before.persons[0].birth_date = *parse_date("2010-03-12");
    Drafts namesake = drafts_of("skara", {{.id = "1", .date = ""}});
    namesake.persons[0].birth_date = *parse_date("2015-03-12");
    const auto known = known_of(identified({&before}).identities);
    EXPECT_EQ(ids(identified({&before}, known)).size(), 1u);
    EXPECT_EQ(count(identified({&namesake}, known).world.findings, "ENGINE_IDENTIFY_KEY_REUSED"), 1u);
}

TEST(Identify, SomebodyWithOneNameIsOnePersonInTwoRegistersThatStateTheBirthDate) {
    for (const std::string birth : {"2014-03-10", ""}) {
        const Drafts skara = drafts_of("skara", {{.id = "1", .given = "", .family = "Amina", .birth = birth}});
        const Drafts gotene =
            drafts_of("gotene", {{.id = "2", .given = "", .family = "Amina", .birth = birth, .municipality = "1471"}});
        EXPECT_EQ(humans(identified({&skara, &gotene})).size(), birth.empty() ? 0u : 1u);
    }
}

TEST(Identify, ARegisterWithoutGivenNamesKnowsItsPeopleByIdAndFamilyName) {
    for (const std::string given : {"", "X"}) {
        const Drafts day = drafts_of("skara", {{.id = "1", .given = given, .date = ""}});
        const auto first = identified({&day});
        EXPECT_EQ(ids(identified({&day}, known_of(first.identities))), ids(first));
    }
}

TEST(Identify, AConflictFreezesWhomItConcernsAndNobodyElse) {
    const Drafts before =
        drafts_of("skara", {{.id = "1"}, {.id = "2", .given = "Bo", .family = "Dahl", .date = "20130101"}});
    const auto first = identified({&before});
    const auto known = known_of(first.identities);
    const Drafts after = drafts_of("skara", {{.id = "1"}, {.id = "2", .given = "Bo", .family = "Dahl"}});
    const Identified result = identified({&after}, known);
    ASSERT_EQ(result.world.persons.size(), 1u);
    EXPECT_EQ(result.world.pool.view(result.world.persons[0].given_name.value), "Anna");
    EXPECT_EQ(result.world.frozen.size(), 1u);
    EXPECT_TRUE(result.identities.empty());
}

TEST(Identify, ATfNumberMeansNothingInAnotherRegister) {
    const Drafts skara = drafts_of("skara", {{.id = "1", .date = "", .tf = "20140310TF12"}});
    const Drafts gotene = drafts_of("gotene", {{.id = "9", .date = "", .tf = "20140310TF12", .municipality = "1471"}});
    EXPECT_EQ(identified({&skara, &gotene}).world.persons.size(), 2u);
}

TEST(Identify, TheSameRegisterIdIsTheSamePersonFromDayToDay) {
    const Drafts before = drafts_of("skara", {{.id = "1", .date = "", .tf = "20140310TF12"}});
    const Identified first = identified({&before});
    const Drafts after = drafts_of("skara", {{.id = "1", .family = "Ek"}});  // a real number, a new family name
    const Identified second = identified({&after}, known_of(first.identities));
    EXPECT_EQ(ids(second), ids(first));
    ASSERT_EQ(second.identities.size(), 1u);
    EXPECT_NE(second.identities[0].civic_hash, first.identities[0].civic_hash);
}

TEST(Identify, ARegisterIdGivenToSomebodyElseIsAConflict) {
    const Drafts before = drafts_of("skara", {{.id = "1"}});
    const auto known = known_of(identified({&before}).identities);
    const Drafts after = drafts_of("skara", {{.id = "1", .given = "Omar", .family = "Haddad", .date = "20150202"}});
    const Identified result = identified({&after}, known);
    EXPECT_TRUE(result.world.persons.empty());
    EXPECT_EQ(count(result.world.findings, "ENGINE_IDENTIFY_KEY_REUSED"), 1u);
    EXPECT_EQ(result.world.frozen.size(), 1u);
}

// She was made of a wrong row. When several are told otherwise it is the file that is wrong.
TEST(Identify, TheIdOfOneWhoCameLatelyAndIsAnotherLeavesHer) {
    std::vector<Row> wrong, right;
    for (int i = 0; i < 6; ++i) {
        const std::string n = std::to_string(i);
        wrong.push_back(
            {.id = "p" + n, .given = "Fel" + n, .family = "Namn", .date = "2010010" + std::to_string(i + 1)});
        right.push_back(
            {.id = "p" + n, .given = "Elev" + n, .family = "Ek", .date = "2012020" + std::to_string(i + 1)});
    }
    const auto first = drafts_of("skara", wrong);
    auto known = known_of(identified({&first}).identities);
    const auto told = [&](std::size_t many) {
        std::vector<Row> rows{right.begin(), right.begin() + static_cast<std::ptrdiff_t>(many)};
        rows.insert(rows.end(), wrong.begin() + static_cast<std::ptrdiff_t>(many), wrong.end());
        return drafts_of("skara", rows);
    };
    const auto one = told(1), all = told(6);
    EXPECT_EQ(identified({&one}, known).world.strangers.at("skara"), 1u) << "she has been there for long";
    for (KnownPerson& each : known) each.newcomer = true;
    const Identified mended = identified({&one}, known);
    EXPECT_TRUE(mended.world.strangers.empty());
    ASSERT_EQ(mended.identities.size(), 1u);
    EXPECT_EQ(std::ranges::find(known, PersonId{mended.identities.front().person}, &KnownPerson::id), known.end());
    // Once it is mended the wrong row changes nobody: the id is hers who came after.
    learn(known, mended.identities);
    const Identified again = identified({&first}, known);
    EXPECT_EQ(again.world.persons.size(), 6u);
    EXPECT_EQ(identified({&all}, known).world.strangers.at("skara"), 5u);
}

// A column of given names was not read when she came.
TEST(Identify, ANewcomerWithoutAGivenNameGetsIt) {
    const Row blank{.id = "p1", .given = "", .family = "Ek", .date = ""};
    const auto first = drafts_of("skara", {blank});
    auto known = known_of(identified({&first}).identities);
    const auto right = [](const std::string& family) {
        return drafts_of("skara", {{.id = "p1", .given = "Nora", .family = family, .date = "20120203"}});
    };
    const auto hers = right("Ek"), anothers = right("Alm");
    const auto is_she = [&](const Drafts& drafts) {
        const Identified found = identified({&drafts}, known);
        return found.world.findings.list().empty() && found.world.persons.size() == 1 &&
               found.world.persons.front().id == known.front().id;
    };
    EXPECT_FALSE(is_she(hers)) << "she has been there for long: the id may be somebody else's";
    known.front().newcomer = true;
    EXPECT_TRUE(is_she(hers));
    EXPECT_FALSE(is_she(anothers));
}

// Ids that two newcomers exchange follow the numbers, and come back; a mark follows the number too.
TEST(Identify, NewcomersKeepTheirNumbersWhateverIdsTheyHave) {
    const Row nora{.id = "p1", .given = "Nora", .family = "Ek", .date = "20120203"};
    const Row olle{.id = "p2", .given = "Olle", .family = "Alm", .date = "20130304"};
    const auto with_id = [](Row row, const std::string& id, Protection protection = Protection::none) {
        row.id = id;
        row.protection = protection;
        return row;
    };
    const auto right = drafts_of("skara", {nora, olle});
    const auto exchanged = drafts_of("skara", {with_id(nora, "p2"), with_id(olle, "p1")});
    auto known = known_of(identified({&right}).identities);
    const auto newly_come = [&] {
        for (KnownPerson& each : known) each.newcomer = true;
    };
    newly_come();
    const auto named = [&](const Identified& found, const std::string& given) {
        for (const Person& each : found.world.persons) {
            if (found.world.pool.view(each.given_name.value) == given) return each.id.value;
        }
        return std::string{"nobody"};
    };
    const Identified first = identified({&right}, known), wrong = identified({&exchanged}, known);
    EXPECT_EQ(named(wrong, "Nora"), named(first, "Nora"));
    EXPECT_EQ(named(wrong, "Olle"), named(first, "Olle"));
    learn(known, wrong.identities);
    newly_come();
    const auto marked = drafts_of("skara", {nora, with_id(olle, "p2", Protection::secrecy_marking)});
    const Identified back = identified({&marked}, known);
    EXPECT_EQ(named(back, "Nora"), named(first, "Nora"));
    EXPECT_EQ(back.world.guarded, (std::set<std::string, std::less<>>{named(first, "Olle")}));
}

// An id that was taken for one person's, and then for another's who is there by nothing else.
TEST(Identify, AnIdThatWasAnothersBringsNobodyBack) {
    const auto row = [](const std::string& id, bool nora) {
        return nora ? Row{.id = id, .given = "Nora", .family = "Ek", .date = "20120203"}
                    : Row{.id = id, .given = "Olle", .family = "Alm", .date = "20130304"};
    };
    const auto before = drafts_of("skara", {row("p1", true), row("p2", false)});
    auto known = known_of(identified({&before}).identities);
    const auto renewed = drafts_of("skara", {row("g", true), row("p2", false)});
    const Identified hers = identified({&renewed}, known);
    EXPECT_EQ(hers.world.persons.size(), 2u) << "the register has given Nora a new id";
    learn(known, hers.identities);
    const auto again = drafts_of("skara", {row("p1", true), row("g", false)});
    const Identified twice = identified({&again}, known);
    EXPECT_EQ(twice.world.persons.size(), 1u);
    EXPECT_EQ(count(twice.world.findings, "ENGINE_IDENTIFY_KEY_REUSED"), 1u);
}

// The id is another's, and whose row it is waits: the mark is for both.
TEST(Identify, AMarkReachesHerWhoseNumberItStandsBeside) {
    const Row nora{.id = "p1", .given = "Nora", .family = "Ek", .date = "20120203"};
    Row olle{.id = "p2", .given = "Olle", .family = "Alm", .date = "20130304"};
    const auto before = drafts_of("skara", {nora, olle});
    const auto known = known_of(identified({&before}).identities);
    Row marked = nora;
    marked.id = "p2";
    marked.protection = Protection::secrecy_marking;
    olle.id = "p1";
    const auto exchanged = drafts_of("skara", {marked, olle});
    EXPECT_EQ(identified({&exchanged}, known).world.guarded.size(), 2u);
}

// Her row under a newcomer's id is no mending: she would be two people's.
TEST(Identify, WhoHasLongBeenKnownGetsNoNewcomersId) {
    const Row nora{.id = "p1", .given = "Nora", .family = "Ek", .date = "20120203"};
    const Row olle{.id = "p2", .given = "Olle", .family = "Alm", .date = "20130304"};
    const auto before = drafts_of("skara", {nora, olle});
    auto known = known_of(identified({&before}).identities);
    Row wrong = nora;
    wrong.id = "p2";
    const auto reused = drafts_of("skara", {wrong});
    const auto alone = drafts_of("skara", {olle});
    const PersonId his = identified({&alone}, known).world.persons.front().id;
    std::ranges::find(known, his, &KnownPerson::id)->newcomer = true;
    const Identified found = identified({&reused}, known);
    EXPECT_EQ(found.world.strangers.at("skara"), 1u);
    EXPECT_TRUE(found.world.persons.empty());
    EXPECT_TRUE(found.identities.empty());
}

// A register masks whom it protects: the mark is hers, whatever else the row says.
TEST(Identify, AMarkOnTheRowOfOneWhoCameLatelyReachesHer) {
    const auto before = drafts_of("skara", {{.id = "p1", .given = "Nora", .family = "Ek", .date = "20120203"}});
    auto known = known_of(identified({&before}).identities);
    known.front().newcomer = true;
    const auto masked = drafts_of("skara", {{.id = "p1",
                                             .given = "Skyddad",
                                             .family = "Identitet",
                                             .date = "20100101",
                                             .protection = Protection::secrecy_marking}});
    const Identified found = identified({&masked}, known);
    EXPECT_TRUE(found.world.guarded.contains(known.front().id.value));
    EXPECT_EQ(found.world.strangers.at("skara"), 1u);
}

TEST(Identify, ASiblingWithTheOldIdIsAConflictToo) {
    const Drafts before = drafts_of("skara", {{.id = "1"}});
    const auto known = known_of(identified({&before}).identities);
    const Drafts after = drafts_of("skara", {{.id = "1", .given = "Elsa", .family = "Berg", .date = "20160505"}});
    EXPECT_EQ(count(identified({&after}, known).world.findings, "ENGINE_IDENTIFY_KEY_REUSED"), 1u);
}

TEST(Identify, ANameChangeWithTheSameNumberIsBelieved) {
    const Drafts before = drafts_of("skara", {{.id = "1"}});
    const auto first = identified({&before});
    const Drafts after = drafts_of("skara", {{.id = "1", .given = "Alva", .family = "Ek"}});
    EXPECT_EQ(ids(identified({&after}, known_of(first.identities))), ids(first));
}

TEST(Identify, OneKnownPersonIsFoundByIdInOneRegisterAndByNumberInAnother) {
    const Drafts before = drafts_of("skara", {{.id = "1", .role = Role::staff}});
    const auto first = identified({&before});
    const Drafts skara = drafts_of("skara", {{.id = "1", .date = "", .role = Role::staff}});
    const Drafts gotene = drafts_of("gotene", {{.id = "9", .municipality = "1471", .role = Role::staff}});
    const Identified result = identified({&skara, &gotene}, known_of(first.identities));
    EXPECT_EQ(humans(result), humans(first));
    EXPECT_TRUE(result.world.findings.list().empty());
}

TEST(Identify, SomebodyWhoMovesIsKnownByTheCivicNumberThoughTheOldSourceIsSilent) {
    const Drafts skara = drafts_of("skara", {{.id = "1"}});
    const auto first = identified({&skara});
    const Drafts gotene = drafts_of("gotene", {{.id = "50", .municipality = "1471"}});
    EXPECT_EQ(ids(identified({&gotene}, known_of(first.identities))), ids(first));
}

TEST(Identify, ASourceThatCannotBeBelievedStillDescribesWhomItDescribedLast) {
    const Drafts skara = drafts_of("skara", {{.id = "1", .role = Role::staff}});
    const Drafts gotene = drafts_of("gotene", {{.id = "9", .municipality = "1471", .role = Role::staff}});
    const auto known = known_of(identified({&skara, &gotene}).identities);
    ASSERT_EQ(known[0].sources, (std::vector<std::string>{"gotene", "skara"}));
    EXPECT_TRUE(identified({&skara}, known, {"gotene"}).identities.empty());  // nothing new is learnt
    const Drafts half = drafts_of("gotene", {{.id = "5", .given = "Omar", .date = "20120101"}});
    for (const Identity& each : identified({&skara, &half}, known, {"gotene"}).identities)
        EXPECT_NE(each.person, known[0].id.value);
    // Read whole, without her: it does not describe her any more.
    const Identified whole = identified({&skara}, known);
    ASSERT_EQ(whole.identities.size(), 1u);
    EXPECT_EQ(whole.identities[0].sources, std::vector<std::string>{"skara"});
}

TEST(Identify, TwoRowsWithOneIdAreAFindingAndMarked) {
    const Drafts skara = drafts_of("skara", {{.id = "1", .klass = "7A"}, {.id = "1", .klass = "7B", .line = 3}});
    const Identified result = identified({&skara});
    ASSERT_EQ(result.world.persons.size(), 1u);
    EXPECT_TRUE(result.world.duplicated.contains(result.world.persons[0].id.value));
    EXPECT_EQ(count(result.world.findings, "ENGINE_IDENTIFY_DUPLICATE_KEY"), 1u);
}

TEST(Identify, RowsThatMayBeSeveralAreTakenTogether) {
    Drafts skara = drafts_of("skara", {{.id = "1", .unit = "11111111", .role = Role::staff},
                                       {.id = "1", .unit = "22222222", .role = Role::staff, .line = 3}});
    for (Person& person : skara.persons) person.several_rows = true;
    const Identified result = identified({&skara});
    ASSERT_EQ(result.world.persons.size(), 1u);
    EXPECT_EQ(result.world.persons[0].duties.size(), 2u);
    EXPECT_TRUE(result.world.duplicated.empty());
    EXPECT_TRUE(result.world.findings.list().empty());
    // That they may be several does not make two people one.
    Drafts torn =
        drafts_of("skara", {{.id = "1"}, {.id = "1", .given = "Bo", .family = "Ek", .date = "20130101", .line = 3}});
    for (Person& person : torn.persons) person.several_rows = true;
    EXPECT_EQ(count(identified({&torn}).world.findings, "ENGINE_IDENTIFY_KEY_CONTRADICTS"), 2u);
}

TEST(Identify, ADamagedRowFreezesItsPerson) {
    const Drafts before = drafts_of("skara", {{.id = "1"}});
    const auto known = known_of(identified({&before}).identities);
    Drafts after = drafts_of("skara", {});
    damage(after, "1");
    EXPECT_EQ(identified({&after}, known).world.frozen.size(), 1u);
}

TEST(Identify, ANewPersonOfWhomOneRowIsDamagedIsNotCreated) {
    Drafts skara = drafts_of("skara", {{.id = "1"}, {.id = "2", .given = "Bo", .date = "20130101", .line = 3}});
    damage(skara, "1");
    const Identified result = identified({&skara});
    ASSERT_EQ(result.world.persons.size(), 1u);
    EXPECT_EQ(result.world.pool.view(result.world.persons[0].given_name.value), "Bo");
    EXPECT_EQ(count(result.world.findings, "ENGINE_IDENTIFY_DAMAGED_ROW"), 1u);
    EXPECT_EQ(result.identities.size(), 1u);
    // Nor in another register that the civic number ties to her.
    const Drafts gotene = drafts_of("gotene", {{.id = "9", .municipality = "1471"}});
    EXPECT_EQ(identified({&skara, &gotene}).world.persons.size(), 1u);
}

TEST(Identify, ADamagedRowFreezesWhatIsReadableOfItsPersonInEveryRegister) {
    const Drafts skara = drafts_of("skara", {{.id = "1"}});
    const Drafts gotene = drafts_of("gotene", {{.id = "9", .municipality = "1471"}});
    const auto known = known_of(identified({&skara, &gotene}).identities);
    Drafts after = drafts_of("skara", {});
    damage(after, "1");
    const Identified result = identified({&after, &gotene}, known);
    EXPECT_TRUE(result.world.persons.empty());
    EXPECT_TRUE(result.identities.empty());
    for (const std::string municipality : {"1471", "1495"})
        EXPECT_TRUE(result.world.is_frozen(known[0].id, municipality));
    EXPECT_EQ(count(result.world.findings, "ENGINE_IDENTIFY_DAMAGED_ROW"), 1u);
}

class Protected : public ::testing::Test {
  protected:
    Protected() : known(known_of(identified({&skara, &gotene}).identities)) {}
    Drafts skara = drafts_of("skara", {{.id = "1", .protection = Protection::secrecy_marking}});
    Drafts gotene = drafts_of("gotene", {{.id = "9", .municipality = "1471"}});
    std::vector<KnownPerson> known;
};

TEST_F(Protected, IsRememberedWithTheSourceThatSaidSo) {
    ASSERT_EQ(known.size(), 1u);
    EXPECT_EQ(known[0].protected_by, std::vector<std::string>{"skara"});
    EXPECT_TRUE(identified({&skara, &gotene}, known).identities.empty());
}

TEST_F(Protected, StaysSoForWhoIsMissingAndForWhoIsDescribedByOthersOnly) {
    EXPECT_TRUE(identified({}, known).world.guarded.contains(known[0].id.value));
    for (int night = 0; night < 3; ++night) {
        const Identified result = identified({&gotene}, known);
        EXPECT_TRUE(result.world.guarded.contains(known[0].id.value));
        if (!result.identities.empty()) known = known_of(result.identities);
    }
}

TEST_F(Protected, IsNotLiftedByAMarkThatIsGone) {
    const Drafts blank = drafts_of("skara", {{.id = "1"}});
    const Identified result = identified({&blank, &gotene}, known);
    EXPECT_TRUE(result.world.guarded.contains(known[0].id.value));
    EXPECT_TRUE(result.world.marked.empty());
    EXPECT_TRUE(result.identities.empty());  // it is remembered as it was
    ASSERT_EQ(result.world.marks.size(), 1u);
    EXPECT_EQ(result.world.marks[0].gone, 1u);
    EXPECT_TRUE(identified({&blank, &gotene}, known, {"skara"}).world.marks.empty());
}

TEST_F(Protected, IsLearntFromARowThatIsDamagedOrInConflict) {
    Drafts damaged = drafts_of("gotene", {});
    damage(damaged, "9", Protection::protected_registration);
    const Drafts marked =
        drafts_of("gotene", {{.id = "9", .given = "Omar", .protection = Protection::secrecy_marking}});
    for (const Drafts* each : {static_cast<const Drafts*>(&damaged), &marked}) {
        const Drafts plain = drafts_of("skara", {{.id = "1"}});
        const auto before = known_of(identified({&plain, &gotene}).identities);
        ASSERT_TRUE(before[0].protected_by.empty());
        const Identified result = identified({&plain, each}, before);
        EXPECT_EQ(result.world.of(before[0].id, "1471"), nullptr);
        EXPECT_TRUE(result.world.marked.contains(before[0].id.value));
        EXPECT_TRUE(result.world.guarded.contains(before[0].id.value));
        ASSERT_EQ(result.identities.size(), 1u);
        EXPECT_EQ(result.identities[0].protected_by, std::vector<std::string>{"gotene"});
    }
}

TEST(Identify, NamePartsIgnoreCaseAndHyphens) {
    EXPECT_EQ(name_parts("Anna-Karin", "von Öst"), (std::vector<std::string>{"anna", "karin", "von", "öst"}));
    EXPECT_EQ(name_parts("", "X"), (std::vector<std::string>{" x"}));
}

std::vector<Row> random_rows() {
    const auto size = *rc::gen::inRange<std::size_t>(1, 12);
    std::vector<Row> rows;
    for (std::size_t i = 0; i < size; ++i) {
        Row row;
        row.id = std::to_string(*rc::gen::inRange(1, 8));
        row.given = *rc::gen::element<std::string>("Anna", "Bo", "Cia");
        row.family = *rc::gen::element<std::string>("Berg", "Dahl");
        row.date = *rc::gen::element<std::string>("20140310", "20140311", "");
        row.individual = *rc::gen::element<std::string>("238", "239");
        row.line = static_cast<std::uint32_t>(i + 2);
        rows.push_back(row);
    }
    return rows;
}

// Rows of a register whose people belong to the municipality.
std::vector<Row> random_rows(const std::string& municipality) {
    std::vector<Row> rows = random_rows();
    for (Row& row : rows) row.municipality = municipality;
    return rows;
}

TEST(Identify, NoValueOfAPersonIsFromAnotherMunicipalitysRecords) {
    EXPECT_TRUE(rc::check("origins, enrolments and keys are of the person's municipality", [] {
        const Drafts a = drafts_of("1471", random_rows("1471")), b = drafts_of("1495", random_rows("1495"));
        const Identified result = identified({&a, &b});
        for (const Person& person : result.world.persons) {
            const Pool& pool = result.world.pool;
            const std::string_view own = pool.view(person.municipality);
            for (const Origin& each : person.origins) RC_ASSERT(pool.view(each.source) == own);
            for (const RegisterKey& each : person.keys) RC_ASSERT(pool.view(each.register_name) == own);
            for (const Enrolment& each : person.enrolments) RC_ASSERT(pool.view(each.municipality) == own);
        }
    }));
}

std::string summary(const Identified& result) {
    std::string text;
    for (const Identity& each : result.identities) {
        text += each.person + "|" + each.civic_hash + "|";
        for (const std::string& key : each.register_keys) text += key + ",";
        text += "\n";
    }
    for (const auto& [id, municipality] : result.world.frozen) text += "frozen " + id + municipality + "\n";
    for (const Person& each : result.world.persons) text += each.id.value + std::to_string(each.origins.size()) + "\n";
    for (const std::string& id : result.world.duplicated) text += "duplicated " + id + "\n";
    return text;
}

TEST(Identify, TheOrderOfRowsAndSourcesDoesNotMatter) {
    EXPECT_TRUE(rc::check("shuffled records give the same persons", [] {
        std::vector<Row> a = random_rows();
        std::vector<Row> b = random_rows();
        const Drafts a1 = drafts_of("a", a), b1 = drafts_of("b", b);
        const std::string expected = summary(identified({&a1, &b1}));
        std::ranges::reverse(a);
        std::ranges::rotate(b, b.begin() + static_cast<std::ptrdiff_t>(b.size() / 2));
        const Drafts a2 = drafts_of("a", a), b2 = drafts_of("b", b);
        RC_ASSERT(summary(identified({&b2, &a2})) == expected);
    }));
}

TEST(Identify, NobodyIsTwoPersonsAndNoPersonHasTwoCivicNumbers) {
    EXPECT_TRUE(rc::check("ids are unique and keys belong to one person", [] {
        const Drafts a = drafts_of("a", random_rows()), b = drafts_of("b", random_rows());
        const Identified first = identified({&a, &b});
        std::set<std::string> seen_ids, seen_keys;
        for (const Identity& each : first.identities) {
            RC_ASSERT(seen_ids.insert(each.person).second);
            for (const std::string& key : each.register_keys) RC_ASSERT(seen_keys.insert(key).second);
        }
        // And the same again with what was learnt: nothing new.
        const Identified second = identified({&a, &b}, known_of(first.identities));
        RC_ASSERT(second.identities.empty());
        RC_ASSERT(ids(second) == ids(first));
    }));
}

}  // namespace
}  // namespace samkat::engine::test
