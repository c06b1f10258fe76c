#include "connectors/csv/joined_file.hpp"

#include "daemon/base/text.hpp"

namespace samkat::csv {

Result<void> JoinedFile::columns(const Columns& columns) {
    key_ = columns.key;
    for (std::size_t i = 0; i < columns.names.size(); ++i) {
        if (i == key_ || columns.names[i].empty()) continue;
        used_columns_.push_back(i);
        names_.push_back(columns.names[i]);
    }
    return {};
}

void JoinedFile::row(std::uint32_t line, Cells cells) {
    const auto number = static_cast<std::uint32_t>(lines_.size());
    Entry& entry = entries_[pool_.intern(text::trim(cells[key_])).id];
    if (entry.first)
        next_[entry.last] = number;
    else
        entry.first = number;
    entry.last = number;
    next_.push_back(number);
    lines_.push_back(line);
    for (const std::size_t column : used_columns_) cells_.push_back(pool_.intern(cells[column]));
}

void JoinedFile::lost(std::string_view key) {
    entries_[pool_.intern(key).id].damaged = true;
}

std::vector<std::uint32_t> JoinedFile::rows_of(Text key) {
    std::vector<std::uint32_t> rows;
    const auto found = entries_.find(key.id);
    if (found == entries_.end()) return rows;
    Entry& entry = found->second;
    entry.used = true;
    if (!entry.first) return rows;
    for (std::uint32_t row = *entry.first;; row = next_[row]) {
        rows.push_back(row);
        if (next_[row] == row) return rows;
    }
}

bool JoinedFile::is_damaged(Text key) const {
    const auto found = entries_.find(key.id);
    return found != entries_.end() && found->second.damaged;
}

JoinedFile::Unmatched JoinedFile::unmatched() const {
    Unmatched result;
    for (const auto& [key, entry] : entries_) {
        if (entry.used || !entry.first) continue;
        for (std::uint32_t row = *entry.first;; row = next_[row]) {
            ++result.rows;
            if (next_[row] == row) break;
        }
        const std::uint32_t line = lines_[*entry.first];
        if (result.first_line == 0 || line < result.first_line) result.first_line = line;
    }
    return result;
}

}  // namespace samkat::csv
