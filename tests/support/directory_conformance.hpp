// What every Directory does to Changes and searches, whatever is behind it: the directory in memory and the real
// servers are held to the same tests. Included by one .cpp of a test program, which instantiates the suite with its own
// subject.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "daemon/directory/directory.hpp"

// What cannot run here is skipped for all to see, and fails where everything must run.
#define SAMKAT_SKIP_IF(MISSING)                                                                       \
    if (MISSING) {                                                                                    \
        const char* ci = std::getenv("CI");                                                           \
        if (ci != nullptr && std::string_view{ci} == "true") FAIL() << "the server is not installed"; \
        GTEST_SKIP() << "the server is not installed";                                                \
    }

namespace samkat::test {

using directory::Answer;
using directory::Directory;
using directory::Scope;
using directory::Search;
using directory::Verdict;

// One directory under test. `base` exists and is empty below what other tests have made.
struct Subject {
    std::string name;
    std::function<Directory&()> directory;
    std::function<Dn()> base;
    std::function<bool()> missing = [] { return false; };  // its server is not installed here
};
inline void PrintTo(const Subject& subject, std::ostream* out) {
    *out << subject.name;
}

using Attributes = std::map<std::string, Values>;

inline Change create(const Dn& dn, const Attributes& attributes, const std::string& link = {}) {
    Change change;
    change.kind = ChangeKind::create;
    change.dn = dn;
    change.link = link;
    for (const auto& [name, values] : attributes) change.attributes.push_back({name, {}, values, {}, {}, {}});
    return change;
}

inline Change modify(const Dn& dn, const std::string& name, const Values& before, const Values& after,
                     const std::string& link = {}) {
    Change change;
    change.dn = dn;
    change.link = link;
    change.attributes.push_back({name, before, after, {}, {}, {}});
    return change;
}

inline Change remove(const Dn& dn, const std::string& link = {}) {
    Change change;
    change.kind = ChangeKind::remove;
    change.dn = dn;
    change.link = link;
    return change;
}

inline Change move(const Dn& dn, const Dn& new_dn) {
    Change change;
    change.kind = ChangeKind::move;
    change.dn = dn;
    change.new_dn = new_dn;
    return change;
}

inline Change create_unit(const Dn& parent, const std::string& name) {
    return create(parent.child("ou", name), {{"objectClass", {"organizationalUnit"}}, {"ou", {name}}});
}

inline Attributes person(const std::string& uid) {
    return {{"objectClass", {"inetOrgPerson", "samkatAccount", "samkatSchoolPerson"}},
            {"uid", {uid}},
            {"cn", {"Åsa Öberg"}},
            {"sn", {"Öberg"}},
            {"samkatAccountId", {uid + ".1495.pupil"}},
            {"samkatPersonId", {uid}},
            {"samkatMunicipality", {"1495"}},
            {"samkatRole", {"pupil"}},
            {"samkatAccountStatus", {"active"}}};
}

class DirectoryConformance : public testing::TestWithParam<Subject> {
  protected:
    // Each test has a container of its own.
    void SetUp() override {
        SAMKAT_SKIP_IF(GetParam().missing());
        const auto* info = testing::UnitTest::GetInstance()->current_test_info();
        std::string name = info->name();
        std::ranges::replace(name, '/', '-');
        root_ = GetParam().base().child("ou", name);
        ASSERT_EQ(Verdict::applied, done(create_unit(GetParam().base(), name)).verdict);
    }

    Directory& directory() { return GetParam().directory(); }

    Answer done(const Change& change) {
        const std::uint64_t ticket = ++ticket_;
        const auto sent = directory().send(ticket, change);
        if (!sent) return {0, Verdict::failed, sent.error()};
        const auto answer = directory().receive();
        EXPECT_TRUE(answer.has_value());
        if (!answer) return {};
        EXPECT_EQ(ticket, answer->ticket);
        EXPECT_EQ(answer->verdict == Verdict::applied, answer->reason.id.empty()) << answer->reason.id;
        return *answer;
    }
    Verdict verdict(const Change& change) { return done(change).verdict; }
    std::string reason(const Change& change) { return done(change).reason.id; }

    Dn add_person(const std::string& uid) {
        const Dn dn = root_.child("uid", uid);
        const Answer answer = done(create(dn, person(uid)));
        EXPECT_EQ(Verdict::applied, answer.verdict) << format(answer.reason, Language::en);
        return dn;
    }

    Values values(const Dn& dn, const std::string& name) {
        const auto entry = directory().read(dn, {name});
        return entry && *entry ? (*entry)->values(name) : Values{"no such entry"};
    }

