// RecordParser: one record line, "[set, line, value…]", read with simdjson. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace samkat::sources {

// What a line said. The views end with the next parse().
struct ParsedRecord {
    std::uint32_t set = 0;
    std::uint32_t line = 0;
    std::vector<std::string_view> values;
    std::vector<std::uint32_t> ends;
};

class RecordParser {
  public:
    static constexpr std::size_t padding = 64;  // readable bytes that must follow a line
    enum class Fault : std::uint8_t { none, not_utf8, not_a_record };

    RecordParser();
    ~RecordParser();

    Fault parse(std::string_view line, ParsedRecord& record);

  private:
    struct Parser;
    std::unique_ptr<Parser> parser_;
};

}  // namespace samkat::sources
