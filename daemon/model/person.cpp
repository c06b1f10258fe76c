#include "daemon/model/person.hpp"

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

}  // namespace samkat
