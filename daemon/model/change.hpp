// Change (ändring): one operation on one Entry, as data. Plain value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/base/json.hpp"
#include "daemon/base/json_writer.hpp"
#include "daemon/model/entry.hpp"

namespace samkat {

enum class ChangeKind : std::uint8_t { create, modify, move, disable, enable, remove };
std::string_view name_of(ChangeKind kind);  // "create" … "delete"
inline constexpr ChangeKind all_change_kinds[] = {ChangeKind::create,  ChangeKind::modify, ChangeKind::move,
                                                  ChangeKind::disable, ChangeKind::enable, ChangeKind::remove};

// What the Entry is about; decides the order of work and which guard counts it.
enum class EntryClass : std::uint8_t { container, unit, account, group };
std::string_view name_of(EntryClass entry_class);

struct AttributeChange {
    std::string name;
    Values before;
    Values after;
    std::string rule;    // id of the attribute rule that gave `after`
    std::string source;  // where the rule's inputs came from, if one place
    std::string locator;
    bool operator==(const AttributeChange&) const = default;
};

enum class CauseKind : std::uint8_t {
    register_data,
    absence,
    end_date,
    rule,
    foreign_change,
    structure,
    protection,          // the person is protected: what tells of them goes
    possible_protection  // a source that leaves out whom it protects has left them out
};
std::string_view name_of(CauseKind kind);

// Why. `source` and `locator` where a register said so; `detail` is the rule, the date or the attribute concerned.
struct Cause {
    CauseKind kind = CauseKind::register_data;
    std::string source;
    std::string locator;
    std::string detail;
    bool operator==(const Cause&) const = default;
};

// A name that the Change takes when it is applied.
struct Reservation {
    std::string purpose;  // "person", "username", "eppn"
    std::string name;
    std::string subject;  // what it is minted from: never two subjects for one name
    bool operator==(const Reservation&) const = default;
};

struct Change {
    std::uint32_t seq = 0;  // within its plan, from 1
    ChangeKind kind = ChangeKind::modify;
    EntryClass entry_class = EntryClass::account;
    Dn dn;
    Dn new_dn;            // move only
    std::string person;   // PersonId, or empty
    std::string account;  // AccountId text, or empty
    std::string municipality;
    Cause cause;
    std::vector<AttributeChange> attributes;
    std::vector<Reservation> reservations;
    std::vector<std::uint32_t> depends_on;  // seq of Changes that must be done before
    std::string link;  // create: value the entry's link attribute gets; else: value it must have still. Empty: none
    std::string held;  // id of the guard that holds it, or empty
    bool approved = false;
    // It shows again what was withheld of a protected person. To do it is to lift the protection.
    bool lifts = false;

    // SHA-256, hex, over kind, DN, new DN, and per attribute name, before and after. Cause, seq and holds do not count:
    // an approval follows the same Change into a later plan. That it lifts a protection counts: an approval of the same
    // values that was given before the protection is none.
    std::string digest() const;
};

void write_change(JsonWriter& writer, const Change& change);
Result<Change> read_change(const Json& json);

// The Entry after `change` is done to `before` (an empty Entry for a create).
Entry applied(const Change& change, const Entry& before);

}  // namespace samkat
