// Judge: what a night did to the directory, against the truth.
//
// Harm is a Change that the truth does not support. The judge looks at the entries of before and after, not at plans:
// how samkat came to do it is of no interest. It knows which human being an entry is for since it was made, by its
// link, and tells whose values it has by the truth alone; only the keyed hash of a register id it has to ask samkat
// for.
//
// A value: copies go back to before a lie together with the Town. One thread.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "tests/property/lies/export.hpp"
#include "tests/property/lies/station.hpp"
#include "tests/property/lies/truth.hpp"

namespace samkat::lies {

enum class HarmKind : std::uint8_t {
    left,      // disabled, put in grace or removed, and is still there in truth
    foreign,   // has a name, address or number of somebody else
    garbled,   // has a name, address or number of nobody
    wrong,     // lost something that is true, got back what no longer is, or stands in the wrong place
    revealed,  // protected, and something of it was shown to somebody who had not seen it
    merged,    // two human beings in one
    doubled,   // one human being twice
    phantom,   // an active account of nobody, or of somebody who is not there
    reissued,  // a username or EPPN that was another's
    thing,     // a unit or group that is not there, or one that is and was removed or renamed
    untold,    // shown though protected, but no register had said so yet: counted, and nobody's fault
    withheld,  // not protected, and shown as if: a mark acts at once, whoever sets it, and only a person lifts it
};
inline constexpr std::size_t harm_kinds = 12;
// Whether it is harm that samkat must bound. The last two are counted apart: a rule of samkat's demands them.
bool is_bounded(HarmKind kind);
std::string_view name_of(HarmKind kind);

struct Harm {
    HarmKind kind = HarmKind::left;
    std::string entry;  // the link, or the DN of what is no account
    std::size_t municipality = 0;
    std::string detail;  // attribute and values, of generated people
};

class Judge {
  public:
    // samkat's keyed hash of a register's id, as the entry shows it.
    using RegisterHash = std::function<std::string(const std::string& register_name, const std::string& id)>;

    // To be called every night, when the day has begun: what is true now, and was before.
    void note(const Town& town, const std::vector<Register>& registers, const RegisterHash& hash);
    // The registers have told the truth, and samkat has read it: whoever is protected, it knows.
    void note_told(const Town& town);
    // What the night did. Learns which new entries are for whom.
    std::vector<Harm> compare(const Town& town, Date today, const Entries& before, const Entries& after);
    // What is not as it should be after a night when the registers told the truth, but for what is withheld.
    std::set<std::string> amiss(const Town& town, Date today, const Entries& entries) const;
    // Protected people whom the registers have told of and whose entry still shows who or where they are.
    std::size_t shown(const Town& town, const Entries& entries) const;
    // Accounts of people who are there, are not protected, and show nothing.
    std::size_t withheld(const Town& town, Date today, const Entries& entries) const;

  private:
    static constexpr std::size_t nobody = static_cast<std::size_t>(-1);
    using Accounts = std::map<std::string, const Entry*>;  // by link

    static Accounts accounts_of(const Entries& entries);
    std::size_t place_of(const std::string& link) const;
    std::size_t find_place(const Town& town, const Entry& entry) const;

    void note_values(const Town& town, std::size_t index);
    // Each adds what it finds.
    struct Night;
    void judge_account(Night& night, const std::string& link, const Entry& before, const Entry& after);
    void judge_new(Night& night, const std::string& link, const Entry& after);
    void judge_values(Night& night, const std::string& link, const Entry& before, const Entry& after);
    void judge_names(Night& night, const std::string& link, const Entry& after);
    void judge_revealed(Night& night, const std::string& link, const Entry& before, const Entry& after);
    void judge_merged(Night& night, const std::string& link, const Entry& before, const Entry& after);
    bool has_had_an_entry(std::size_t place) const;
    bool was_there_before(const Night& night, std::size_t human) const;
    void judge_things(Night& night, const Entries& before, const Entries& after);
    void judge_members(Night& night, const Entry& before, const Entry& after);
    bool has_another_active(const Night& night, const std::string& link, std::size_t place) const;

    std::unordered_map<std::string, std::size_t> places_;            // link → index in Town::places(), or nobody
    std::unordered_map<std::string, std::size_t> person_of_;         // samkat's PersonId → human
    std::unordered_map<std::string, std::size_t> name_of_;           // username or EPPN, with its attribute → human
    std::unordered_map<std::string, std::size_t> by_hash_;           // hash of a register id → place
    std::vector<TrueValues> now_, ever_;                             // by place
    std::unordered_map<std::string, std::set<std::size_t>> owners_;  // attribute=value → humans it is or was true of
    std::set<std::string> things_;  // DN keys of units and groups that are or were true
    std::set<std::size_t> told_;    // humans
};

}  // namespace samkat::lies
