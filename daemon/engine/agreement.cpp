#include "daemon/engine/agreement.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "daemon/base/text.hpp"

namespace samkat::engine {

namespace {

// Each description is compared with each other one: a register with one id on every row must not stop the run.
constexpr std::size_t most_descriptions = 64;

}  // namespace

std::vector<std::string> name_parts(std::string_view given_name, std::string_view family_name) {
    std::vector<std::string> parts;
    for (const std::string_view name : {given_name, family_name}) {
        std::string folded = text::fold(name);
        std::ranges::replace(folded, '-', ' ');
        for (std::string& part : text::split(folded, " ")) {
            if (text::length(part) >= 2) parts.push_back(std::move(part));
        }
    }
    if (parts.empty()) parts.push_back(text::fold(std::string{given_name} + " " + std::string{family_name}));
    std::ranges::sort(parts);
    parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
    return parts;
}

bool share(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    return std::ranges::any_of(a, [&](const std::string& each) { return std::ranges::find(b, each) != b.end(); });
}

bool two_ids_in_a_register(std::span<const Person* const> persons) {
    std::map<std::pair<Text, Role>, Text> ids;
    const auto is_second = [&](const RegisterKey& key, Role role) {
        return ids.emplace(std::pair{key.register_name, role}, key.id).first->second != key.id;
    };
    return std::ranges::any_of(persons, [&](const Person* person) {
        const RegisterKey& key = person->keys.front();
        return (!person->enrolments.empty() && is_second(key, Role::pupil)) ||
               (!person->duties.empty() && is_second(key, Role::staff));
    });
}

std::vector<std::string> Agreement::given_names(const Person& person) const {
    if (person.given_name.empty()) return {};
    return name_parts(pool_.view(person.given_name.value), "");
}

std::vector<std::string> Agreement::names(const Person& person) const {
    auto parts = name_parts(pool_.view(person.given_name.value), pool_.view(person.family_name.value));
    for (std::string& given : given_names(person)) {
        if (std::ranges::find(parts, given) == parts.end()) parts.push_back(std::move(given));
    }
    return parts;
}

// Where a register tells no given names, the family name is all there is.
bool Agreement::close_names(const Person& a, const Person& b) const {
    const auto given_a = given_names(a), given_b = given_names(b);
    return given_a.empty() || given_b.empty() ? share(names(a), names(b)) : share(given_a, given_b);
}

bool Agreement::agree(const Person& a, const Person& b) const {
    const bool both_numbers = a.civic_number && b.civic_number;
    if (both_numbers && *a.civic_number != *b.civic_number) return false;
    const bool same_key = a.keys.front() == b.keys.front();
    if (same_key && both_numbers) return true;
    if (a.birth_date.ok() && b.birth_date.ok() && a.birth_date != b.birth_date) return false;
    if (same_key) return close_names(a, b);
    const Person* const both[] = {&a, &b};
    if (two_ids_in_a_register(both)) return false;
    const auto given_a = given_names(a), given_b = given_names(b);
    // Somebody with one name only has it as the family name.
    return given_a.empty() && given_b.empty() ? share(names(a), names(b)) : share(given_a, given_b);
}

bool Agreement::all_agree(std::span<const Person* const> persons) const {
    const auto description = [](const Person& person) {
        return std::tuple{person.keys.front(), person.given_name.value,   person.family_name.value, person.civic_number,
                          person.birth_date,   person.enrolments.empty(), person.duties.empty()};
    };
    std::set<decltype(description(*persons.front()))> seen;
    std::vector<const Person*> different;
    for (const Person* person : persons) {
        if (!seen.insert(description(*person)).second) continue;
        if (different.size() == most_descriptions) return false;
        if (!std::ranges::all_of(different, [&](const Person* other) { return agree(*other, *person); })) return false;
        different.push_back(person);
    }
    return true;
}

}  // namespace samkat::engine
