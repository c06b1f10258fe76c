// Event (händelse): one line of the change log, as a value. What it holds in its sealed part stands in
// daemon/model/event_content.hpp; how it is written in docs/change-log-format.md. Plain value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/base/json.hpp"

namespace samkat {

// What happened. The list is closed; a reader passes over kinds it does not know.
namespace event_kind {
inline constexpr std::string_view run_started = "run_started";
inline constexpr std::string_view run_finished = "run_finished";
inline constexpr std::string_view source_read = "source_read";
inline constexpr std::string_view person = "person";    // what is known of who a person is
inline constexpr std::string_view reserve = "reserve";  // a name was given to a subject, for ever
inline constexpr std::string_view intent = "intent";
inline constexpr std::string_view outcome = "outcome";
inline constexpr std::string_view undecided = "undecided";  // intents whose answer was lost: nobody knows yet
inline constexpr std::string_view found = "found";          // an account's entry that samkat made without knowing it
inline constexpr std::string_view approve = "approve";
inline constexpr std::string_view reject = "reject";
inline constexpr std::string_view keys_made = "keys_made";
inline constexpr std::string_view store_rebuilt = "store_rebuilt";
inline constexpr std::string_view loss_accepted = "loss_accepted";  // lines of the log are gone, and somebody said so
inline constexpr std::string_view reveal = "reveal";                // civic numbers were shown; in the system's chain
}  // namespace event_kind

// Outcome (utfall) of an intent.
enum class Outcome : std::uint8_t {
    applied,        // the server said so
    found_applied,  // the answer was lost; the directory equals `after`
    not_applied,    // rolled back, never sent, or the directory equals `before`
    skipped_stale,  // the precondition did not hold
    failed,         // the server refused
    unknown         // the directory equals neither `before` nor `after`
};
std::string_view name_of(
    Outcome outcome);  // "applied", "found-applied", "not-applied", "skipped-stale", "failed", "unknown"
std::optional<Outcome> parse_outcome(std::string_view name);
// True if the directory is known to hold the Change's `after`.
constexpr bool took_effect(Outcome outcome) {
    return outcome == Outcome::applied || outcome == Outcome::found_applied;
}

// SHA-256 in hex of no line: what stands before the first line of a chain.
inline constexpr std::string_view no_line_hash = "0000000000000000000000000000000000000000000000000000000000000000";

struct Event {
    std::uint64_t seq = 0;     // within its chain, from 1, without gaps
    std::string time;          // RFC 3339, UTC, milliseconds
    std::string run;           // id of the run, or empty
    std::uint64_t batch = 0;   // within the run; 0: none
    std::string actor;         // login name of who caused it, or "samkatd"
    std::string kind;          // one of event_kind
    std::string municipality;  // its chain: a municipality code, or empty for the system's chain
    std::string person;        // PersonId, or empty
    std::string subject;       // HMAC-SHA256 in hex (installation key) of the key() of the DN it is about, or empty
    std::string change;        // digest of the Change, or empty
    std::string outcome;       // name_of(Outcome) of an outcome, else empty
    std::string sealed_by;     // name of the key that seals the content (see key_name), or empty: nothing is sealed
    Json content;              // what was sealed; null if nothing was, or its key is not there
    std::string prev;          // SHA-256 in hex of the line before, no_line_hash for the first
    std::string hash;          // SHA-256 in hex of this line
};

// Names of the keys that seal contents. A person's own key is named by the PersonId.
namespace key_name {
inline constexpr std::string_view system = "system";
std::string municipality(std::string_view code);  // "municipality:1495"
}  // namespace key_name

}  // namespace samkat
