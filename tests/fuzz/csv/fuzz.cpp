// A CSV export, in one piece and in two: the rows are the same.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/csv/parser.hpp"

namespace {

class Rows : public samkat::csv::RowSink {
  public:
    samkat::Result<void> row(std::uint32_t line, samkat::csv::Cells cells) override { return keep('r', line, cells); }
    samkat::Result<void> broken_row(std::uint32_t line, samkat::csv::Cells cells) override {
        return keep('b', line, cells);
    }
    const std::vector<std::string>& list() const { return list_; }

  private:
    samkat::Result<void> keep(char kind, std::uint32_t line, samkat::csv::Cells cells) {
        std::string row = kind + std::to_string(line);
        for (const std::string_view cell : cells) row.append("|").append(cell);
        list_.push_back(std::move(row));
        return {};
    }

    std::vector<std::string> list_;
};

bool parse(Rows& rows, std::string_view text, std::size_t cut) {
    samkat::csv::Parser parser{{}, "fuzz", rows};
    return parser.parse(text.substr(0, cut)) && parser.parse(text.substr(cut)) && parser.finish();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view text{reinterpret_cast<const char*>(data) + 1, size - 1};
    Rows whole;
    Rows halves;
    const bool one = parse(whole, text, text.size());
    const bool two = parse(halves, text, data[0] % (text.size() + 1));
    if (one != two || (one && whole.list() != halves.list())) std::abort();
    return 0;
}
