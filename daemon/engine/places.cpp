#include "daemon/engine/places.hpp"

#include <set>

#include "daemon/model/known.hpp"

namespace samkat::engine {

namespace {

void add(const Person& person, const Pool& pool, std::set<std::string>& places) {
    const auto text = [&](Text handle) { return std::string{pool.view(handle)}; };
    for (const Enrolment& each : person.enrolments) {
        bool in_class = false;
        for (const GroupRef& group : each.groups) {
            if (group.type != GroupType::klass) continue;
            places.insert(place_name({text(each.municipality), text(each.unit), text(group.id)}));
            in_class = true;
        }
        if (!in_class) places.insert(place_name({text(each.municipality), text(each.unit), ""}));
    }
    for (const Duty& each : person.duties) places.insert(place_name({text(each.municipality), text(each.unit), ""}));
}

}  // namespace

std::vector<std::string> places_of(std::span<const Person* const> persons, const Pool& pool) {
    std::set<std::string> places;
    for (const Person* each : persons) add(*each, pool, places);
    return {places.begin(), places.end()};
}

}  // namespace samkat::engine
