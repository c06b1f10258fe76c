// What the guard's rules look at: one summary of a plan's Changes of accounts, made once, beside what was there before
// and what was done lately. Pure, plain values.
#pragma once

#include <array>
#include <chrono>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "daemon/engine/guard.hpp"

namespace samkat::engine::guard {

// What the plan does to an account. A close is the end of a grace: its person has left before.
enum class Act : std::uint8_t { create, leave, comeback, close, modify };

// Kinds of values that are counted apart, as the attribute rules read them.
enum class Kind : std::uint8_t { names, numbers, mails, places };
inline constexpr std::size_t kinds = 4;
using Touches = std::array<bool, kinds>;     // by Kind: whether values of it change
bool is_any(const Touches& touches);         // true if a value of some kind changes
void add(Touches& to, const Touches& more);  // what either touches

struct Facts;

// Whether a Change takes back what was done before: of the last week, or of some days more. What was right for longer
// than the limits of a week look back goes back by an old export as easily as what was wrong: it counts with the rest.
enum class Back : std::uint8_t { no, older, of_the_week };

// What was done to an account without anybody's approval, and has not been taken back.
class Lately {
  public:
    // The next that was done, in the order of time, and whether it took back what was done before; then that is no
    // more, and what was there in between is nothing that it had.
    Back note(const Facts& facts, const PastChange& change);
    // What is asked for next is seen from `now` (RFC 3339): what was done too long before cannot be taken back.
    void look_from(std::string_view now);

    // Whether an attribute had values with this digest before.
    Back had(std::string_view attribute, std::string_view digest) const;
    // The same of what `account` gets by a change of an attribute, named in lower case.
    Back had(const AccountId& account, std::string_view attribute, const std::vector<std::string>& values) const;
    Back has_left() const { return age_of(left_); }
    Back has_come() const { return age_of(came_); }  // it was made, or came back
    // When it left, or lost these values (RFC 3339); empty: it has not.
    std::string_view when_left() const { return left_; }
    std::string_view when_lost(const AccountId& account, std::string_view attribute,
                               const std::vector<std::string>& values) const;
    // What was done for a night and taken back in the last week: that it left or came, or what an attribute had then.
    bool had_left() const { return age_of(left_and_back_) == Back::of_the_week; }
    bool had_come() const { return age_of(came_and_went_) == Back::of_the_week; }
    bool was_given(const AccountId& account, std::string_view attribute, const std::vector<std::string>& values) const;

    Touches touched{};     // its values of a kind were changed, whenever that was
    bool changed = false;  // its values, of whatever kind

  private:
    Back note_status(const PastChange& change);
    Back note_values(const Facts& facts, const PastChange& change);
    Back age_of(std::string_view time) const;

    std::string week_;  // when the week began that is looked back
    // By attribute and digest of values: when they went.
    using Values = std::map<std::string, std::map<std::string, std::string, std::less<>>, std::less<>>;
    static std::string_view when(const Values& values, std::string_view attribute, std::string_view digest);

    std::string left_, came_;                    // when; empty: it has not
    std::string left_and_back_, came_and_went_;  // for a night; when that was taken back; empty: it was not
    Values former_;                              // that it had before what was done to it
    Values taken_away_;                          // that it was given for a night, and lost by what went back
};

// An account that the plan changes.
struct Subject {
    const DesiredAccount* account = nullptr;
    const KnownPerson* known = nullptr;  // null: nobody that samkat has recorded
    Act act = Act::modify;
    std::vector<std::size_t> changes;  // places in the plan's Changes
    std::set<std::string> sources;     // those that describe the person, or did last
    Touches touches{};                 // of an account that is active and stays so
    Touches anew{};      // of these: where an attribute gets what it did not have before a change of the last week
    Touches never{};     // of these: what it did not have before one of some days more either
    std::string undone;  // when that was done (RFC 3339) which it takes back; empty: nothing
    bool again = false;  // what was done for a night, and taken back lately, is done again
    bool has(Kind kind) const { return touches[static_cast<std::size_t>(kind)]; }
    bool gets_new(Kind kind) const { return never[static_cast<std::size_t>(kind)]; }
    // Gets back what it had of the kind before changes of the last days, and nothing else of it.
    bool goes_back(Kind kind) const { return has(kind) && !gets_new(kind); }
    // What nobody approved happened to it lately. To change it back is no further account that is touched, and must not
    // wait.
    Lately lately;
    bool approved = false;  // all that the plan does to it: it counts in no limit over time
    bool was_touched(Kind kind) const { return lately.touched[static_cast<std::size_t>(kind)]; }
    bool is_seen() const;     // something that a register says changes, and not samkat's own attributes alone
    bool takes_back() const;  // left in the last week and comes back, or came in it and leaves
    // Leaves, comes back or gets new values, and takes nothing of the last week back by it.
    bool changes_anew() const;
    // What all of it is together. An account that is made or closed takes nothing back.
    Back back() const;
    bool by_absence() const;  // leaves because nobody describes the person any more
};

struct Facts {
    const GuardInput& in;
    std::span<const Change> changes;
    std::vector<bool> approved;               // by place in changes: those of accounts
    std::set<std::string> questioned;         // sources that an earlier rule calls in question
    std::vector<Subject> subjects;            // in the order of their first Changes
    std::vector<const PastChange*> past;      // in.past, in the order of time
    std::map<const PastChange*, Back> backs;  // of these, those that took something back when they were done
    Back back_of(const PastChange& change) const;
    std::size_t accounts = 0;  // that are not disabled
    std::size_t accounts_in(Role role) const { return by_role[static_cast<std::size_t>(role)]; }
    std::array<std::size_t, 2> by_role{};
    // By attribute name in lower case: the kinds of values that its rules read.
    std::map<std::string, std::array<bool, kinds>, std::less<>> attributes;

