// Random: numbers that follow from a seed, the same on every machine (std's distributions differ between libraries).
#pragma once

#include <bit>
#include <cstdint>
#include <string_view>
#include <vector>

namespace samkat::lies {

// FNV-1a: a name as a number, to seed with.
constexpr std::uint64_t number_of(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325ull;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ull;
    return hash;
}

// splitmix64 (Steele, Lea and Flood 2014). One thread.
class Random {
  public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ull);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
        return z ^ (z >> 31);
    }
    // 0 to limit - 1; limit is at least 1.
    std::size_t below(std::size_t limit) { return static_cast<std::size_t>(next() % limit); }
    int between(int low, int high) { return low + static_cast<int>(below(static_cast<std::size_t>(high - low + 1))); }
    // At least 0 and less than 1.
    double part() { return static_cast<double>(next() >> 11) / 9007199254740992.0; }
    bool chance(double probability) { return part() < probability; }
    // How many of `heads` an event of this probability concerns: the share, rounded up or down by chance.
    std::size_t count(std::size_t heads, double probability) {
        return static_cast<std::size_t>(static_cast<double>(heads) * probability + part());
    }
    template <class T>
    const T& pick(const std::vector<T>& from) {
        return from[below(from.size())];
    }
    template <class T>
    void shuffle(std::vector<T>& list) {
        for (std::size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[below(i)]);
    }
    // A stream of its own for `purpose`: what one purpose draws moves nothing in another.
    Random apart(std::string_view purpose) const { return Random{std::rotl(state_, 17) ^ number_of(purpose)}; }

  private:
    std::uint64_t state_;
};

}  // namespace samkat::lies
