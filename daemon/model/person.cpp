#include "daemon/model/person.hpp"

#include <algorithm>
#include <array>

#include "daemon/base/text.hpp"

namespace samkat {

std::string_view name_of(Role role) {
    return role == Role::pupil ? "pupil" : "staff";
}

std::string_view name_of(GroupType type) {
    return type == GroupType::klass ? "Klass" : "Undervisning";
}

AccountId parse_account_id(std::string_view text) {
    const std::size_t first = text.find('.');
    const std::size_t second = first == std::string_view::npos ? first : text.find('.', first + 1);
    if (second == std::string_view::npos) return {};
    const std::string_view role = text.substr(second + 1);
    if (role != "pupil" && role != "staff") return {};
    return AccountId{PersonId{std::string{text.substr(0, first)}},
                     std::string{text.substr(first + 1, second - first - 1)},
                     role == "pupil" ? Role::pupil : Role::staff};
}

// SS 12000 securityMarking, and the ways registers write a plain flag.
std::optional<Protection> parse_protection(std::string_view text) {
    const std::string word = text::fold(text::trim(text));
    static constexpr std::array<std::string_view, 7> none = {"", "0", "nej", "n", "false", "no", "ingen"};
    static constexpr std::array<std::string_view, 8> marked = {"1",   "ja", "j",         "true",
                                                               "yes", "x",  "sekretess", "sekretessmarkering"};
    if (std::ranges::find(none, word) != none.end()) return Protection::none;
    if (std::ranges::find(marked, word) != marked.end()) return Protection::secrecy_marking;
    if (word == text::fold("Skyddad folkbokföring")) return Protection::protected_registration;
    return {};
}

}  // namespace samkat
