// Sighting: what the directory showed of the Accounts that samkat has written → what may be believed of it. Pure.
//
// An entry that is not seen has been deleted, moved, or hidden by an access rule, and a server answers the same to all
// three. So nothing follows from one that is not seen until it has been looked for in the whole tree, and nothing from
// many. A link alone is no proof either: an attribute can be copied and swapped like any other. What cannot be believed
// is a finding and costs its own accounts: they are neither written nor taken out of groups.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "daemon/engine/lifecycle.hpp"
#include "daemon/model/entry.hpp"
#include "daemon/model/plan.hpp"

namespace samkat::engine {

// An account that had an entry of which none is seen below the municipality's base.
struct Sought {
    std::string link;
    std::string username, eppn;  // as issued
    std::string dn;              // where its entry stood last
};

class Sighting {
  public:
    // What is pointed at must outlive the sighting. `known`: accounts of all municipalities.
    Sighting(const MunicipalityPolicy& policy, std::span<const DesiredAccount> accounts,
             std::span<const KnownAccount> known)
        : policy_(policy), accounts_(accounts), known_(known) {}

    // --- while the municipality's part of the directory is read

    // An entry with a link. False if another entry has claimed the link before: neither is believed.
    bool claim(const std::string& link, const Dn& dn);
    // True if the entry with the link of `account` is that account's, as far as its username, EPPN and PersonId say: at
    // least one of them must agree with the link, and none may be another account's.
    bool belongs(const DesiredAccount& account, const Entry& entry);

    // --- when it has been read: what must be looked for in the whole tree, and what was found there

    // Sorted by link. Accounts that are new are not among them: whoever looks their names up finds their entries.
    std::vector<Sought> sought();
    // An entry from anywhere in the tree that has a link of this municipality, or a name of one sought.
    void elsewhere(const Entry& entry);
    // The server does not say that there is no entry where the one with `link` stood last.
    void not_gone(const std::string& link, const Dn& dn);

    // --- when that is known too: what may be believed

    // False if so many are not seen that it is the reading that cannot be right: nothing follows from what it lacks.
    bool is_whole();
    bool is_claimed(const std::string& link) const { return claims_.contains(link); }
    // True if nothing of the account (group, unit) may be changed or made.
    bool is_doubted(const std::string& link) const { return doubted_.contains(link); }
    // Accounts that have an entry, of which none was seen below the base or none is believed: link → DNs by which a
    // group may know it, first the one where it stood last.
    std::map<std::string, std::vector<Dn>> unseen();
    // Where the entry with the link stands; by link.
    const std::unordered_map<std::string, Dn>& claims() const { return claims_; }

    // Drops the Changes of what is doubted but those that only withhold, and marks the creates of what is gone as
    // somebody else's doing. Call once.
    void drop_doubted(std::vector<Change>& changes);
    // Creates that follow from absence alone, as places in `changes`: all of them if the reading is not whole, and else
    // those of accounts whose entry stood somewhere else (only in its old place does the server refuse a second one
    // beside one that is hidden).
    std::vector<std::size_t> doubtful_creates(std::span<const Change> changes);
    // Accounts that should be there and are not, and how many may be so while the reading is believed.
    std::size_t lost();
    std::size_t limit() const;
    const std::vector<Finding>& findings() const { return findings_; }

  private:
    using Owners = std::unordered_map<std::string, std::string>;  // "u", "e" or "p" and the folded value → link

    // Accounts that should have an entry, of which none was seen; by link. Known when the base has been read.
    const std::map<std::string, const DesiredAccount*>& missing();
    std::set<std::string> others_in(const std::string& link, const Entry& entry);
    void doubt(const std::string& link, const Message& message, const Dn& dn, Arguments arguments = {});

    const MunicipalityPolicy& policy_;
    std::span<const DesiredAccount> accounts_;
    std::span<const KnownAccount> known_;
    std::unordered_map<std::string, Dn> claims_;  // link → DN of the entry
    std::set<std::string> doubted_;
    std::map<std::string, std::vector<Dn>> elsewhere_;  // link → where else
    std::optional<std::map<std::string, const DesiredAccount*>> missing_;
    std::optional<Owners> owners_;  // of all known accounts
    std::vector<Finding> findings_;
};

}  // namespace samkat::engine
