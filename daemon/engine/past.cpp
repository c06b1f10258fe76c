#include "daemon/engine/past.hpp"

#include <algorithm>

namespace samkat::engine {

namespace {

bool share(const std::vector<std::string_view>& a, const std::vector<std::string_view>& b) {
    return std::ranges::any_of(a, [&](std::string_view part) { return std::ranges::find(b, part) != b.end(); });
}

// Two ids of one person that can both be hers today.
bool go_together(const Holder& a, const Holder& b) {
    if (two_ids(a, b)) return false;
    const Description &one = a.says, &other = b.says;
    const bool both_stated = one.birth_stated && other.birth_stated;
    const bool same_name = one.given.empty() || other.given.empty() || share(one.given, other.given);
    if (!one.civic.empty() && one.civic == other.civic) return same_name && (!both_stated || one.birth == other.birth);
    // A number that another has come after stands in one register longer than in the other.
    const bool comparable = !one.civic.empty() && !other.civic.empty();
    if (comparable && a.interim == b.interim) return false;
    if (!one.birth.empty() && !other.birth.empty() && one.birth != other.birth) return false;
    return same_name;
}

bool all_go_together(const std::vector<std::size_t>& ids, std::span<const Holder> holders) {
    for (std::size_t i = 0; i < ids.size(); ++i) {
        for (std::size_t j = i + 1; j < ids.size(); ++j) {
            if (!go_together(holders[ids[i]], holders[ids[j]])) return false;
        }
    }
    return true;
}

}  // namespace

Description description_of(const KnownPerson& person) {
    Description past{person.civic_hash, person.birth_hash, person.birth_stated, {}, {}, person.newcomer};
    for (const std::string& part : person.name_hashes) {
        const bool given = std::ranges::binary_search(person.given_hashes, part);
        (given ? past.given : past.family).push_back(part);
    }
    // Remembered before the two were told apart, or one word for both.
    if (past.given.empty()) past.given = past.family;
    if (past.family.empty()) past.family = past.given;
    return past;
}

bool fits(const Holder& holder, const Description& past) {
    const Description& now = holder.says;
    const bool comparable = !now.civic.empty() && !past.civic.empty();
    if (comparable && now.civic == past.civic) return true;
    if (past.newcomer && same_names(now, past)) return true;
    const bool can_tell = !now.birth.empty() && !past.birth.empty();
    const bool same_birth = can_tell && now.birth == past.birth;
    // Who came without a given name gets it.
    if (past.newcomer && !comparable && past.given == past.family && share(now.family, past.family))
        return same_birth || !can_tell;
    // In a register without given names its own id has to do with the family name.
    const auto in_past = [&](const std::vector<std::string_view>& parts) {
        return share(parts, past.given) || share(parts, past.family);
    };
    if (comparable)
        return same_birth && !holder.birth_differs &&
               (now.given.empty() ? in_past(now.family) : given_names_agree(now, past));
    return in_past(now.given.empty() ? now.family : now.given) && (same_birth || !can_tell);
}

bool two_ids(const Holder& a, const Holder& b) {
    return a.register_name == b.register_name && ((a.pupil && b.pupil) || (a.staff && b.staff));
}

std::vector<std::size_t> stand_of(std::span<const std::size_t> ids, std::span<const Holder> holders,
                                  const Description& past) {
    std::vector<std::size_t> standing;
    const auto narrow = [&](auto&& test) {
        if (!all_go_together(standing, holders))
            std::erase_if(standing, [&](std::size_t id) { return !test(holders[id].says); });
    };
    for (const std::size_t id : ids) {
        if (holders[id].sound && fits(holders[id], past)) standing.push_back(id);
    }
    narrow([&](const Description& says) { return !past.civic.empty() && says.civic == past.civic; });
    narrow([&](const Description& says) { return says.birth == past.birth; });
    narrow([&](const Description& says) { return says.given.empty() || share(says.given, past.given); });
    narrow([](const Description&) { return false; });
    return standing;
}

}  // namespace samkat::engine
