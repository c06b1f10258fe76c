// The judge counts every kind of harm that is planted, and nothing else.
#include "tests/property/lies/judge.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace samkat::lies {
namespace {

constexpr Date today = std::chrono::year{2026} / 2 / 2;

std::string hash_of(const std::string& register_name, const std::string& id) {
    return "hash:" + register_name + ":" + id;
}

// A town whose directory is as it should be.
class JudgeTest : public testing::Test {
  protected:
    JudgeTest() {
        note();
        for (std::size_t i = 0; i < town.places().size(); ++i) {
            const Place& place = town.places()[i];
            if (!town.human_of(place).is_protected) put(entries, entry_of(i));
        }
        judge.compare(town, today, {}, entries);
        judge.note_told(town);
    }

    void note() { judge.note(town, {{"lidby", {0}, Format::csv}, {"skarby", {1}, Format::csv}}, hash_of); }

    const Municipality& municipality_of(const Place& place) const { return town.municipalities()[place.municipality]; }

    Entry entry_of(std::size_t index, const std::string& name = "") const {
        const Place& place = town.places()[index];
        const std::string uid = name.empty() ? "user" + std::to_string(index) : name;
        const std::string role = place.work == Work::pupil ? "pupil" : "staff";
        const std::string person = "person" + std::to_string(place.human);
        Entry entry{Dn::parse("uid=" + uid + ",ou=people," + base_of(municipality_of(place))).value()};
        for (const auto& [attribute, values] : true_values(town, place))
            entry.set(attribute, {values.begin(), values.end()});
        entry.set("uid", {uid});
        entry.set("eduPersonPrincipalName", {uid + "@" + scope_of(municipality_of(place))});
        entry.set("samkatAccountId",
                  {person + (name.empty() ? "" : "x") + "." + municipality_of(place).code + "." + role});
        entry.set("samkatPersonId", {person});
        entry.set("samkatMunicipality", {municipality_of(place).code});
        entry.set("samkatRole", {role});
        entry.set("samkatAccountStatus", {"active"});
        entry.set("samkatRegisterHash", {hash_of(municipality_of(place).folder, place.id)});
        return entry;
    }

    static void put(Entries& into, Entry entry) {
        std::string key = entry.dn().key();
        into.insert_or_assign(std::move(key), std::move(entry));
    }

    // The nth pupil of the first municipality who is, or is not, protected.
    std::size_t pupil(std::size_t n, bool is_protected = false) const {
        for (std::size_t i = 0; i < town.places().size(); ++i) {
            const Place& place = town.places()[i];
            const bool fits = place.municipality == 0 && place.work == Work::pupil &&
                              town.human_of(place).is_protected == is_protected;
            if (fits && n-- == 0) return i;
        }
        throw std::runtime_error{"not so many pupils"};
    }

    // What a night would do that leaves `entry` in place of what there was of it.
    std::vector<HarmKind> kinds_after(const Entry& entry) {
        Entries after = entries;
        put(after, entry);
        return kinds_after(after);
    }
    std::vector<HarmKind> kinds_after(const Entries& after) {
        std::vector<HarmKind> kinds;
        for (const Harm& harm : judge.compare(town, today, entries, after)) kinds.push_back(harm.kind);
        std::ranges::sort(kinds);
        kinds.erase(std::ranges::unique(kinds).begin(), kinds.end());
        return kinds;
    }