    bool exists(const Dn& dn) {
        const auto entry = directory().read(dn, {});
        EXPECT_TRUE(entry.has_value());
        return entry && entry->has_value();
    }

    std::vector<std::string> found(const Dn& base, Scope scope, const std::string& filter) {
        std::vector<std::string> rdns;
        const auto searched = directory().search({base, scope, filter, {"objectClass"}},
                                                 [&](Entry&& entry) { rdns.push_back(entry.dn().rdn()); });
        if (!searched) ADD_FAILURE() << format(searched.error(), Language::en);
        std::ranges::sort(rdns);
        return rdns;
    }

    Dn root_;

  private:
    std::uint64_t ticket_ = 0;
};

using Rdns = std::vector<std::string>;

TEST_P(DirectoryConformance, CreatesAnEntryWithTheLink) {
    const Dn dn = root_.child("uid", "anna");
    Attributes attributes = person("anna");
    attributes.erase("samkatAccountId");
    EXPECT_EQ(Verdict::applied, verdict(create(dn, attributes, "anna.1495.pupil")));
    EXPECT_EQ(Values{"Öberg"}, values(dn, "sn"));
    EXPECT_EQ(Values{"anna.1495.pupil"}, values(dn, "samkatAccountId"));
    const auto entry = directory().read(dn, {"sn", "mail"});
    ASSERT_TRUE(entry && *entry);
    EXPECT_EQ(1u, (*entry)->attributes().size());
}

TEST_P(DirectoryConformance, CreateIsStaleWhereTheNameIsTakenOrNothingIsAbove) {
    add_person("anna");
    EXPECT_EQ("DIRECTORY_STALE_EXISTS", reason(create(root_.child("uid", "ANNA"), person("anna"))));
    EXPECT_EQ("DIRECTORY_STALE_GONE", reason(create(root_.child("ou", "none").child("uid", "b"), person("b"))));
}

TEST_P(DirectoryConformance, ReplacesWhatIsAsExpected) {
    const Dn dn = add_person("anna");
    EXPECT_EQ(Verdict::applied, verdict(modify(dn, "sn", {"Öberg"}, {"Ek", "Öberg-Ek"}, "anna.1495.pupil")));
    EXPECT_EQ((Values{"Ek", "Öberg-Ek"}), values(dn, "sn"));
    EXPECT_EQ(Verdict::applied, verdict(modify(dn, "mail", {}, {"a@x.example"})));
    EXPECT_EQ(Verdict::applied, verdict(modify(dn, "mail", {"a@x.example"}, {})));
    EXPECT_EQ(Values{}, values(dn, "mail"));
}

TEST_P(DirectoryConformance, ComparesWithoutRegardToCase) {
    const Dn dn = add_person("anna");
    EXPECT_EQ(Verdict::applied, verdict(modify(dn, "sn", {"öberg"}, {"ÖBERG"})));
    EXPECT_EQ(Values{"ÖBERG"}, values(dn, "sn"));
}

TEST_P(DirectoryConformance, IsStaleWhereAnythingItTouchesHasChanged) {
    const Dn dn = add_person("anna");
    EXPECT_EQ("DIRECTORY_STALE_CHANGED", reason(modify(dn, "sn", {"Berg"}, {"Ek"})));
    EXPECT_EQ("DIRECTORY_STALE_CHANGED", reason(modify(dn, "sn", {"Öberg", "Berg"}, {"Ek"})));
    EXPECT_EQ("DIRECTORY_STALE_CHANGED", reason(modify(dn, "sn", {}, {"Ek"})));
    EXPECT_EQ("DIRECTORY_STALE_CHANGED", reason(modify(dn, "sn", {"Öberg"}, {"Ek"}, "bo.1495.pupil")));
    EXPECT_EQ("DIRECTORY_STALE_CHANGED", reason(remove(dn, "bo.1495.pupil")));
    EXPECT_EQ("DIRECTORY_STALE_GONE", reason(modify(root_.child("uid", "bo"), "sn", {"Öberg"}, {"Ek"})));
    EXPECT_EQ("DIRECTORY_STALE_GONE", reason(remove(root_.child("uid", "bo"))));
    EXPECT_EQ(Values{"Öberg"}, values(dn, "sn"));
}

TEST_P(DirectoryConformance, WhatTheChangeDoesNotTouchMayHaveChanged) {
    const Dn dn = add_person("anna");
    ASSERT_EQ(Verdict::applied, verdict(modify(dn, "displayName", {}, {"Anna"})));
    EXPECT_EQ(Verdict::applied, verdict(modify(dn, "sn", {"Öberg"}, {"Ek"}, "anna.1495.pupil")));
}

TEST_P(DirectoryConformance, DeletesLeavesOnly) {
    const Dn dn = add_person("anna");
    EXPECT_EQ(Verdict::failed, verdict(remove(root_)));
    EXPECT_EQ(Verdict::applied, verdict(remove(dn, "anna.1495.pupil")));
    EXPECT_FALSE(exists(dn));
    EXPECT_EQ(Verdict::applied, verdict(remove(root_)));
}

TEST_P(DirectoryConformance, MoveTakesWhatIsBelowWithIt) {
    const Dn from = root_.child("ou", "from");
    const Dn to = root_.child("ou", "to");
    ASSERT_EQ(Verdict::applied, verdict(create_unit(root_, "from")));
    ASSERT_EQ(Verdict::applied, verdict(create_unit(root_, "to")));
    ASSERT_EQ(Verdict::applied, verdict(create_unit(from, "school")));
    ASSERT_EQ(Verdict::applied, verdict(create(from.child("ou", "school").child("uid", "anna"), person("anna"))));
    const Dn school = from.child("ou", "school");
    EXPECT_EQ(Verdict::applied, verdict(move(school, school.moved_to(to))));
    EXPECT_FALSE(exists(school));
    EXPECT_TRUE(exists(to.child("ou", "school").child("uid", "anna")));
    EXPECT_EQ("DIRECTORY_STALE_GONE", reason(move(school, school.moved_to(root_))));
}

TEST_P(DirectoryConformance, MoveIsStaleWhereItsTargetHasChanged) {
    const Dn dn = add_person("anna");
    ASSERT_EQ(Verdict::applied, verdict(create_unit(root_, "to")));
    ASSERT_EQ(Verdict::applied, verdict(create(root_.child("ou", "to").child("uid", "anna"), person("anna"))));
    EXPECT_EQ("DIRECTORY_STALE_EXISTS", reason(move(dn, dn.moved_to(root_.child("ou", "to")))));
    EXPECT_EQ("DIRECTORY_STALE_GONE", reason(move(dn, dn.moved_to(root_.child("ou", "none")))));
    EXPECT_TRUE(exists(dn));
}

TEST_P(DirectoryConformance, RenameTakesTheOldNameAway) {
    const Dn dn = add_person("anna");
    const Dn renamed = root_.child("uid", "anna-karin");
    EXPECT_EQ(Verdict::applied, verdict(move(dn, renamed)));
    EXPECT_EQ(Values{"anna-karin"}, values(renamed, "uid"));
}

TEST_P(DirectoryConformance, AValueOfTheRdnStays) {
    const Dn dn = add_person("anna");
    EXPECT_EQ("DIRECTORY_REFUSED", reason(modify(dn, "uid", {"anna"}, {"bo"})));
    EXPECT_EQ(Values{"anna"}, values(dn, "uid"));
}

TEST_P(DirectoryConformance, ALargeAttributeIsChangedByTheDifference) {
    const Dn dn = root_.child("cn", "7A");
    Values members;
    for (int i = 100; i < 160; ++i) members.push_back("uid=p" + std::to_string(i) + "," + root_.text());
    ASSERT_EQ(Verdict::applied,
              verdict(create(dn, {{"objectClass", {"groupOfNames"}}, {"cn", {"7A"}}, {"member", members}})));
    Values after = members;
    after.erase(after.begin());
    after.push_back("uid=new," + root_.text());
    std::ranges::sort(after);
    EXPECT_EQ(Verdict::applied, verdict(modify(dn, "member", members, after)));
    EXPECT_EQ(after, values(dn, "member"));
    EXPECT_EQ("DIRECTORY_STALE_CHANGED", reason(modify(dn, "member", members, after)));
    Values foreign = after;
    foreign.push_back("uid=foreign," + root_.text());
    ASSERT_EQ(Verdict::applied, verdict(modify(dn, "member", after, foreign)));
    EXPECT_EQ(Verdict::applied, verdict(modify(dn, "member", after, members))) << "other values may have come";
    EXPECT_EQ(members.size() + 1, values(dn, "member").size());
}

TEST_P(DirectoryConformance, SearchesByScopeAndFilter) {
    add_person("anna");
    add_person("bo");
    ASSERT_EQ(Verdict::applied, verdict(create_unit(root_, "below")));
    ASSERT_EQ(Verdict::applied, verdict(create(root_.child("ou", "below").child("uid", "cia"), person("cia"))));
    EXPECT_EQ((Rdns{"ou=below", "uid=anna", "uid=bo"}), found(root_, Scope::one, "(objectClass=*)"));
    EXPECT_EQ((Rdns{"uid=anna", "uid=bo", "uid=cia"}), found(root_, Scope::subtree, "(uid=*)"));
    EXPECT_EQ((Rdns{"uid=bo"}), found(root_.child("uid", "bo"), Scope::base, "(objectClass=inetOrgPerson)"));
    EXPECT_EQ((Rdns{"uid=anna", "uid=cia"}), found(root_, Scope::subtree, "(&(sn=ÖBERG)(|(uid=Anna)(uid=cia)))"));
    EXPECT_EQ((Rdns{"uid=bo", "uid=cia"}), found(root_, Scope::subtree, "(&(uid=*)(!(uid=anna)))"));
    EXPECT_EQ((Rdns{}), found(root_, Scope::subtree, "(uid=nobody)"));
    EXPECT_EQ((Rdns{}), found(root_.child("ou", "none"), Scope::subtree, "(objectClass=*)"));
}

TEST_P(DirectoryConformance, DataIsNeverReadAsFilterOrDn) {
    const std::string hostile = "a*)(uid=*\\,+\"<>;= #";
    const Dn dn = root_.child("uid", hostile);
    ASSERT_EQ(Verdict::applied, verdict(create(dn, person(hostile))));
    add_person("other");
    EXPECT_EQ(1u, found(root_, Scope::subtree, "(uid=" + escape_filter_value(hostile) + ")").size());
    EXPECT_EQ(Verdict::applied, verdict(modify(dn, "samkatPersonId", {hostile}, {"x"}, hostile + ".1495.pupil")));
    EXPECT_EQ(Verdict::applied, verdict(remove(dn)));
}

TEST_P(DirectoryConformance, ABadFilterFails) {
    const auto searched = directory().search({root_, Scope::subtree, "(uid=", {}}, [](Entry&&) { FAIL(); });
    EXPECT_FALSE(searched);
    EXPECT_TRUE(exists(root_)) << "the connection lives on";
}

TEST_P(DirectoryConformance, ReadsAllUserAttributesWhenNoneAreNamed) {
    const Dn dn = add_person("anna");
    const auto entry = directory().read(dn, {});
    ASSERT_TRUE(entry && *entry);
    EXPECT_EQ(person("anna").size(), (*entry)->attributes().size());
    EXPECT_EQ(dn, (*entry)->dn());
    const auto none = directory().read(root_.child("uid", "nobody"), {});
    ASSERT_TRUE(none);
    EXPECT_FALSE(none->has_value());
}

TEST_P(DirectoryConformance, SendsUpToItsWindowAndAnswersEachTicketOnce) {
    std::map<std::uint64_t, int> answers;
    std::uint64_t ticket = 0;
    for (int round = 0; round < 2; ++round) {
        while (directory().outstanding() < directory().window()) {
            const std::string uid = "p" + std::to_string(++ticket);
            ASSERT_TRUE(directory().send(ticket, create(root_.child("uid", uid), person(uid))));
        }
        EXPECT_EQ("DIRECTORY_WINDOW", directory().send(++ticket, create_unit(root_, "full")).error().id);
        while (directory().outstanding() > 0) {
            const auto answer = directory().receive();
            ASSERT_TRUE(answer);
            EXPECT_EQ(Verdict::applied, answer->verdict);
            ++answers[answer->ticket];
        }
    }
    EXPECT_EQ(2 * directory().window(), answers.size());
    EXPECT_TRUE(std::ranges::all_of(answers, [](const auto& each) { return each.second == 1; }));
    EXPECT_EQ("DIRECTORY_NOTHING_SENT", directory().receive().error().id);
}

TEST_P(DirectoryConformance, ATicketIsOutstandingOnce) {
    ASSERT_TRUE(directory().send(1, create_unit(root_, "a")));
    EXPECT_EQ("DIRECTORY_TICKET", directory().send(1, create_unit(root_, "b")).error().id);
    ASSERT_TRUE(directory().receive());
    EXPECT_FALSE(exists(root_.child("ou", "b")));
}

TEST_P(DirectoryConformance, WhatIsNotOneOperationIsNotSent) {
    const Dn dn = add_person("anna");
    EXPECT_EQ("DIRECTORY_NOT_ONE_OPERATION", directory().send(1, modify(dn, "sn", {"Öberg"}, {"Öberg"})).error().id);
    EXPECT_EQ(0u, directory().outstanding());
}

TEST_P(DirectoryConformance, KnowsItself) {
    const auto facts = directory().facts();
    ASSERT_TRUE(facts);
    EXPECT_TRUE(facts->assertion);
    EXPECT_FALSE(facts->vendor.empty());
    EXPECT_TRUE(std::ranges::any_of(facts->naming_contexts,
                                    [&](const std::string& each) { return root_.is_within(Dn::parse(each).value()); }));
}

}  // namespace samkat::test
