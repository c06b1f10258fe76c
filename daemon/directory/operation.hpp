// What one Change is as one LDAP operation, and the state of the directory in which it may be done. Pure: every dialect
// does what is decided here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "daemon/directory/facts.hpp"
#include "daemon/model/change.hpp"

namespace samkat::directory {

// What must be so for the operation to be done.
struct Expectation {
    enum class Test : std::uint8_t { has_values, is_present, is_absent };
    std::string attribute;
    Test test = Test::has_values;
    Values values;  // has_values: each must be there; others may be
    bool operator==(const Expectation&) const = default;
};
using Precondition = std::vector<Expectation>;

struct Modification {
    enum class How : std::uint8_t { add, remove, replace };
    How how = How::replace;
    std::string attribute;
    Values values;  // of a replace: none removes the attribute
    bool operator==(const Modification&) const = default;
};

struct Operation {
    enum class Kind : std::uint8_t { add, remove, rename, modify };
    Kind kind = Kind::modify;
    Dn dn;
    std::vector<Attribute> attributes;        // add
    std::vector<Modification> modifications;  // modify
    Dn new_dn;                                // rename, deleteoldrdn=1
    Precondition precondition;                // add: none, the entry must not exist
    // True if values are added to or removed from what is there, so that attributeOrValueExists and noSuchAttribute
    // mean that somebody else has changed the entry.
    bool by_value = false;
};

// An attribute with more values than this, before or after, is changed by adding and removing the difference; the
// others are replaced. Values that somebody else added to a large attribute therefore stay.
inline constexpr std::size_t replace_limit = 50;

// The Operation that `change` is. Its precondition: for each attribute the Change touches all its before-values are
// there, or the attribute is absent where there are none, and the link attribute has the value Change::link unless that
// is empty. Where `schema` says that an attribute has no equality matching, only its presence is asserted; a type the
// schema does not have is left out, and the server refuses the operation itself. A modify of a large attribute does not
// repeat the precondition: the server refuses to remove a value that is not there or to add one that is. The absence of
// an attribute is not asserted where the Change removes it with an option ("sn;lang-sv"): that counts as presence.
// Fails if the Change is not one operation: nothing to do, a move with other changes, a new DN without a move, names
// that are no attribute names.
Result<Operation> operation_of(const Change& change, const std::string& link_attribute, const SchemaFacts& schema);

// The precondition as a filter (RFC 4515), "" if there is none.
std::string assertion_text(const Precondition& precondition);

// The same on an entry in memory; values compare without regard to case.
bool holds(const Precondition& precondition, const Entry& entry);

}  // namespace samkat::directory
