// View: one person as samkat sees them, put together for showing. Data only; civic numbers are whole, masking is for
// whoever shows it. Writes nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/model/entry.hpp"
#include "daemon/model/known.hpp"
#include "daemon/run/registers.hpp"

namespace samkat::run {

// A value, and where it was read.
struct ViewField {
    std::string name;  // as in the mapping: given_name, unit, …
    Values values;
    std::string source;
    std::string locator;  // place:line
};

// An enrolment or a duty.
struct ViewRelation {
    std::string kind;  // "enrolment", "duty"
    std::string municipality;
    std::vector<ViewField> fields;  // without empty ones
    Date start{}, end{};
    bool current = false;  // makes an account active today
};

struct ViewAccount {
    KnownAccount account;
    bool known = false;          // written before; else it is in the directory only
    std::optional<Entry> entry;  // as it is in the directory
};

struct PersonView {
    PersonId id;
    bool in_registers = false;
    bool is_protected = false;
    bool frozen = false;  // in the registers, but contradicting or damaged: nothing is changed
    std::vector<ViewField> fields;
    std::vector<ViewRelation> relations;
    std::vector<ViewAccount> accounts;
};

Result<PersonView> view_person(Installation& installation, const Registers& registers, const PersonId& id);

// The source, place and line of `origin`.
ViewField field_at(std::string name, Values values, const Origin& origin, const Pool& pool);

}  // namespace samkat::run
