// Planning: readings and the directory → plans, one per municipality. Writes nothing.
#pragma once

#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "daemon/engine/identify.hpp"
#include "daemon/model/plan.hpp"
#include "daemon/run/installation.hpp"
#include "daemon/run/readings.hpp"

namespace samkat::run {

// One municipality's part of a run.
struct MunicipalityPlan {
    const MunicipalityPolicy* policy = nullptr;
    Plan plan;
    // accepted_sources() of the plan.
    std::vector<PlanSource> accepted;
    bool first_run = false;
    bool config_changed = false;
    Date last_as_of{};            // of the last run whose day could be believed; none: there was none
    bool clock_doubted = false;   // the plan's day cannot follow it
    std::string config_accepted;  // digest of the configuration that was in force for the last run; empty: none
    // Accounts that were recognised in the directory: they are made known before anything is applied.
    std::vector<KnownAccount> found{};
};

struct Planned {
    engine::Identified identified;
    std::vector<MunicipalityPlan> plans;  // in the order of the codes
    Findings findings;                    // of the run as a whole
    std::vector<Finding> failed;          // municipalities that could not be planned: the directory did not answer
};

// What the plan was made from, without deliveries that tripped the guard: what the next ones are compared with. Else a
// half export would be normal tomorrow.
std::vector<PlanSource> accepted_sources(const Plan& plan);

// What planning needs to know of the past, read from the store once.
struct Past {
    std::vector<KnownPerson> persons;
    std::vector<KnownAccount> accounts;
    std::vector<Approval> approvals;
    std::vector<OpenIntent> open_intents;
    std::vector<Failure> failures;
    std::vector<Delivery> deliveries;
    std::vector<MunicipalityState> municipalities;
    std::vector<PastChange> changes, answered;  // what nobody approved in the last days, and what somebody did
};
Result<Past> load_past(store::Store& store, const Clock& clock);

// `municipalities`: codes to plan; empty: all. Names are minted as if all were planned, so that each plan is the same
// alone and together.
Result<Planned> make_plans(Installation& installation, const std::vector<Reading>& readings, Date as_of,
                           std::span<const std::string> municipalities);

}  // namespace samkat::run
