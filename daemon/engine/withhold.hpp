// withhold: what the directory may show of a protected person. Pure.
//
// Default-deny: of all that rules give an account only what tells nothing of the person stays, and a person's DN stands
// in no group. A withholding Change only takes away, so that nothing holds it: no guard, no limit, no first run, no
// changed configuration and no frozen account. What would show again what was withheld waits for a person, one Change
// at a time (Change::lifts).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "daemon/engine/lifecycle.hpp"
#include "daemon/engine/project.hpp"
#include "daemon/model/change.hpp"
#include "daemon/model/entry.hpp"
#include "daemon/model/policy.hpp"

namespace samkat::engine {

// True if the field says nothing that a register said of the person: it is samkat's own. A field that is not in the
// list tells.
bool tells_nothing(ContextField field);

// The entry of a protected person's account: names are the pseudonym; EPPN, uid, object classes and what samkat itself
// sets stay (the hashes among them: they say nothing without the installation key, and recognise the person if the
// store is lost). So does what a rule with kept_when_disabled gives without reading anything that a register said,
// since an object class may demand it. Everything else that a rule gives goes, whatever the rule's policy.
Entry withheld_account(const MunicipalityPolicy& policy, const Entry& actual);

// The username; the PersonId where usernames are made of names.
std::string pseudonym_of(const MunicipalityPolicy& policy, const Entry& actual);

// True for the entry of an active account that has the pseudonym for every name: whoever made it so, to show a name
// there again is to lift a protection, also where nobody remembers one, as when part of the change log is lost.
bool is_withheld(const MunicipalityPolicy& policy, const Entry& actual);

// What differs between an entry and withheld_account() of it.
std::vector<AttributeChange> withholding(const Entry& actual, const Entry& withheld);

// What people must know of a withheld account, without anything of the person: what is taken out, which attributes
// stand there that samkat does not manage, and which of its names are made of the person's.
std::vector<Finding> withheld_findings(const MunicipalityPolicy& policy, const Entry& actual, const Change& change);

// The entry of a protected person's account in another state. Nothing is added to what the entry shows.
Entry settled_account(const Projector& projector, const DesiredAccount& account, const Entry& withheld);

// The group without the members and owners that `is_withheld` names; `nobody` stands in for the last member.
Entry withheld_group(const Entry& actual, const std::function<bool(const Dn&)>& is_withheld, const Dn& nobody);

// True for a Change that does nothing but withhold: nothing holds it, and it is done before all others.
bool only_withholds(const Change& change);
// True for a Change of which nobody may see more than that it is there, unless it is revealed.
bool concerns_protected(const Change& change);

// Of the municipality's sources that so many marks have vanished from (all, or more than a fifth) that they are to be
// questioned.
std::vector<Finding> vanished_marks(const MunicipalityPolicy& policy, const World& world);

}  // namespace samkat::engine
