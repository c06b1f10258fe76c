#include "daemon/engine/world.hpp"

#include <algorithm>

namespace samkat::engine {

namespace {

class Importer {
  public:
    Importer(const Pool& from, Pool& to) : from_(from), to_(to) {}

    void text(Text& text) { text = to_.intern(from_.view(text)); }
    void field(Field& field) { text(field.value); }
    void groups(std::vector<GroupRef>& groups) {
        for (GroupRef& group : groups) {
            text(group.unit);
            text(group.id);
            text(group.name);
        }
    }
    void person(Person& person) {
        text(person.municipality);
        for (RegisterKey& key : person.keys) {
            text(key.register_name);
            text(key.id);
        }
        for (Origin& origin : person.origins) {
            text(origin.source);
            text(origin.place);
        }
        for (Field* each : {&person.given_name, &person.middle_name, &person.family_name, &person.display_name,
                            &person.email, &person.phone}) {
            field(*each);
        }
        for (Enrolment& each : person.enrolments) enrolment(each);
        for (Duty& each : person.duties) duty(each);
    }

  private:
    void enrolment(Enrolment& each) {
        for (Text* one : {&each.municipality, &each.unit, &each.unit_name, &each.school_type, &each.school_year})
            text(*one);
        groups(each.groups);
    }
    void duty(Duty& each) {
        for (Text* one : {&each.municipality, &each.unit, &each.unit_name, &each.role}) text(*one);
        groups(each.groups);
    }

    const Pool& from_;
    Pool& to_;
};

void take(Field& into, const Field& from, std::uint16_t offset) {
    if (into.empty() && !from.empty()) into = {from.value, static_cast<std::uint16_t>(from.origin + offset)};
}

}  // namespace

Person imported(const Person& person, const Pool& from, Pool& to) {
    Person copy = person;
    Importer{from, to}.person(copy);
    return copy;
}

void merge(Person& into, const Person& from) {
    const auto offset = static_cast<std::uint16_t>(into.origins.size());
    into.origins.insert(into.origins.end(), from.origins.begin(), from.origins.end());
    for (const RegisterKey& key : from.keys) {
        if (std::ranges::find(into.keys, key) == into.keys.end()) into.keys.push_back(key);
    }
    for (Field Person::*field : {&Person::given_name, &Person::middle_name, &Person::family_name, &Person::display_name,
                                 &Person::email, &Person::phone}) {
        take(into.*field, from.*field, offset);
    }
    if (!into.civic_number && from.civic_number) {
        into.civic_number = from.civic_number;
        into.civic_origin = offset;
    }
    if (!into.birth_date.ok() || (from.birth_stated && !into.birth_stated)) {
        into.birth_date = from.birth_date;
        into.birth_stated = from.birth_stated;
    }
    if (from.protection > into.protection) {
        into.protection = from.protection;
        into.protection_origin = offset;
    }
    for (Enrolment each : from.enrolments) {
        each.origin = offset;
        into.enrolments.push_back(std::move(each));
    }
    for (Duty each : from.duties) {
        each.origin = offset;
        into.duties.push_back(std::move(each));
    }
}

bool World::is_frozen(const PersonId& id, const std::string& municipality) const {
    return frozen.contains({id.value, municipality}) || frozen.contains({id.value, ""});
}

std::span<const Person> World::of(const PersonId& id) const {
    const auto found = std::ranges::equal_range(persons, id, {}, &Person::id);
    return {found.begin(), found.end()};
}

const Person* World::of(const PersonId& id, std::string_view municipality) const {
    const auto all = of(id);
    const auto found =
        std::ranges::find_if(all, [&](const Person& each) { return pool.view(each.municipality) == municipality; });
    return found == all.end() ? nullptr : &*found;
}

}  // namespace samkat::engine
