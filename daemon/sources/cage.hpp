// Cage: what a connector's process may use. Plain value.
#pragma once

#include <chrono>
#include <cstdint>

namespace samkat::sources {

struct Cage {
    std::uint64_t memory_bytes = std::uint64_t{1} << 30;             // RLIMIT_DATA; not in force in sanitizer builds
    std::uint32_t cpu_seconds = 600;                                 // RLIMIT_CPU
    std::uint32_t open_files = 64;                                   // RLIMIT_NOFILE
    std::uint64_t max_output_bytes = std::uint64_t{4} << 30;         // on standard output
    std::chrono::milliseconds time_limit{std::chrono::minutes{15}};  // of the whole reading, on the wall
    std::chrono::milliseconds grace{2000};  // between being asked to end (SIGTERM) and being killed (SIGKILL)
};

}  // namespace samkat::sources
