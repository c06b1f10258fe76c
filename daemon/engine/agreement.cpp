#include "daemon/engine/agreement.hpp"

#include <algorithm>
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

std::vector<std::string> Agreement::given_names(const Person& person) const {
    if (person.given_name.empty()) return {};
    return name_parts(pool_.view(person.given_name.value), "");
}

std::vector<std::string> Agreement::family_names(const Person& person) const {
    return name_parts("", pool_.view(person.family_name.value));
}

std::vector<std::string> Agreement::names(const Person& person) const {
    auto parts = family_names(person);
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
    if (both_numbers) return *a.civic_number == *b.civic_number;
    if (a.birth_date.ok() && b.birth_date.ok() && a.birth_date != b.birth_date) return false;
    return close_names(a, b);
}

bool Agreement::all_agree(std::span<const Person* const> persons) const {
    const auto description = [](const Person& person) {
        return std::tuple{person.given_name.value, person.family_name.value, person.civic_number, person.birth_date};
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
