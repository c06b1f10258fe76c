#include "daemon/engine/description.hpp"

#include <algorithm>

namespace samkat::engine {

namespace {

using Parts = std::vector<std::string_view>;

bool has(const Parts& parts, std::string_view part) {
    return std::ranges::find(parts, part) != parts.end();
}
bool within(const Parts& parts, const Parts& others) {
    return std::ranges::all_of(parts, [&](std::string_view part) { return has(others, part); });
}
bool share(const Parts& a, const Parts& b) {
    return std::ranges::any_of(a, [&](std::string_view part) { return has(b, part); });
}
bool differ(std::string_view a, std::string_view b) {
    return !a.empty() && !b.empty() && a != b;
}

}  // namespace

bool given_names_agree(const Description& a, const Description& b) {
    return !a.given.empty() && !b.given.empty() && (within(a.given, b.given) || within(b.given, a.given));
}

bool names_agree(const Description& a, const Description& b) {
    return given_names_agree(a, b) && share(a.family, b.family);
}

bool same_names(const Description& a, const Description& b) {
    const auto same = [](const Parts& one, const Parts& other) {
        return !one.empty() && within(one, other) && within(other, one);
    };
    return same(a.given, b.given) && same(a.family, b.family);
}

bool contradict(const Description& a, const Description& b) {
    const bool other_name = !a.given.empty() && !b.given.empty() && !given_names_agree(a, b);
    return differ(a.civic, b.civic) || differ(a.birth, b.birth) || other_name;
}

bool same_by_two_fields(const Description& a, const Description& b) {
    if (a.civic.empty() || a.civic != b.civic || contradict(a, b)) return false;
    // Without given names a birth date and a family name are needed: brothers and sisters share the one, twins both.
    const bool same_birth = a.birth_stated && b.birth_stated && a.birth == b.birth;
    return names_agree(a, b) || (same_birth && (given_names_agree(a, b) || share(a.family, b.family)));
}

bool differ_in_two_fields(const Description& a, const Description& b) {
    return int{differ(a.civic, b.civic)} + int{differ(a.birth, b.birth)} + int{!names_agree(a, b)} >= 2;
}

}  // namespace samkat::engine
