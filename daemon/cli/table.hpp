// Aligned tables and colours for terminals. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace samkat::cli {

enum class Paint { plain, bold, dim, red, yellow, green };

// Colours `text` with ANSI sequences (ECMA-48 SGR) where colour is wanted.
class Style {
  public:
    explicit Style(bool colour) : colour_(colour) {}
    bool colour() const { return colour_; }
    std::string operator()(Paint paint, std::string_view text) const;
    // `text` as it may reach a terminal: line breaks, tabs and the sequences of this Style stay, everything else that
    // is not for reading is escaped, as text::printable does. What comes from data must not bring colours of its own
    // either: escape it before it is put among them.
    std::string safe(std::string_view text) const;

  private:
    bool colour_;
};

// Columns as wide as their widest cell, two spaces apart. Columns of whole numbers stand to the right.
class Table {
  public:
    // Without a heading where `heading` is empty.
    explicit Table(std::vector<std::string> heading = {}) : heading_(std::move(heading)) {}
    // Cells are data: control characters in them are escaped.
    void add(std::vector<std::string> row);
    bool empty() const { return rows_.empty(); }
    // Each line begins with `indent` and ends with a newline.
    std::string text(const Style& style, std::string_view indent = "  ") const;

  private:
    std::string line(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths,
                     const std::vector<bool>& numbers) const;
    std::vector<std::string> heading_;
    std::vector<std::vector<std::string>> rows_;
};

}  // namespace samkat::cli
