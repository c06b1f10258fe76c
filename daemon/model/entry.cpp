#include "daemon/model/entry.hpp"

#include <algorithm>

namespace samkat {

namespace {
char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool name_less(std::string_view a, std::string_view b) {
    return std::ranges::lexicographical_compare(a, b, {}, lower, lower);
}

void make_set(Values& values) {
    std::ranges::sort(values);
    values.erase(std::unique(values.begin(), values.end()), values.end());
}
}  // namespace

bool same_name(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower, lower);
}

std::vector<Attribute>::iterator Entry::find(std::string_view name) {
    return std::ranges::lower_bound(attributes_, name, name_less, &Attribute::name);
}

const Values& Entry::values(std::string_view name) const {
    static const Values none;
    const auto found = std::ranges::lower_bound(attributes_, name, name_less, &Attribute::name);
    return found != attributes_.end() && same_name(found->name, name) ? found->values : none;
}

std::string_view Entry::value(std::string_view name) const {
    const Values& all = values(name);
    return all.empty() ? std::string_view{} : std::string_view{all.front()};
}

bool Entry::has(std::string_view name, std::string_view value) const {
    return std::ranges::binary_search(values(name), value);
}

void Entry::set(std::string_view name, Values values) {
    make_set(values);
    const auto place = find(name);
    const bool there = place != attributes_.end() && same_name(place->name, name);
    if (values.empty()) {
        if (there) attributes_.erase(place);
    } else if (there) {
        place->values = std::move(values);
    } else {
        attributes_.insert(place, Attribute{std::string{name}, std::move(values)});
    }
}

void Entry::add(std::string_view name, std::string value) {
    Values all = values(name);
    all.push_back(std::move(value));
    set(name, std::move(all));
}

}  // namespace samkat
