#include "daemon/engine/guard/mixture.hpp"

#include <algorithm>

namespace samkat::engine::guard {

void Mixture::add(std::string_view account, std::string_view time, Effect effect, const Touches& touches) {
    times_.push_back(time);
    if (effect != Effect::modify) {
        of_effect_[effect].insert(account);
        return;
    }
    for (std::size_t i = 0; i < kinds; ++i) {
        if (touches[i]) of_kind_[i].insert(account);
    }
}

std::vector<const std::set<std::string_view>*> Mixture::sorts() const {
    std::vector<const std::set<std::string_view>*> all;
    for (const auto& [effect, accounts] : of_effect_) all.push_back(&accounts);
    for (const auto& accounts : of_kind_) all.push_back(&accounts);
    return all;
}

std::size_t Mixture::most_of_a_sort() const {
    std::size_t most = 0;
    for (const auto* accounts : sorts()) most = std::max(most, accounts->size());
    return most;
}

std::size_t Mixture::most_of_two_sorts() const {
    std::size_t most = 0;
    for (const auto* one : sorts()) {
        for (const auto* other : sorts()) {
            std::set<std::string_view> both = *one;
            both.insert(other->begin(), other->end());
            most = std::max(most, both.size());
        }
    }
    return most;
}

std::size_t Mixture::most_of_a_run() const {
    return most_at_once(times_);
}

}  // namespace samkat::engine::guard
