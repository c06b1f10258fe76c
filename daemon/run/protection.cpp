#include "daemon/run/protection.hpp"

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

}  // namespace samkat::run
