// Plan (ändringsförslag): the Changes for one municipality in one directory from one run. Data only: making one writes
// nothing, and apply takes nothing else. Plain value.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "daemon/base/date.hpp"
#include "daemon/model/change.hpp"
#include "daemon/model/known.hpp"

namespace samkat {

struct PlanSource {
    std::string source;
    std::string digest;  // of what it delivered
    std::uint64_t records = 0;
    std::string age;              // time of the export, RFC 3339, or empty
    std::uint64_t strangers = 0;  // records whose register ids are, by what is remembered, somebody else's
};

struct Hold {
    std::string guard;  // message id of the guard that held something
    std::string about;  // source or role it concerns, or empty
    LocalText detail;
    // Deliveries it calls in question: they are not what the next ones are compared with, and of their people nothing
    // is learnt.
    std::vector<std::string> sources{};
};

// Who a person is, as this plan found out: what `apply` writes to the store with the person's first Change.
struct Identity {
    std::string person;                      // PersonId
    std::vector<std::string> register_keys;  // keyed hashes
    std::string civic_hash;                  // keyed hash, or empty
    std::string birth_hash;                  // keyed hashes of what cross-municipality agreement is tested on
    std::vector<std::string> name_hashes;
    std::string subject;               // what the PersonId was minted from (a keyed hash)
    std::vector<std::string> sources;  // names of the sources that described the person last
    // Names of the sources that have said that the person is protected, since a person lifted it last.
    std::vector<std::string> protected_by;
    std::vector<std::string> given_hashes = {};  // those of name_hashes that are of given names
    bool birth_stated = false;                   // by a register; else read out of the civic number
    std::vector<std::string> places = {};        // as KnownPerson::places
    std::vector<std::string> contacts = {};      // as KnownPerson::contacts
    bool operator==(const Identity&) const = default;
};
// What is known already.
Identity identity_of(const KnownPerson& person);

struct Plan {
    std::string id;  // plan_id() of the finished plan
    std::string created;
    Date as_of{};
    std::string municipality;
    std::string directory;
    bool complete = true;  // false: some source of the municipality failed
    std::vector<std::string> failed_sources;
    std::string config_digest;
    std::vector<PlanSource> sources;
    std::vector<Hold> held;
    std::vector<Finding> findings;
    std::vector<Identity> identities;
    std::vector<Change> changes;

    // Per ChangeKind, in its order.
    std::array<std::size_t, 6> counts() const;
    std::size_t held_count() const;  // held and not approved
};

// SHA-256, hex, of the plan's JSON without id, created, ages and preconditions: the same inputs give the same id.
std::string plan_id(const Plan& plan);

void write_plan(JsonWriter& writer, const Plan& plan);
std::string plan_json(const Plan& plan);
// Reads what write_plan wrote. Every Change's digest and the plan's id are checked, and that Changes are numbered from
// 1 in their order, depend only on those before them, and are of the plan's municipality. Change::approved is false in
// all: the approvals that count are those in the store when the plan is used.
Result<Plan> read_plan(const Json& json);

void write_identity(JsonWriter& writer, const Identity& identity);
// Reads what write_identity wrote; an Identity without a PersonId is an error.
Result<Identity> read_identity(const Json& json);

void write_finding(JsonWriter& writer, const Finding& finding);
Finding read_finding(const Json& json);

}  // namespace samkat
