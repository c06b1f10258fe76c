// Cage: what a connector's process may use, see and take, and how much of what it says is kept. Plain value.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace samkat::sources {

struct Cage {
    std::uint64_t memory_bytes = std::uint64_t{1} << 30;             // RLIMIT_DATA; not in force in sanitizer builds
    std::uint32_t cpu_seconds = 600;                                 // RLIMIT_CPU
    std::uint32_t open_files = 64;                                   // RLIMIT_NOFILE
    std::uint32_t processes = 64;                                    // threads included
    std::uint64_t max_output_bytes = std::uint64_t{4} << 30;         // on standard output
    std::chrono::milliseconds time_limit{std::chrono::minutes{15}};  // of the whole reading, on the wall
    std::chrono::milliseconds grace{2000};  // between being asked to end (SIGTERM) and being killed (SIGKILL)

    // What one reading may make its host keep: records, and bytes of all that is said, each record counted with what it
    // takes to remember it.
    std::uint64_t max_records = 2'000'000;
    std::uint64_t max_kept_bytes = std::uint64_t{512} << 20;

    std::vector<std::filesystem::path>
        readable;                               // files, and folders with all below: beside the system and the program
    std::vector<std::filesystem::path> hidden;  // must not be among them: a start that would show one fails
    std::uint32_t user = 0;                     // as root: the user it runs as; 0: one that nobody else has
    bool refuse_without_layers = true;          // false: run it with what layers there are

    // For tests: a machine that has less. 0: what the kernel has.
    std::uint32_t landlock_abi = 0;
    bool landlock = true;
    bool namespaces = true;
};

}  // namespace samkat::sources
