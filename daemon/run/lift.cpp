#include "daemon/run/lift.hpp"

#include <algorithm>

#include "daemon/model/event_content.hpp"

namespace samkat::run {

Result<void> add_lifted(Installation& installation, const Writing& by, const Change& change, Outcome outcome,
                        std::vector<changelog::Draft>& drafts) {
    if (!change.lifts || !took_effect(outcome)) return {};
    const auto persons = installation.store().persons();
    if (!persons) return fail(persons.error());
    const auto known = std::ranges::find(*persons, PersonId{change.person}, &KnownPerson::id);
    if (known == persons->end()) return {};
    Identity identity = identity_of(*known);
    identity.protected_by.clear();
    changelog::Draft draft = event_about(by, event_kind::person, change.municipality, change.person);
    draft.content = content_of(identity);
    drafts.push_back(std::move(draft));
    return {};
}

}  // namespace samkat::run
