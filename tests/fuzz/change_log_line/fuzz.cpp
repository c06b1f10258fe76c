// A line of a change log that somebody may have touched.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "daemon/changelog/line.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto line = samkat::changelog::parse_line(text);
    if (!line) return 0;
    // Only exactly what line_text writes is a line.
    using samkat::changelog::line_body;
    using samkat::changelog::line_text;
    if (line_text(line_body(line->clear, line->sealed, line->event.prev), line->mac) != text) std::abort();
    return 0;
}
