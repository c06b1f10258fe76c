#include "daemon/engine/guard/rules.hpp"

#include <array>
#include <set>

namespace samkat::engine::guard {

std::span<const Rule> rules() {
    static constexpr std::array<Rule, 22> list = {
        protected_people, unprotected_people, protected_newcomers, duplicate_keys,       out_of_scope, unseen_entries,
        clock_moved,      left_out,           strangers,           old_contents,         done_again,   garbled_names,
        renumbered,       drifting,           moved_values,        shared_mails,         moved_people, vanished_parts,
        too_many_at_once, too_many_lately,    same_delivery,       newcomers_in_question};
    return list;
}

bool can_be_one(const std::string& birth, const std::string& other) {
    return birth.empty() || other.empty() || birth == other;
}

std::vector<std::size_t> changes_of(std::span<const Subject* const> subjects) {
    std::vector<std::size_t> changes;
    for (const Subject* each : subjects) changes.insert(changes.end(), each->changes.begin(), each->changes.end());
    return changes;
}

std::vector<std::string> sources_of(std::span<const Subject* const> subjects) {
    std::set<std::string> sources;
    for (const Subject* each : subjects) sources.insert(each->sources.begin(), each->sources.end());
    return {sources.begin(), sources.end()};
}

}  // namespace samkat::engine::guard
