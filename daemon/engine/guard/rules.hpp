// The rules, in the order in which they speak: what one holds, the next need not count.
#pragma once

#include <span>

#include "daemon/engine/guard/rule.hpp"

namespace samkat::engine::guard {

Verdicts protected_people(const Facts& facts);  // people.cpp
Verdicts unprotected_people(const Facts& facts);
Verdicts protected_newcomers(const Facts& facts);
Verdicts duplicate_keys(const Facts& facts);
Verdicts out_of_scope(const Facts& facts);
Verdicts unseen_entries(const Facts& facts);  // reading.cpp
Verdicts clock_moved(const Facts& facts);     // clock.cpp
Verdicts left_out(const Facts& facts);        // deliveries.cpp
Verdicts strangers(const Facts& facts);
Verdicts old_contents(const Facts& facts);
Verdicts done_again(const Facts& facts);             // again.cpp
Verdicts garbled_names(const Facts& facts);          // garbled.cpp
Verdicts renumbered(const Facts& facts);             // renumbered.cpp
Verdicts drifting(const Facts& facts);               // drift.cpp
Verdicts moved_values(const Facts& facts);           // moved_values.cpp
Verdicts shared_mails(const Facts& facts);           // shared_mails.cpp
Verdicts moved_people(const Facts& facts);           // moved_people.cpp
Verdicts vanished_parts(const Facts& facts);         // parts.cpp
Verdicts too_many_at_once(const Facts& facts);       // plan_limits.cpp
Verdicts too_many_lately(const Facts& facts);        // rolling_limits.cpp
Verdicts same_delivery(const Facts& facts);          // same_delivery.cpp; after the others
Verdicts newcomers_in_question(const Facts& facts);  // rolling_limits.cpp; after all others

std::span<const Rule> rules();

}  // namespace samkat::engine::guard
