// A DN from config or a server: what is read can be written and read again.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "daemon/model/dn.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto dn = samkat::Dn::parse({reinterpret_cast<const char*>(data), size});
    if (!dn) return 0;
    const auto again = samkat::Dn::parse(dn->text());
    if (!again || again->key() != dn->key() || again->text() != dn->text()) std::abort();
    return 0;
}
