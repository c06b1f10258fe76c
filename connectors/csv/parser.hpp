// Parser: UTF-8 text as rows of cells, on libcsv in strict mode. Knows which line of the file each row begins on,
// quoted line ends included. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/result.hpp"

namespace samkat::csv {

using Cells = std::span<const std::string_view>;

// Takes rows. The cells end with the call.
class RowSink {
  public:
    virtual ~RowSink() = default;
    virtual Result<void> row(std::uint32_t line, Cells cells) = 0;
    // A row with broken quotes: the cells before the one that is broken.
    virtual Result<void> broken_row(std::uint32_t line, Cells cells) = 0;
};

class Parser {
  public:
    struct Form {
        char delimiter = ';';
        std::optional<char> quote = '"';
        std::size_t max_row_bytes = 65536;
    };

    // `place` is what findings call the file. Empty lines are no rows.
    Parser(const Form& form, std::string place, RowSink& sink);
    ~Parser();

    // Fails if the sink fails, a row is too long, or quotes are broken over more than one line: then nobody knows which
    // rows the quotes swallowed.
    Result<void> parse(std::string_view text);
    // No more text comes. Fails, besides, if a quote is still open.
    Result<void> finish();

  private:
    struct Library;
    void on_field(std::string_view cell);
    void on_row_end(int terminator);
    Result<void> piece(std::string_view text);
    Result<void> broken_quote();
    std::string_view skip_line(std::string_view text);
    std::uint32_t row_line() const { return ends_.empty() ? line_ : row_line_; }
    void collect_cells();
    void forget_row();

    Form form_;
    std::string place_;
    RowSink& sink_;
    std::unique_ptr<Library> library_;
    std::uint32_t line_ = 1;  // where the cell in work begins
    std::uint32_t row_line_ = 1;
    bool after_return_ = false;  // the last character was a carriage return: a line feed belongs to it
    bool skipping_ = false;      // up to the end of a line with broken quotes
    bool row_ended_ = false;     // in the piece in work
    std::size_t row_bytes_ = 0;  // at least so many were read of the row in work
    std::string row_text_;
    std::vector<std::size_t> ends_;
    std::vector<std::string_view> cells_;
    Result<void> result_;
};

}  // namespace samkat::csv
