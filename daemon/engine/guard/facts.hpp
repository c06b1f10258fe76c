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

// What was done to an account without anybody's approval, and has not been taken back. Only what was done since the
// limits of a week began to count can be taken back without counting: what was right for longer than that goes back by
// an old export as easily as what was wrong, and is a change like any other.
class Lately {
  public:
    // The next that was done, in the order of time. True if it took back what was done before; then that is no more,
    // and what was there in between is nothing that it had.
    bool note(const Facts& facts, const PastChange& change);
    // What was done at `since` (RFC 3339) or before cannot be taken back.
    void forget(std::string_view since);

    // True if an attribute had values with this digest before.
    bool had(std::string_view attribute, std::string_view digest) const;
    bool had_other_values() const { return !former_.empty(); }
    bool has_left() const { return !left_.empty(); }
    bool has_come() const { return !came_.empty(); }  // it was made, or came back

    Touches touched{};     // its values of a kind were changed, whenever that was
    bool changed = false;  // its values, of whatever kind

  private:
    bool note_status(const PastChange& change);
    bool note_values(const Facts& facts, const PastChange& change);

    std::string left_, came_;  // when; empty: it has not
    // By attribute and digest of the values that it had before: when they went.
    std::map<std::string, std::map<std::string, std::string, std::less<>>, std::less<>> former_;
};

// An account that the plan changes.
struct Subject {
    const DesiredAccount* account = nullptr;
    const KnownPerson* known = nullptr;  // null: nobody that samkat has recorded
    Act act = Act::modify;
    std::vector<std::size_t> changes;  // places in the plan's Changes
    std::set<std::string> sources;     // those that describe the person, or did last
    Touches touches{};                 // of an account that is active and stays so
    Touches anew{};  // of these: where an attribute gets what it did not have before, in the last days
    bool has(Kind kind) const { return touches[static_cast<std::size_t>(kind)]; }
    // Gets back what it had of the kind, and nothing else of it.
    bool goes_back(Kind kind) const { return has(kind) && !anew[static_cast<std::size_t>(kind)]; }
    // What nobody approved happened to it lately. To change it back is no further account that is touched, and must not
    // wait.
    Lately lately;
    bool approved = false;  // all that the plan does to it: it counts in no limit over time
    bool was_touched(Kind kind) const { return lately.touched[static_cast<std::size_t>(kind)]; }
    bool is_seen() const;     // something that a register says changes, and not samkat's own attributes alone
    bool takes_back() const;  // left lately and comes back, or came lately and leaves
    // Leaves, comes back or gets new values, and takes nothing back by it.
    bool changes_anew() const;
    bool by_absence() const;  // leaves because nobody describes the person any more
};

struct Facts {
    const GuardInput& in;
    std::span<const Change> changes;
    std::vector<bool> approved;           // by place in changes: those of accounts
    std::set<std::string> questioned;     // sources that an earlier rule calls in question
    std::vector<Subject> subjects;        // in the order of their first Changes
    std::vector<const PastChange*> past;  // in.past, in the order of time
    std::set<const PastChange*> backs;    // of these, those that took something back when they were done
    std::size_t accounts = 0;             // that are not disabled
    std::size_t accounts_in(Role role) const { return by_role[static_cast<std::size_t>(role)]; }
    std::array<std::size_t, 2> by_role{};
    // By attribute name in lower case: the kinds of values that its rules read.
    std::map<std::string, std::array<bool, kinds>, std::less<>> attributes;

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
    // The largest of `floor` and `per_mille` of the municipality's accounts.
    std::size_t share(std::size_t floor, std::uint32_t per_mille) const;
};

// `changes` must outlive the facts; the rules see in them what earlier rules hold.
Facts gather(const GuardInput& input, std::span<const Change> changes);

// A day, and the week with the night after it: a file that was wrong for seven nights is right on the eighth.
inline constexpr std::chrono::hours a_day{24}, a_week{7 * 24 + 12};
// `now` less `period`, RFC 3339; empty where `now` is no time.
std::string since(std::string_view now, std::chrono::hours period);

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
