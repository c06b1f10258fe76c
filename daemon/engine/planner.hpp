// The planner: what should be against what is → Plan. Pure.
//
// Entries of the directory are given one at a time and not kept (groups and units are: they are few); desired account
// entries are projected, compared and dropped. One thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "daemon/engine/guard.hpp"
#include "daemon/engine/lifecycle.hpp"
#include "daemon/engine/names.hpp"
#include "daemon/engine/project.hpp"
#include "daemon/engine/recognise.hpp"
#include "daemon/engine/sighting.hpp"
#include "daemon/model/plan.hpp"

namespace samkat::engine {

struct PlanInput {
    const MunicipalityPolicy& policy;
    Date as_of;
    const World& world;
    const std::vector<DesiredAccount>& accounts;             // of lifecycle()
    const std::map<std::string, Names, std::less<>>& names;  // of mint_names()
    std::span<const Identity> identities;                    // of identify(); those of the plan's persons are taken
    std::span<const KnownPerson> persons;
    std::span<const SourceCount> source_counts;
    std::span<const Approval> approvals;
    std::string_view now;  // RFC 3339
    const KeyedHash& hash;
    bool first_run = false;
    bool config_changed = false;
    bool inputs_unchanged =
        false;             // sources, config and date are those of the last finished run: what differs, others did
    bool complete = true;  // false: a source failed, so that groups may lack members
    std::span<const KnownAccount> known{};  // accounts of all municipalities
    std::span<const OpenIntent> open_intents{};
    std::span<const Failure> failures{};
    IsIssuedTo is_issued_to{};               // of the register of names; none: nothing is recognised
    std::span<const PastChange> past{};      // of the municipality, of the last days, that nobody approved
    std::span<const PastChange> answered{};  // and that somebody did
    Date last_as_of{};                       // of the last run whose day could be believed
    bool clock_doubted = false;              // is_clock_doubtful()
};

class Planner {
  public:
    // `input` and what it points at must outlive the planner.
    explicit Planner(const PlanInput& input);
    ~Planner();

    // An entry at or below the municipality's base, in any order.
    void entry(Entry&& actual);

    // When all have been given: how the sighting is completed before finish(), with what is found in the whole tree.
    Sighting& sighting();

    // Changes, holds, findings, identities and as_of, municipality and complete of the plan; the caller adds where it
    // comes from and seals it with plan_id().
    Plan finish();

    // After finish(): accounts that recognise() knows in entries, and that lifecycle() was not told of. They are to be
    // made known, and the plan is to be made again with them.
    std::vector<KnownAccount> recognised() const;

  private:
    class State;
    std::unique_ptr<State> state_;
};

}  // namespace samkat::engine
