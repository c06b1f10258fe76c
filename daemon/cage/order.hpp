// Order: what the host tells the keeper to do. Plain value; goes over in a file in memory, as names and values that
// each end with a zero byte.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace samkat::cage {

struct Order {
    std::string program{};                // absolute; empty: build the cage, say what holds, and end
    std::string argument{};               // its only one
    std::int64_t parent = 0;              // process id of the host: when that has gone, everything ends
    std::vector<std::string> readable{};  // files, and folders with all that is in them
    std::uint64_t memory_bytes = 0;       // 0: no limit
    std::uint64_t cpu_seconds = 0;
    std::uint64_t open_files = 0;
    std::uint64_t processes = 0;
    std::uint64_t user = 0;          // as root: become this user; 0: one that nobody else has, if it can (identity.hpp)
    std::uint64_t landlock_abi = 0;  // use no newer one; 0: what the kernel has
    bool landlock = true;            // false: as on a machine without
    bool namespaces = true;          // the same
    bool refuse = true;              // do not start without every mandatory layer

    bool operator==(const Order&) const = default;
};

std::string encode(const Order& order);
// Nothing if it is no order.
std::optional<Order> decode(std::string_view text);

// The keeper's descriptors, beside the program's own 0, 1 and 2.
inline constexpr int order_descriptor = 3;
inline constexpr int report_descriptor = 4;

// The lines of the report, in this order: any number of `layer`, then one of `refused`, `failed ERRNO` and `started`,
// and after `started` one `ended STATUS` (as of waitpid(2)) if the program ended by itself.
namespace report {
inline constexpr std::string_view layer = "layer ";
inline constexpr std::string_view refused = "refused";
inline constexpr std::string_view failed = "failed ";
inline constexpr std::string_view started = "started";
inline constexpr std::string_view ended = "ended ";
}  // namespace report

}  // namespace samkat::cage
