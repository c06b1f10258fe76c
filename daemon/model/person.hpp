// Person: one human being as the registers of one municipality describe them, in the terms of SS 12000. Compact: texts
// are handles into the pool of the World that owns the person, and every field knows which record it came from.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "daemon/base/date.hpp"
#include "daemon/base/pool.hpp"
#include "daemon/model/civic_number.hpp"
#include "daemon/model/ids.hpp"

namespace samkat {

// Where a value was read: the source, and file:line or URL#id.
struct Origin {
    Text source;
    Text place;
    std::uint32_t line = 0;
};

// A text and the number of its record in Person::origins.
struct Field {
    Text value;
    std::uint16_t origin = 0;
    bool empty() const { return value.empty(); }
};

// A person's id in one register. `register_name` is the configured register, which several sources can share.
struct RegisterKey {
    Text register_name;
    Text id;
    auto operator<=>(const RegisterKey&) const = default;
};

enum class Protection : std::uint8_t { none, secrecy_marking, protected_registration };  // SS 12000 securityMarking
// What a register's word for it means; nothing if the word is unknown. No word is no protection.
std::optional<Protection> parse_protection(std::string_view text);

enum class GroupType : std::uint8_t { klass, undervisning };  // of SS 12000's groupType, those samkat makes groups of
std::string_view name_of(GroupType type);                     // "Klass", "Undervisning"

// A group as a person's record names it. Groups of one unit, type and id are one Group.
struct GroupRef {
    GroupType type = GroupType::klass;
    Text unit;  // school unit code
    Text id;    // unique among the groups of the unit and type
    Text name;
    auto operator<=>(const GroupRef&) const = default;
};

struct Enrolment {
    Text municipality;
    Text unit;  // school unit code
    Text unit_name;
    Text school_type;  // SS 12000 code list, open: an unknown code is kept
    Text school_year;
    Date start{};  // first day; none: since always
    Date end{};    // last day, inclusive; none: until further notice
    std::vector<GroupRef> groups;
    std::uint16_t origin = 0;
};

struct Duty {
    Text municipality;
    Text unit;  // school unit code, or empty for one who works at no unit
    Text unit_name;
    Text role;  // SS 12000 dutyRole
    Date start{};
    Date end{};
    std::vector<GroupRef> groups;  // groups the person teaches
    std::uint16_t origin = 0;
};

struct Person {
    PersonId id;        // empty until identified
    Text municipality;  // code of the one whose records these are
    std::vector<RegisterKey> keys;
    std::vector<Origin> origins;
    Field given_name, middle_name, family_name, display_name, email, phone;
    std::optional<CivicNumber> civic_number;
    std::uint16_t civic_origin = 0;
    Date birth_date{};          // as the register says; else that of the civic number
    bool birth_stated = false;  // by the register: a date read out of a number is no evidence beside the number
    Protection protection = Protection::none;
    std::uint16_t protection_origin = 0;
    std::vector<Enrolment> enrolments;
    std::vector<Duty> duties;
    bool several_rows = false;  // of a draft: its source may have other rows of the same person
};

}  // namespace samkat
