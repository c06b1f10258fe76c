#include "daemon/base/pool.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace samkat {

namespace {
constexpr std::size_t block_size = 64 * 1024;
}

Pool::Pool() {
    strings_.emplace_back();
    ids_.emplace(std::string_view{}, 0);
}

Text Pool::intern(std::string_view value) {
    if (const auto found = ids_.find(value); found != ids_.end()) return Text{found->second};
    if (strings_.size() >= std::numeric_limits<std::uint32_t>::max()) throw std::length_error("Pool is full");
    const auto id = static_cast<std::uint32_t>(strings_.size());
    const std::string_view kept = store(value);
    strings_.push_back(kept);
    ids_.emplace(kept, id);
    return Text{id};
}

std::string_view Pool::store(std::string_view value) {
    if (blocks_.empty() || blocks_.back().size() + value.size() > blocks_.back().capacity()) {
        blocks_.emplace_back().reserve(std::max(block_size, value.size()));
    }
    std::string& block = blocks_.back();
    const std::size_t at = block.size();
    block += value;  // within capacity: nothing moves
    return std::string_view{block}.substr(at);
}

}  // namespace samkat
