// The key directory: the installation key, from which everything keyed and lasting is derived, and one key for each
// person, municipality and the system, under which the contents of events are sealed. Backed up apart from the rest.
//
//   installation.key   32 random bytes in hex
//   persons.keys       slots of 64 bytes, written once, wiped in place when a key is destroyed
//   heads              how far the change log and persons.keys had come; see heads.hpp
//
// The directory is 0700 and its files 0600, owned by who runs samkat; anything else is refused. (Root may read.)
// One process writes (the state directory's lock sees to that); others may read meanwhile. Within a process: mac and
// the hashes from any thread, everything else one thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "daemon/base/digest.hpp"
#include "daemon/base/keyed_digest.hpp"
#include "daemon/base/result.hpp"
#include "daemon/base/secret.hpp"
#include "daemon/changelog/heads.hpp"
#include "daemon/model/dn.hpp"
#include "daemon/model/ids.hpp"

namespace samkat::changelog {

class KeyFile;

class Keys {
  public:
    enum class Access : std::uint8_t { read, write };
    // Whether samkat has written anything yet that keys belong to: a change log or a store.
    enum class History : std::uint8_t { none, exists };

    // Opens what is there. Missing keys are an error that says what their loss means.
    static Result<Keys> open(const std::filesystem::path& directory, Access access);
    // Opens for writing; makes the directory and a new installation key if there are none and there is no history
    // either. With a history and no installation key: an error, and nothing is made. made_now() tells.
    static Result<Keys> create_if_missing(const std::filesystem::path& directory, History history);
    Keys(Keys&&) noexcept;
    Keys& operator=(Keys&&) noexcept;
    ~Keys();

    bool made_now() const { return made_now_; }
    const std::filesystem::path& directory() const { return directory_; }

    // The key called `name` (a PersonId or one of key_name); none if it was never made, or was destroyed.
    Result<std::optional<Secret>> find(std::string_view name) const;
    // Whether that key was there once. One that neither is nor was there was lost: with a backup, or by another's hand.
    bool was_destroyed(std::string_view name) const;
    // Whether that key is there or was destroyed.
    bool knows(std::string_view name) const;
    // Makes the keys of those names that have none, all with one write and one fsync; they are on disk when it returns.
    // A name whose key was destroyed is an error and nothing is made: an erased person does not come back under her id.
    Result<void> ensure(std::span<const std::string> names);
    // ensure and find.
    Result<Secret> person_key(const PersonId& person);
    // Overwrites the key on disk and flushes: what it sealed can never be read again. The name stays, as destroyed.
    // A name that has no key is an error. Copies that backups and the disk's own hardware keep are out of its reach.
    Result<void> destroy(std::string_view name);
    // Number of keys that are there.
    std::size_t count() const;

    // What heads says. That it is missing, or not written with this key, is an error.
    Result<Heads> heads() const;
    // Writes heads: these chains, and persons.keys as it is now; on disk when it returns. What it tells of must be on
    // disk before. Answers with what was written. Whoever destroys a key notes the chains again.
    Result<Heads> note(const SeenChains& chains);
    // An error unless persons.keys begins with what was seen: what has been cut off, exchanged or put back from an
    // older copy is told here.
    Result<void> check(const SeenKeys& seen) const;

    // Tells this installation key from another: what a keys_made event has as its subject.
    std::string fingerprint() const;
    // HMAC-SHA256 under the installation key. `purpose` separates uses: no two share outputs. `bytes` are taken
    // exactly.
    Sha256 mac(std::string_view purpose, std::string_view bytes) const;
    // A key for one purpose, which no output of mac() gives away.
    Secret derived(std::string_view purpose) const;
    // What a line of the change log whose digest is `digest` has as its mac, in hex.
    std::string line_mac(const Sha256& digest) const;
    // Event::subject, in hex: of the DN's key(). Comparing equal is all it is good for.
    std::string subject_hash(const Dn& dn) const;

  private:
    Keys(std::filesystem::path directory, Secret installation, std::unique_ptr<KeyFile> file, bool made_now);
    std::filesystem::path directory_;
    Secret installation_;
    KeyedDigest line_macs_;
    std::unique_ptr<KeyFile> file_;
    bool made_now_ = false;
};

}  // namespace samkat::changelog
