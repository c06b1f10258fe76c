// JoinedFile: a further file of an export, kept in memory and looked up by key. Cells are handles into a pool that all
// files of the reading share. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "connectors/csv/table.hpp"
#include "daemon/base/pool.hpp"

namespace samkat::csv {

class JoinedFile final : public TableSink {
  public:
    JoinedFile(Pool& pool, std::string place) : pool_(pool), place_(std::move(place)) {}

    Result<void> columns(const Columns& columns) override;
    void row(std::uint32_t line, Cells cells) override;
    void lost(std::string_view key) override;

    // The columns it adds: all that have a name but the key.
    const std::vector<std::string>& names() const { return names_; }
    const std::string& place() const { return place_; }
    // The numbers of the rows of `key`, in their order in the file. Remembers that the key was asked for.
    std::vector<std::uint32_t> rows_of(Text key);
    std::string_view cell(std::uint32_t row, std::size_t column) const {
        return pool_.view(cells_[row * names_.size() + column]);
    }
    // True if a row of `key` was lost: what there is about it is not whole.
    bool is_damaged(Text key) const;

    struct Unmatched {
        std::uint64_t rows = 0;
        std::uint32_t first_line = 0;
    };
    // The rows whose key nobody asked for.
    Unmatched unmatched() const;

  private:
    struct Entry {
        std::optional<std::uint32_t> first{};
        std::uint32_t last = 0;
        bool damaged = false;
        bool used = false;
    };

    Pool& pool_;
    std::string place_;
    std::size_t key_ = 0;
    std::vector<std::size_t> used_columns_;
    std::vector<std::string> names_;
    std::unordered_map<std::uint32_t, Entry> entries_;  // by the key's handle
    std::vector<Text> cells_;                           // row after row
    std::vector<std::uint32_t> next_;                   // row → next row of its key; the last one names itself
    std::vector<std::uint32_t> lines_;
};

}  // namespace samkat::csv
