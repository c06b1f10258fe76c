#include "daemon/cli/table.hpp"

#include <algorithm>

#include "daemon/base/text.hpp"

namespace samkat::cli {

namespace {

std::string_view sequence_of(Paint paint) {
    switch (paint) {
        case Paint::plain:
            return "";
        case Paint::bold:
            return "1";
        case Paint::dim:
            return "2";
        case Paint::red:
            return "31";
        case Paint::yellow:
            return "33";
        case Paint::green:
            return "32";
    }
    return "";
}

// Bytes at the beginning of `text` that are a sequence of Style, or 0.
std::size_t own_sequence(std::string_view text) {
    for (const std::string_view each : {"\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[32m", "\x1b[33m"}) {
        if (text.starts_with(each)) return each.size();
    }
    return 0;
}

bool is_number(const std::string& cell) {
    return !cell.empty() && std::ranges::all_of(cell, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::string Style::operator()(Paint paint, std::string_view text) const {
    if (!colour_ || paint == Paint::plain) return std::string{text};
    return "\x1b[" + std::string{sequence_of(paint)} + "m" + std::string{text} + "\x1b[0m";
}

std::string Style::safe(std::string_view text) const {
    std::string result;
    while (!text.empty()) {
        std::size_t kept = text.front() == '\n' || text.front() == '\t' ? 1 : colour_ ? own_sequence(text) : 0;
        if (kept > 0) {
            result += text.substr(0, kept);
        } else {
            kept = std::min(text.find_first_of("\n\t\x1b", 1), text.size());
            result += text::printable(text.substr(0, kept));
        }
        text.remove_prefix(kept);
    }
    return result;
}

void Table::add(std::vector<std::string> row) {
    for (std::string& cell : row) cell = text::printable(cell);
    rows_.push_back(std::move(row));
}

std::string Table::line(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths,
                        const std::vector<bool>& numbers) const {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::string padding(widths[i] - text::length(cells[i]), ' ');
        if (numbers[i])
            line += padding + cells[i];
        else
            line += i + 1 < cells.size() ? cells[i] + padding : cells[i];
        if (i + 1 < cells.size()) line += "  ";
    }
    return std::string{line.substr(0, line.find_last_not_of(' ') + 1)};
}

std::string Table::text(const Style& style, std::string_view indent) const {
    std::vector<std::size_t> widths;
    std::vector<bool> numbers;
    const auto measure = [&](const std::vector<std::string>& cells) {
        widths.resize(std::max(widths.size(), cells.size()));
        for (std::size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], text::length(cells[i]));
    };
    measure(heading_);
    for (const auto& row : rows_) measure(row);
    for (std::size_t i = 0; i < widths.size(); ++i) {
        numbers.push_back(
            std::ranges::all_of(rows_, [&](const auto& row) { return i >= row.size() || is_number(row[i]); }));
    }
    std::string text;
    if (!heading_.empty()) text += std::string{indent} + style(Paint::dim, line(heading_, widths, numbers)) + "\n";
    for (const auto& row : rows_) text += std::string{indent} + line(row, widths, numbers) + "\n";
    return text;
}

}  // namespace samkat::cli
