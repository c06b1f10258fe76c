#include "daemon/model/known.hpp"

#include <algorithm>
#include <array>

#include "daemon/base/digest.hpp"
#include "daemon/base/text.hpp"

namespace samkat {

namespace {
constexpr std::array<std::string_view, 3> status_names = {"active", "grace", "disabled"};
constexpr std::array<std::string_view, 4> effect_names = {"create", "leave", "comeback", "modify"};
constexpr char part_separator = '/';
}  // namespace

std::string_view name_of(AccountStatus status) {
    return status_names[static_cast<std::size_t>(status)];
}

std::optional<AccountStatus> parse_account_status(std::string_view name) {
    const auto found = std::ranges::find(status_names, name);
    if (found == status_names.end()) return std::nullopt;
    return static_cast<AccountStatus>(found - status_names.begin());
}

std::string value_digest(std::string_view account, std::string_view attribute, std::vector<std::string> values) {
    std::ranges::sort(values);
    Sha256Stream digest;
    digest.update(joined_for_digest({account, attribute}));
    for (const std::string& value : values) digest.update(joined_for_digest({value}));
    return hex(digest.finish()).substr(0, 16);
}

std::string_view name_of(Effect effect) {
    return effect_names[static_cast<std::size_t>(effect)];
}

std::optional<Effect> parse_effect(std::string_view name) {
    const auto found = std::ranges::find(effect_names, name);
    if (found == effect_names.end()) return std::nullopt;
    return static_cast<Effect>(found - effect_names.begin());
}

std::string place_name(const Place& place) {
    return place.municipality + part_separator + place.unit + part_separator + place.group;
}

// Codes have no separator; the name of a class may have.
Place parse_place(std::string_view name) {
    const std::size_t first = name.find(part_separator);
    if (first == std::string_view::npos) return {std::string{name}, "", ""};
    const std::size_t second = name.find(part_separator, first + 1);
    const auto part = [&](std::size_t from, std::size_t to) { return std::string{name.substr(from, to - from)}; };
    if (second == std::string_view::npos) return {part(0, first), part(first + 1, name.size()), ""};
    return {part(0, first), part(first + 1, second), part(second + 1, name.size())};
}

}  // namespace samkat