    std::unordered_map<std::string_view, const KnownPerson*> persons;  // by PersonId

    // The AccountId of the subject, as its Changes have it.
    const std::string& account_of(const Subject& subject) const { return changes[subject.changes.front()].account; }
    // Whose the account (an AccountId) is; null: nobody that samkat remembers.
    const KnownPerson* person_of(std::string_view account) const;
    const MunicipalityPolicy& policy() const { return in.policy; }
    const GuardPolicy& limits() const { return in.policy.guard; }
    // True if no rule holds any of the subject's Changes yet.
    bool is_open(const Subject& subject) const;
    // True if an earlier rule calls a delivery in question that describes the subject.
    bool is_questioned(const Subject& subject) const;
    bool kind_of(std::string_view attribute, Kind kind) const;
    // The kinds of values that an attribute, named in lower case, is made of; none that samkat knows: all false.
    Touches kinds_of(std::string_view attribute) const;
    // Of what a Change of values did.
    Touches touches_of(const PastChange& change) const;
    // As Subject::is_seen(), of what was done.
    bool is_seen(const PastChange& change) const;
    // The largest of `floor` and `per_mille` of the municipality's accounts.
    std::size_t share(std::size_t floor, std::uint32_t per_mille) const;
};

// As Subject::goes_back(); also of one who comes back, if that takes back a leave of the last days.
bool gets_only_back(const Facts& facts, const Subject& subject, Kind kind);

// `changes` must outlive the facts; the rules see in them what earlier rules hold.
Facts gather(const GuardInput& input, std::span<const Change> changes);

// A nightly run's outcomes are of some minutes after it began: those of the night before are not of this day.
inline constexpr std::chrono::hours a_day{20}, a_week{7 * 24 - 4};
// A file that was wrong for seven nights is right on the eighth, which may begin a little later than the first did; one
// that was wrong a little more every night has been so for longer before somebody sees it.
inline constexpr std::chrono::hours back_in_a_week = wrong_for_a_week, back_at_all{11 * 24};
// Of the accounts, at least period_floor + 1: as many may be wrong in a week before somebody has looked.
inline constexpr std::uint32_t harmed_per_mille = 10;
// `now` less `period`, RFC 3339; empty where `now` is no time.
std::string since(std::string_view now, std::chrono::hours period);

// Outcomes of one run are as far apart as it is long.
inline constexpr std::chrono::hours one_run{3};
// The most of `times` (RFC 3339) that can be of one run.
std::size_t most_at_once(std::vector<std::string_view> times);

// Accounts of Changes of the last `period` that `wanted` says.
template <class Test>
std::set<std::string_view> lately(const Facts& facts, std::chrono::hours period, const Test& wanted) {
    std::set<std::string_view> accounts;
    const std::string begin = since(facts.in.now, period);
    if (begin.empty()) return accounts;
    for (const PastChange& each : facts.in.past) {
        if (each.time > begin && wanted(each)) accounts.insert(each.account);
    }
    return accounts;
}

}  // namespace samkat::engine::guard
