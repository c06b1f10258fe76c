#include "daemon/store/row_sums.hpp"

#include <charconv>

#include "daemon/base/text.hpp"

namespace samkat::store {

namespace {

constexpr std::size_t part_digits = 16;

std::string hex_of(const RowSums::Sum& sum) {
    std::string bytes;
    for (auto part = sum.rbegin(); part != sum.rend(); ++part) {
        for (int i = 56; i >= 0; i -= 8) bytes += static_cast<char>(*part >> i & 0xFF);
    }
    return hex({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

RowSums::Sum read_sum(std::string_view text) {
    RowSums::Sum sum{};
    for (std::size_t i = 0; i < sum.size() && text.size() == sum.size() * part_digits; ++i) {
        const std::string_view part = text.substr((sum.size() - 1 - i) * part_digits, part_digits);
        std::from_chars(part.data(), part.data() + part.size(), sum[i], 16);
    }
    return sum;
}

}  // namespace

RowSums::Sum RowSums::sum_of(std::string_view table, std::string_view row) const {
    const Sha256 digest = key_.of(joined_for_digest({table, row}));
    Sum sum{};
    for (std::size_t i = 0; i < digest.size(); ++i) sum[i / 8] |= std::uint64_t{digest[i]} << (8 * (i % 8));
    return sum;
}

void RowSums::add(std::string_view table, std::string_view row) {
    const Sum more = sum_of(table, row);
    const auto found = sums_.find(table);
    Sum& sum = found == sums_.end() ? sums_[std::string{table}] : found->second;
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < sum.size(); ++i) {
        const std::uint64_t with_carry = sum[i] + carry;
        carry = with_carry < carry ? 1 : 0;
        sum[i] = with_carry + more[i];
        carry += sum[i] < more[i] ? 1 : 0;
    }
    if (sum == Sum{}) sums_.erase(std::string{table});
}

void RowSums::subtract(std::string_view table, std::string_view row) {
    const Sum less = sum_of(table, row);
    const auto found = sums_.find(table);
    Sum& sum = found == sums_.end() ? sums_[std::string{table}] : found->second;
    std::uint64_t borrow = 0;
    for (std::size_t i = 0; i < sum.size(); ++i) {
        const std::uint64_t before = sum[i];
        const std::uint64_t without = before - less[i];
        sum[i] = without - borrow;
        borrow = (before < less[i] ? 1u : 0u) + (without < borrow ? 1u : 0u);
    }
    if (sum == Sum{}) sums_.erase(std::string{table});
}

std::string text_of(const RowSums::Sums& sums) {
    std::string text;
    for (const auto& [table, sum] : sums) text += table + " " + hex_of(sum) + "\n";
    return text;
}

RowSums::Sums read_sums(std::string_view text) {
    RowSums::Sums sums;
    for (const std::string& line : text::split(text, "\n")) {
        const std::size_t space = line.find(' ');
        if (space != std::string::npos) sums[line.substr(0, space)] = read_sum(line.substr(space + 1));
    }
    return sums;
}

}  // namespace samkat::store
