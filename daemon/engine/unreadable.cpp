#include "daemon/engine/unreadable.hpp"

#include <algorithm>
#include <utility>

#include "daemon/engine/messages.hpp"

namespace samkat::engine {

namespace {

// Who enters grace is a modify, too.
bool keeps_state(const Change& change) {
    return change.kind == ChangeKind::modify &&
           std::ranges::none_of(change.attributes, [](const AttributeChange& each) {
               return same_name(each.name, "samkatAccountStatus");
           });
}

}  // namespace

void Unreadable::note(const Entry& actual) {
    ++entries_;
    std::erase_if(never_seen_, [&](const std::string& name) { return !actual.values(name).empty(); });
}

std::vector<Finding> Unreadable::drop(std::vector<Change>& changes) const {
    std::vector<Finding> findings;
    for (const std::string& name : never_seen_) {
        const auto adds_it = [&](const AttributeChange& each) {
            return same_name(each.name, name) && each.before.empty() && !each.after.empty();
        };
        const auto adds = [&](const Change& change) {
            return change.entry_class == EntryClass::account && keeps_state(change) &&
                   std::ranges::any_of(change.attributes, adds_it);
        };
        const auto count = static_cast<std::size_t>(std::ranges::count_if(changes, adds));
        if (count < least || count * 2 < entries_) continue;
        // Always the same one, whatever order the entries came in; one whose other attributes need not wait for it, if
        // there is one.
        std::pair<bool, std::string> first{true, {}};
        for (const Change& change : changes) {
            if (!adds(change)) continue;
            const std::pair<bool, std::string> here{!std::ranges::all_of(change.attributes, adds_it), change.account};
            if (first.second.empty() || here < first) first = here;
        }
        for (Change& change : changes) {
            if (change.account != first.second && adds(change)) std::erase_if(change.attributes, adds_it);
        }
        std::erase_if(changes, [](const Change& change) {
            return change.kind == ChangeKind::modify && change.attributes.empty();
        });
        findings.push_back(finding(messages::PLAN_UNREADABLE, {"", 0, 0, name},
                                   {{"attribute", name}, {"count", std::to_string(count)}}));
    }
    return findings;
}

}  // namespace samkat::engine
