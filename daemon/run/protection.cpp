#include "daemon/run/protection.hpp"

#include <algorithm>

#include "daemon/engine/messages.hpp"
#include "daemon/run/messages.hpp"

namespace samkat::run {

Result<ProtectedPersons> protected_persons(const Installation& installation) {
    const auto persons = installation.store().persons();
    if (!persons) return fail(persons.error());
    ProtectedPersons result;
    for (const KnownPerson& person : *persons) {
        if (!person.protected_by.empty()) result.insert(person.id.value);
    }
    return result;
}

std::vector<Finding> protection_findings(const std::vector<MunicipalityPlan>& plans) {
    std::vector<Finding> findings;
    const auto is_told = [](const Finding& each) {
        namespace said = engine::messages;
        return std::ranges::any_of(
            std::initializer_list<std::string_view>{said::PROTECTED_WITHHELD.id, said::PROTECTED_FOREIGN.id,
                                                    said::PROTECTED_NAMES.id, said::PROTECTION_POSSIBLE.id,
                                                    said::PROTECTION_MARKS_GONE.id, messages::PROTECTED_STOOD.id},
            [&](std::string_view id) { return each.id == id; });
    };
    for (const MunicipalityPlan& plan : plans)
        std::ranges::copy_if(plan.plan.findings, std::back_inserter(findings), is_told);
    return findings;
}

}  // namespace samkat::run