    using Kinds = std::vector<HarmKind>;
    Town town{{1, 60, 8, 2, 30}, today, Random{4}};
    Judge judge;
    Entries entries;
};

TEST_F(JudgeTest, WhatIsAsItShouldBeIsNoHarm) {
    EXPECT_EQ(kinds_after(entries), Kinds{});
    EXPECT_TRUE(judge.amiss(town, today, entries).empty());
    EXPECT_EQ(judge.shown(town, entries), 0u);
}

TEST_F(JudgeTest, SomebodyWhoIsThereLeaves) {
    Entry entry = entry_of(pupil(0));
    entry.set("samkatAccountStatus", {"grace"});
    EXPECT_EQ(kinds_after(entry), Kinds{HarmKind::left});
    Entries after = entries;
    after.erase(entry.dn().key());
    EXPECT_EQ(kinds_after(after), Kinds{HarmKind::left});
    EXPECT_FALSE(judge.amiss(town, today, after).empty());
}

TEST_F(JudgeTest, SomebodyWhoHasLeftLeaves) {
    // Time passes until somebody is gone.
    Date day = today;
    const auto has_left = [&](const Place& place) {
        return !Town::is_active(place, day) && !town.human_of(place).is_protected;
    };
    while (std::ranges::none_of(town.places(), has_left)) {
        day = plus_days(day, 1);
        town.live(day);
        ASSERT_LT(days_between(today, day), 1000);
    }
    note();
    const auto gone = std::ranges::find_if(town.places(), has_left) - town.places().begin();
    Entry entry = entry_of(static_cast<std::size_t>(gone));
    put(entries, entry);
    entry.set("samkatAccountStatus", {"grace"});
    Entries after = entries;
    put(after, entry);
    EXPECT_TRUE(judge.compare(town, day, entries, after).empty());
}

TEST_F(JudgeTest, ValuesOfSomebodyElseAndOfNobody) {
    const std::size_t victim = pupil(0);
    const std::size_t other = pupil(1);
    Entry entry = entry_of(victim);
    entry.set("mail", {town.places()[other].mail});
    EXPECT_EQ(kinds_after(entry), (Kinds{HarmKind::foreign, HarmKind::wrong}));
    entry = entry_of(victim);
    entry.set("sn", {"Ã–berg"});
    EXPECT_EQ(kinds_after(entry), (Kinds{HarmKind::garbled, HarmKind::wrong}));
    entry = entry_of(victim);
    entry.set("mail", {});
    EXPECT_EQ(kinds_after(entry), Kinds{HarmKind::wrong});
    entry = entry_of(victim);
    entry.set("sisSchoolGrade", {"11"});
    EXPECT_EQ(kinds_after(entry), Kinds{HarmKind::wrong});
}

TEST_F(JudgeTest, TwoInOne) {
    const std::size_t other = pupil(1);
    Entry entry = entry_of(pupil(0));
    entry.set("samkatRegisterHash", {hash_of("lidby", town.places()[other].id)});
    EXPECT_EQ(kinds_after(entry), Kinds{HarmKind::merged});
    entry = entry_of(pupil(0));
    const TrueValues theirs = true_values(town, town.places()[other]);
    for (const std::string attribute : {"displayName", "mail"}) entry.set(attribute, {*theirs.at(attribute).begin()});
    EXPECT_EQ(kinds_after(entry), (Kinds{HarmKind::foreign, HarmKind::wrong, HarmKind::merged}));
}

TEST_F(JudgeTest, OneTwiceAndNobody) {
    Entry entry = entry_of(pupil(0), "another");
    EXPECT_EQ(kinds_after(entry), Kinds{HarmKind::doubled});
    entry = entry_of(pupil(0), "third");
    entry.set("samkatRegisterHash", {"unknown"});
    for (const std::string attribute : {"norEduPersonNIN", "mail", "displayName"}) entry.set(attribute, {"unknown"});
    EXPECT_EQ(kinds_after(entry), Kinds{HarmKind::phantom});
}

// Of two with one name the address says which is meant, also where that one is of another municipality.
TEST_F(JudgeTest, ANamesakeOfSomebodyHere) {
    const auto elsewhere = std::ranges::find_if(town.places(), [&](const Place& place) {
        return place.municipality == 1 && place.work == Work::pupil && !town.human_of(place).is_protected;
    });
    ASSERT_NE(elsewhere, town.places().end());
    Entry entry = entry_of(pupil(0), "another");
    entry.set("samkatRegisterHash", {"unknown"});
    entry.set("norEduPersonNIN", {});
    entry.set("mail", {elsewhere->mail});
    EXPECT_EQ(kinds_after(entry), Kinds{HarmKind::phantom});
    Entry second = entry_of(pupil(0), "second");
    for (const std::string attribute : {"samkatRegisterHash", "norEduPersonNIN", "mail"}) second.set(attribute, {});
    EXPECT_EQ(kinds_after(second), Kinds{HarmKind::doubled});
}

// A newcomer's own entry under an id that is not hers is hers, and two in one only if samkat had met whose id it is.
TEST_F(JudgeTest, ANewcomerUnderAnotherId) {
    const std::size_t newcomer = pupil(1), met = pupil(2), never_met = pupil(3);
    for (const std::size_t each : {newcomer, never_met}) entries.erase(entry_of(each).dn().key());
    judge = Judge{};
    note();
    judge.compare(town, today, {}, entries);
    Entry entry = entry_of(newcomer);
    entry.set("samkatRegisterHash", {hash_of("lidby", town.places()[never_met].id)});
    EXPECT_EQ(kinds_after(entry), Kinds{});
    judge = Judge{};
    note();
    judge.compare(town, today, {}, entries);
    entry.set("samkatRegisterHash", {hash_of("lidby", town.places()[met].id)});
    EXPECT_EQ(kinds_after(entry), Kinds{HarmKind::merged});
}

TEST_F(JudgeTest, ANameGivenAgain) {
    const std::size_t newcomer = pupil(0, true);
    Entry entry = entry_of(newcomer, "user" + std::to_string(pupil(0)));
    entry.set_dn(Dn::parse("uid=again,ou=people,ou=lidby,dc=example").value());
    const Kinds kinds = kinds_after(entry);
    EXPECT_NE(std::ranges::find(kinds, HarmKind::reissued), kinds.end());
}

TEST_F(JudgeTest, SomethingOfSomebodyProtected) {
    const std::size_t hidden = pupil(0, true);
    // Her own entry is made, with all that is hers.
    EXPECT_EQ(kinds_after(entry_of(hidden)), Kinds{HarmKind::revealed});
    // Somebody else's entry gets her address.
    Entry entry = entry_of(pupil(0));
    entry.set("mail", {town.places()[hidden].mail});
    EXPECT_EQ(kinds_after(entry), (Kinds{HarmKind::foreign, HarmKind::wrong, HarmKind::revealed}));
    Entries showing = entries;
    put(showing, entry_of(hidden));
    judge.compare(town, today, entries, showing);
    EXPECT_EQ(judge.shown(town, showing), 1u);
}

TEST_F(JudgeTest, SomebodyWhoIsShownAsIfProtected) {
    Entry entry = entry_of(pupil(0));
    for (const Judged& each : judged) {
        if (each.sort != Sort::role) entry.set(each.attribute, {});
    }
    for (const std::string attribute : {"cn", "sn", "displayName"})
        entry.set(attribute, {std::string{entry.value("uid")}});
    EXPECT_EQ(kinds_after(entry), Kinds{HarmKind::withheld});
    Entries after = entries;
    put(after, entry);
    EXPECT_EQ(judge.withheld(town, today, after), 1u);
    EXPECT_EQ(judge.amiss(town, today, after), judge.amiss(town, today, entries));
    Entry left = entry;
    left.set("samkatAccountStatus", {"grace"});
    put(after, left);
    EXPECT_EQ(judge.withheld(town, today, after), 1u) << "comes back by hand";
    EXPECT_EQ(judge.amiss(town, today, after), judge.amiss(town, today, entries));
    // One word of her, and it is harm like any other.
    entry.set("givenName", {town.human_of(town.places()[pupil(0)]).given});
    EXPECT_EQ(kinds_after(entry), Kinds{HarmKind::wrong});
}

TEST_F(JudgeTest, UnitsAndGroupsOfNobody) {
    Entry unit{Dn::parse("ou=99999999,ou=units,ou=lidby,dc=example").value()};
    EXPECT_EQ(kinds_after(unit), Kinds{HarmKind::thing});
    Entry group{Dn::parse("cn=10000001-klass-99X,ou=groups,ou=lidby,dc=example").value()};
    EXPECT_EQ(kinds_after(group), Kinds{HarmKind::thing});
    // A group that is there, with a member that is not in it.
    const Place& first = town.places()[pupil(0)];
    std::size_t stranger = 1;
    while (true_groups(town.places()[pupil(stranger)]).contains(*true_groups(first).begin())) ++stranger;
    Entry known{Dn::parse("cn=" + *true_groups(first).begin() + ",ou=groups,ou=lidby,dc=example").value()};
    known.set("member", {entry_of(pupil(0)).dn().text()});
    EXPECT_EQ(kinds_after(known), Kinds{});
    known.add("member", entry_of(pupil(stranger)).dn().text());
    EXPECT_EQ(kinds_after(known), Kinds{HarmKind::wrong});
    // One whose account was disabled goes out of it: that is no withholding.
    put(entries, known);
    Entry disabled = entry_of(pupil(0));
    for (const Judged& each : judged) disabled.set(each.attribute, {});
    disabled.set("samkatAccountStatus", {"disabled"});
    known.set("member", {});
    Entries after = entries;
    put(after, disabled);
    put(after, known);
    EXPECT_EQ(kinds_after(after), (Kinds{HarmKind::left, HarmKind::wrong}));
}

}  // namespace
}  // namespace samkat::lies
