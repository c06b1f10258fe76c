#include "daemon/model/known.hpp"

#include <algorithm>
#include <array>

namespace samkat {

namespace {
constexpr std::array<std::string_view, 3> status_names = {"active", "grace", "disabled"};
}

std::string_view name_of(AccountStatus status) {
    return status_names[static_cast<std::size_t>(status)];
}

std::optional<AccountStatus> parse_account_status(std::string_view name) {
    const auto found = std::ranges::find(status_names, name);
    if (found == status_names.end()) return std::nullopt;
    return static_cast<AccountStatus>(found - status_names.begin());
}

}  // namespace samkat
