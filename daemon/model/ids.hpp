// The identifiers of the model, as types that do not mix. Plain values.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace samkat {

// samkat's own opaque id of a human being: 26 characters of [2-9a-km-np-z] (no 0, 1, l, o). Never reused.
struct PersonId {
    std::string value;
    bool empty() const { return value.empty(); }
    auto operator<=>(const PersonId&) const = default;
};

enum class Role : std::uint8_t { pupil, staff };
std::string_view name_of(Role role);  // "pupil", "staff"

// One person's account with one huvudman in one role. Its text form, "<PersonId>.<municipality>.<role>", is the link
// that the entry in the directory carries.
struct AccountId {
    PersonId person;
    std::string municipality;  // municipality code, four digits
    Role role = Role::pupil;

    std::string text() const { return person.value + "." + municipality + "." + std::string{name_of(role)}; }
    auto operator<=>(const AccountId&) const = default;
};

// The AccountId that `text` spells; an empty person if it spells none.
AccountId parse_account_id(std::string_view text);

}  // namespace samkat

template <>
struct std::hash<samkat::PersonId> {
    std::size_t operator()(const samkat::PersonId& id) const noexcept { return std::hash<std::string>{}(id.value); }
};
