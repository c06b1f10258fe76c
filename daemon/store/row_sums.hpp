// What tells that nobody but samkat has changed the tables: for each table the sum, modulo 2^256, of a keyed digest of
// every row. A row that is added or taken away changes its table's sum by itself, whatever the table and its columns
// are, so the sums are kept at almost no cost and can be made anew from the tables. One thread at a time.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "daemon/base/keyed_digest.hpp"

namespace samkat::store {

class RowSums {
  public:
    explicit RowSums(const Secret& key) : key_(key) {}

    // `row` as Rows::bytes() gives it.
    void add(std::string_view table, std::string_view row);
    void subtract(std::string_view table, std::string_view row);

    using Sum = std::array<std::uint64_t, 4>;  // the lowest part first
    using Sums = std::map<std::string, Sum, std::less<>>;
    const Sums& sums() const { return sums_; }
    void set(Sums sums) { sums_ = std::move(sums); }

  private:
    Sum sum_of(std::string_view table, std::string_view row) const;

    KeyedDigest key_;
    Sums sums_;
};

// A line for each table that has rows, in the order of their names.
std::string text_of(const RowSums::Sums& sums);
// Reads what text_of writes; of anything else what can be read.
RowSums::Sums read_sums(std::string_view text);

}  // namespace samkat::store
