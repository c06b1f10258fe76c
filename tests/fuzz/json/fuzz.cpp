// JSON of a connector, a plan file or a request: what is read can be written and read again.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "daemon/base/json.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto json = samkat::Json::parse({reinterpret_cast<const char*>(data), size});
    if (!json) return 0;
    const auto again = samkat::Json::parse(json->dump());
    if (!again || again->dump() != json->dump()) std::abort();
    return 0;
}
