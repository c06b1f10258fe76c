// What the events of each kind hold in their sealed part: written by run, read by the store. One place for both, so
// that they cannot drift apart. Pure, any thread.
//
//   kind           content                     sealed by
//   run_started    RunStarted                  the municipality's key, or the system's
//   run_finished   RunFinished                 the municipality's key
//   source_read    PlanSource                  the municipality's key
//   person         Identity                    the person's key
//   reserve        Reservation                 the municipality's key: a name stays taken when its person is erased
//   intent         Change                      the person's key; without a person, the municipality's
//   outcome        OutcomeDetail               as its intent
//   undecided      Undecided                   the municipality's key
//   found          KnownAccount                the person's key
//   approve        Decision                    the municipality's key
//   reject         Decision without expiry     the municipality's key
//   reveal         {"command"}                 the system's key; the event's person is whose number it was, if of one
//   loss_accepted  AcceptedLoss (run/loss.hpp) the system's key
//   keys_made, store_rebuilt: nothing
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "daemon/base/date.hpp"
#include "daemon/base/json.hpp"
#include "daemon/model/change.hpp"
#include "daemon/model/known.hpp"
#include "daemon/model/plan.hpp"

namespace samkat {

struct RunStarted {
    Date as_of{};
    std::string trigger;  // what woke the run: "timer", "file", "command", …
    std::vector<PlanSource> sources;
};

struct RunFinished {
    std::map<std::string, std::uint64_t> counts;  // by name_of(Outcome), and "held" and "withheld"
    std::string config_digest;                    // of the whole configuration
    std::string municipality_config_digest;       // of the municipality's part of it
    bool first_run_done = false;                  // the municipality has been run for real at least once
    Date as_of{};                                 // the day the plan was made for
    bool settled = false;                         // every source was read and everything planned was done
};

struct OutcomeDetail {
    std::uint64_t intent = 0;  // seq of the intent, in the same chain
    LocalText error;           // what the server or samkat said, or empty
};

// Intents that had no effect yet when the directory was asked, over a connection made after theirs was lost. The
// event's time is when it answered.
struct Undecided {
    std::vector<std::uint64_t> intents;  // seqs, in the same chain
};

struct Decision {
    std::vector<std::string> digests;  // of the Changes decided on
    std::string expires;               // RFC 3339, UTC; empty in a reject
    std::string plan;                  // id of the plan they were shown in
    std::string config{};              // Plan::config_digest of that plan; empty in a reject
};

// The content as one JSON text.
std::string content_of(const RunStarted& content);
std::string content_of(const RunFinished& content);
std::string content_of(const PlanSource& content);
std::string content_of(const Identity& content);
std::string content_of(const Reservation& content);
std::string content_of(const Change& content);
std::string content_of(const OutcomeDetail& content);
std::string content_of(const Undecided& content);
std::string content_of(const KnownAccount& content);
std::string content_of(const Decision& content);

// They read what content_of wrote. Members that are missing are empty, as in an older or newer samkat; a text of
// another shape is an error. Identity and Change are read with read_identity (plan.hpp) and read_change (change.hpp).
Result<RunStarted> read_run_started(const Json& json);
Result<RunFinished> read_run_finished(const Json& json);
Result<PlanSource> read_source_read(const Json& json);
Result<Reservation> read_reservation(const Json& json);
Result<OutcomeDetail> read_outcome_detail(const Json& json);
Result<Undecided> read_undecided(const Json& json);
Result<KnownAccount> read_found(const Json& json);
Result<Decision> read_decision(const Json& json);

}  // namespace samkat
