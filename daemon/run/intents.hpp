// The events around an intent: what announces a Change, and what says what became of it. One place for apply and
// recover, so that an outcome is the same whoever writes it.
#pragma once

#include <string>
#include <vector>

#include "daemon/changelog/keys.hpp"
#include "daemon/changelog/log.hpp"
#include "daemon/model/event.hpp"
#include "daemon/model/known.hpp"

namespace samkat::run {

// Who writes the events.
struct Writing {
    std::string run;  // id
    std::string actor;
};

// An event of `municipality` about `person`, or about nobody, sealed with the person's key or the municipality's.
// Without content yet.
changelog::Draft event_about(const Writing& by, std::string_view kind, const std::string& municipality,
                             const std::string& person);

changelog::Draft intent_event(const Writing& by, const Change& change, const changelog::Keys& keys);
// `reason` is kept with it unless it is empty.
changelog::Draft outcome_event(const Writing& by, const OpenIntent& intent, Outcome outcome, const Finding& reason);
// The intents of `municipality` with these seqs are not decided yet.
changelog::Draft undecided_event(const Writing& by, const std::string& municipality, std::vector<std::uint64_t> seqs);

}  // namespace samkat::run
