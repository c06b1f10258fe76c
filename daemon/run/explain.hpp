// Explain: why an entry's attributes have their values. Data only; writes nothing.
#pragma once

#include <string>
#include <vector>

#include "daemon/engine/evaluate.hpp"
#include "daemon/model/event.hpp"
#include "daemon/run/view.hpp"

namespace samkat::run {

// What one evaluation of a rule read and gave. A rule with `each` is evaluated once for each enrolment, duty or group.
struct ExplainedEvaluation {
    bool applies = false;  // its condition held
    Values values;
    std::vector<ViewField> read;  // fields and lookups, in the order read; source and locator where a register said so
};

struct ExplainedRule {
    std::string id;
    std::string text;       // its templates as written
    std::string condition;  // as written, or empty
    std::string place;      // file:line
    std::vector<ExplainedEvaluation> evaluations;
};

// An event that changed the attribute.
struct ExplainedEvent {
    Event event;
    Values before, after;
};

struct ExplainedAttribute {
    std::string name;
    Values actual;                       // as it is in the directory
    bool own = false;                    // samkat sets it itself: no rule
    std::vector<ExplainedRule> rules;    // none, and not own: samkat does not manage it
    std::vector<ExplainedEvent> events;  // the last ones, latest first
};

struct Explanation {
    Dn dn;
    std::string link;  // samkatAccountId; empty: the entry is not samkat's
    std::string municipality;
    EntryClass entry_class = EntryClass::account;
    bool is_protected = false;  // an account whose person is
    bool in_registers = false;  // an account whose person is in the registers now
    std::vector<ExplainedAttribute> attributes;
};

// `attribute` empty: all that the entry has and all that rules would give it.
Result<Explanation> explain_entry(Installation& installation, const Registers& registers, const Dn& dn,
                                  const std::string& attribute);

}  // namespace samkat::run
