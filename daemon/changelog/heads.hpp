// What the key directory remembers of the change log and of the persons' keys, so that neither can be rolled back, cut
// short or exchanged unseen: the file `heads`. It is written after what it tells of is on disk, so it may lag behind
// and is never ahead.
//
//   samkat/heads/1
//   keys SLOTS DIGEST                           of persons.keys: how many slots, and SHA-256 of them
//   chain NAME SEQ HASH SIZE INODE CHANGED      a line for each chain: its head, and its file as it was then
//   mac HMAC                                    under the installation key, of the text up to here
//
// Plain values; pure, but for stamp_of.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/base/result.hpp"
#include "daemon/model/event.hpp"

namespace samkat::changelog {

// The end of a chain.
struct Head {
    std::uint64_t seq = 0;  // of the last line; 0: no line yet
    std::string hash{no_line_hash};
    bool operator==(const Head&) const = default;
};

// What tells cheaply that nobody has written to a file: changed is its ctime, which only the kernel sets.
struct FileStamp {
    std::uint64_t size = 0;
    std::uint64_t inode = 0;
    std::int64_t changed = 0;  // nanoseconds
    bool operator==(const FileStamp&) const = default;
};
// The default where there is no such file.
Result<FileStamp> stamp_of(const std::filesystem::path& path);

struct SeenChain {
    Head head;
    FileStamp file;
    bool operator==(const SeenChain&) const = default;
};
using SeenChains = std::map<std::string, SeenChain, std::less<>>;  // by municipality; "" is the system's

// The first slots of persons.keys.
struct SeenKeys {
    std::uint64_t slots = 0;
    std::string digest;  // hex
    bool operator==(const SeenKeys&) const = default;
};

struct Heads {
    SeenKeys keys;
    SeenChains chains;
    bool operator==(const Heads&) const = default;
};

// The text up to the mac.
std::string heads_text(const Heads& heads);
// Reads exactly what heads_text writes; anything else is none.
std::optional<Heads> read_heads(std::string_view text);

}  // namespace samkat::changelog
