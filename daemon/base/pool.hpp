// Pool: every distinct string once, behind a 4-byte handle. For values that are many and repeat.
//
// A Pool belongs to one piece of work and one thread at a time; handles mean something only together with the pool
// that made them. Strings stay at their addresses until the pool goes.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace samkat {

// A handle. The default is the empty string in every pool.
struct Text {
    std::uint32_t id = 0;
    bool empty() const { return id == 0; }
    auto operator<=>(const Text&) const = default;
};

class Pool {
  public:
    Pool();
    Pool(Pool&&) = default;
    Pool& operator=(Pool&&) = default;

    Text intern(std::string_view value);
    // Valid as long as the pool.
    std::string_view view(Text text) const { return strings_[text.id]; }
    std::size_t size() const { return strings_.size(); }

  private:
    std::string_view store(std::string_view value);

    std::deque<std::string> blocks_;  // characters, in blocks that never grow once made
    std::deque<std::string_view> strings_;
    std::unordered_map<std::string_view, std::uint32_t> ids_;
};

}  // namespace samkat
