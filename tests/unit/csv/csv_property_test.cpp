// Any table of strings that is written as CSV comes back the same.
#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "connectors/csv/decoder.hpp"
#include "connectors/csv/parser.hpp"
#include "daemon/base/text.hpp"

namespace samkat::csv {
namespace {

using Table = std::vector<std::vector<std::string>>;

// Cells of the characters that matter to a reader of CSV.
rc::Gen<std::string> cell() {
    const auto piece = rc::gen::element<std::string>("a", "Å", "é", "\"", ";", ",", "\n", "\r\n", "\r", "\t", " ", "|",
                                                     "'", "𝄞", "longer text");
    return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece),
                        [](const std::vector<std::string>& pieces) { return text::join(pieces, ""); });
}

std::string quoted(const std::string& cell) {
    return "\"" + text::replace_all(cell, "\"", "\"\"") + "\"";
}

std::string written(const Table& table, char delimiter, const std::string& line_end, bool quote_all) {
    std::string out;
    for (const auto& row : table) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (i > 0) out += delimiter;
            const bool plain =
                !quote_all && row[i].find_first_of("\"\r\n;,\t|") == std::string::npos && !row[i].empty();
            out += plain ? row[i] : quoted(row[i]);
        }
        out += line_end;
    }
    return out;
}

class Keeper final : public RowSink {
  public:
    Result<void> row(std::uint32_t line, Cells cells) override {
        table.emplace_back(cells.begin(), cells.end());
        lines.push_back(line);
        return {};
    }
    Result<void> broken_row(std::uint32_t, Cells) override {
        ++broken;
        return {};
    }
    Table table;
    std::vector<std::uint32_t> lines;
    int broken = 0;
};

RC_GTEST_PROP(CsvProperty, AnyTableComesBackTheSame, ()) {
    const auto width = *rc::gen::inRange<std::size_t>(1, 5);
    const auto row = rc::gen::container<std::vector<std::string>>(width, cell());
    const auto table = *rc::gen::container<Table>(row);
    const auto delimiter = *rc::gen::element(';', ',', '\t', '|');
    const auto line_end = *rc::gen::element<std::string>("\n", "\r\n");
    const std::string text = written(table, delimiter, line_end, *rc::gen::arbitrary<bool>());
    const auto piece = *rc::gen::inRange<std::size_t>(1, 40);

    Keeper keeper;
    Parser parser{{delimiter, '"', 65536}, "x.csv", keeper};
    Decoder decoder{text::Encoding::utf8, "x.csv"};
    for (std::size_t at = 0; at < text.size(); at += piece) {
        const auto decoded = decoder.decode(std::string_view{text}.substr(at, piece));
        RC_ASSERT(decoded.has_value());
        RC_ASSERT(parser.parse(*decoded).has_value());
    }
    if (text.size() >= 3)
        RC_ASSERT(decoder.finish().has_value());
    else
        return;
    RC_ASSERT(parser.finish().has_value());
    RC_ASSERT(keeper.table == table);
    RC_ASSERT(keeper.broken == 0);
}

// Where a row begins: one more than the line ends before it.
RC_GTEST_PROP(CsvProperty, LinesAreThoseOfTheFile, ()) {
    const auto piece = rc::gen::element<std::string>("a", "\n", "\r\n", "\"", ";");
    const auto cells =
        *rc::gen::container<std::vector<std::vector<std::string>>>(rc::gen::container<std::vector<std::string>>(piece));
    std::string text;
    std::vector<std::uint32_t> lines;
    for (const auto& pieces : cells) {
        lines.push_back(static_cast<std::uint32_t>(std::ranges::count(text, '\n')) + 1);
        text += quoted(text::join(pieces, "")) + "\r\n";
        if (pieces.size() % 3 == 0) text += "\r\n";
    }
    Keeper keeper;
    Parser parser{{';', '"', 65536}, "x.csv", keeper};
    RC_ASSERT(parser.parse(text).has_value());
    RC_ASSERT(parser.finish().has_value());
    RC_ASSERT(keeper.lines == lines);
}

// Whatever the bytes are, reading ends, and a row that is not broken has been seen whole.
RC_GTEST_PROP(CsvProperty, AnyTextIsReadToItsEndOrRefused, (const std::string& text)) {
    Keeper keeper;
    Parser parser{{';', '"', 1024}, "x.csv", keeper};
    const auto parsed = parser.parse(text);
    if (parsed) (void)parser.finish();
    RC_ASSERT(keeper.table.size() <= text.size() + 1);
}

}  // namespace
}  // namespace samkat::csv
