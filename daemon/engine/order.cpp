#include "daemon/engine/order.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>

#include "daemon/engine/withhold.hpp"

namespace samkat::engine {

namespace {

int rank(const Change& change) {
    if (only_withholds(change)) return -1;
    switch (change.entry_class) {
        case EntryClass::container:
            return 0;
        case EntryClass::unit:
            return 1;
        case EntryClass::account:
            return change.kind == ChangeKind::disable ? 2 : 3;
        case EntryClass::group:
            return 4;
    }
    return 4;
}

void depend(Change& change, const std::unordered_map<std::string, std::uint32_t>& on, const std::string& key) {
    const auto found = on.find(key);
    if (found == on.end() || found->second == change.seq) return;
    if (std::ranges::find(change.depends_on, found->second) == change.depends_on.end())
        change.depends_on.push_back(found->second);
}

void depend_on_members(Change& change, const std::unordered_map<std::string, std::uint32_t>& creates) {
    for (const AttributeChange& attribute : change.attributes) {
        if (!same_name(attribute.name, "member") && !same_name(attribute.name, "owner")) continue;
        for (const std::string& value : attribute.after) {
            if (std::ranges::binary_search(attribute.before, value)) continue;
            if (const auto dn = Dn::parse(value)) depend(change, creates, dn->key());
        }
    }
    std::ranges::sort(change.depends_on);
}

void link_dependencies(std::vector<Change>& changes) {
    std::unordered_map<std::string, std::uint32_t> creates;  // DN key → seq
    std::unordered_map<std::string, std::uint32_t> last_of;  // link → seq of its last Change so far
    for (Change& change : changes) {
        const Dn& target = change.kind == ChangeKind::move ? change.new_dn : change.dn;
        if (change.kind == ChangeKind::create || change.kind == ChangeKind::move)
            depend(change, creates, target.parent().key());
        depend(change, last_of, change.link);
        last_of[change.link] = change.seq;
        if (change.entry_class == EntryClass::group) depend_on_members(change, creates);
        if (change.kind == ChangeKind::create || change.kind == ChangeKind::move) creates[target.key()] = change.seq;
    }
}

}  // namespace

void put_in_order(std::vector<Change>& changes) {
    // Stable: of two Changes of one entry the first stays first.
    std::ranges::stable_sort(changes, [](const Change& a, const Change& b) {
        const auto key = [](const Change& change) {
            const std::size_t depth = change.entry_class == EntryClass::container ? change.dn.depth() : 0;
            return std::tuple{rank(change), depth, std::string_view{change.account}, std::string_view{change.dn.key()}};
        };
        const auto order = key(a) <=> key(b);
        return order < 0;
    });
    for (std::size_t i = 0; i < changes.size(); ++i) changes[i].seq = static_cast<std::uint32_t>(i + 1);
    link_dependencies(changes);
}

}  // namespace samkat::engine
