// persons.keys: one slot of 64 bytes a key. A plain file and not SQLite, because a key must be able to go: a slot is
// written to one place and wiped in that place, while a database leaves old pages in its journal and in freed blocks.
//
//   0..26  name, padded with NUL        27  'H' the first slot (name "samkat/keys/1") · 'K' a key · 'D' destroyed
//   28..59 the key, zeros in H and D    60..63  the first four bytes of SHA-256 over bytes 0..59
//
// A slot of zeros is one that a crash left unwritten; so is an incomplete last one. Threads and processes: see
// keys.hpp.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "daemon/base/file.hpp"
#include "daemon/base/result.hpp"
#include "daemon/base/secret.hpp"
#include "daemon/changelog/heads.hpp"

namespace samkat::changelog {

class KeyFile {
  public:
    // Makes an empty file, on disk when it returns.
    static Result<void> make(const std::filesystem::path& path);
    static Result<std::unique_ptr<KeyFile>> open(const std::filesystem::path& path, bool for_writing);

    // As in Keys.
    Result<std::optional<Secret>> find(std::string_view name);
    bool knows(std::string_view name) const { return places_.contains(std::string{name}); }
    bool was_destroyed(std::string_view name) const;
    Result<void> ensure(std::span<const std::string> names);
    Result<void> destroy(std::string_view name);
    std::size_t count() const { return count_; }
    // All slots there are now, or the first `slots`; fewer, if there are not so many.
    Result<SeenKeys> seen();
    Result<SeenKeys> seen(std::uint64_t slots);

  private:
    struct Place {
        std::uint64_t offset;
        bool destroyed;
    };
    KeyFile(std::filesystem::path path, Fd file) : path_(std::move(path)), file_(std::move(file)) {}
    // Takes in the slots after scanned_.
    Result<void> scan();
    Result<void> take(std::string_view slot, std::uint64_t offset);
    Result<std::vector<std::string>> missing_of(std::span<const std::string> names);
    Result<void> write_slots(const Secret& slots);
    tl::unexpected<Error> damaged(std::uint64_t offset) const;

    std::filesystem::path path_;
    Fd file_;
    std::unordered_map<std::string, Place> places_;
    std::uint64_t scanned_ = 0;
    std::size_t count_ = 0;
};

}  // namespace samkat::changelog
