#include "daemon/changelog/key_file.hpp"

#include <algorithm>
#include <cerrno>
#include <set>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/base/digest.hpp"
#include "daemon/base/messages.hpp"
#include "daemon/changelog/messages.hpp"

namespace samkat::changelog {

namespace {

constexpr std::size_t slot_size = 64;
constexpr std::size_t name_size = 27;
constexpr std::size_t state_at = 27;
constexpr std::size_t key_at = 28;
constexpr std::size_t key_size = 32;
constexpr std::size_t check_at = 60;
constexpr std::string_view header_name = "samkat/keys/1";

std::string check_of(std::string_view slot) {
    const Sha256 digest = sha256(slot.substr(0, check_at));
    return {digest.begin(), digest.begin() + 4};
}

// Appends a slot to `out`, which must have room for it: a string that grows leaves copies of keys behind.
void append_slot(std::string& out, std::string_view name, char state, std::string_view key) {
    const std::size_t start = out.size();
    out += name;
    out.append(name_size - name.size(), '\0');
    out += state;
    out += key;
    out.append(key_size - key.size(), '\0');
    out += check_of(std::string_view{out}.substr(start));
}

Secret one_slot(std::string_view name, char state) {
    std::string slot;
    slot.reserve(slot_size);
    append_slot(slot, name, state, "");
    return Secret{std::move(slot)};
}

bool can_be_name(std::string_view name) {
    return !name.empty() && name.size() <= name_size &&
           std::ranges::all_of(name, [](char c) { return c > ' ' && c < 0x7F; });
}

tl::unexpected<Error> failed(const Message& message, const std::filesystem::path& path) {
    return fail(message, {}, {{"path", path.string()}, {"reason", reason_of(errno)}});
}

// pread(2) of up to `size` bytes; less only at the end of the file.
Result<Secret> read_at(int file, std::uint64_t offset, std::size_t size, const std::filesystem::path& path) {
    std::string bytes(size, '\0');
    std::size_t done = 0;
    while (done < size) {
        const ssize_t got = ::pread(file, bytes.data() + done, size - done, static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return failed(base_messages::FILE_READ, path);
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
    }
    bytes.resize(done);
    return Secret{std::move(bytes)};
}

Result<void> write_at(int file, std::uint64_t offset, std::string_view bytes, const std::filesystem::path& path) {
    while (!bytes.empty()) {
        const ssize_t written = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return failed(base_messages::FILE_WRITE, path);
        bytes.remove_prefix(static_cast<std::size_t>(written));
        offset += static_cast<std::uint64_t>(written);
    }
    if (::fdatasync(file) != 0) return failed(base_messages::FILE_WRITE, path);
    return {};
}

}  // namespace

Result<void> KeyFile::make(const std::filesystem::path& path) {
    return write_file(path, one_slot(header_name, 'H').reveal(), 0600);
}

Result<std::unique_ptr<KeyFile>> KeyFile::open(const std::filesystem::path& path, bool for_writing) {
    Fd file{::open(path.c_str(), (for_writing ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NOFOLLOW)};
    if (!file) return failed(base_messages::FILE_OPEN, path);
    std::unique_ptr<KeyFile> result{new KeyFile{path, std::move(file)}};
    if (auto scanned = result->scan(); !scanned) return fail(scanned.error());
    if (result->scanned_ == 0) return result->damaged(0);
    if (for_writing && ::ftruncate(result->file_.get(), static_cast<off_t>(result->scanned_)) != 0) {
        return failed(base_messages::FILE_WRITE, path);
    }
    return result;
}

tl::unexpected<Error> KeyFile::damaged(std::uint64_t offset) const {
    return fail(changelog_messages::KEYS_DAMAGED, {}, {{"path", path_.string()}, {"offset", std::to_string(offset)}});
}

Result<void> KeyFile::scan() {
    for (;;) {
        const auto block = read_at(file_.get(), scanned_, slot_size * 1024, path_);
        if (!block) return fail(block.error());
        const std::string_view bytes = block->reveal();
        const std::size_t whole = bytes.size() / slot_size * slot_size;
        for (std::size_t at = 0; at < whole; at += slot_size) {
            if (auto taken = take(bytes.substr(at, slot_size), scanned_ + at); !taken) return taken;
        }
        scanned_ += whole;
        if (bytes.size() < slot_size * 1024) return {};
    }
}

Result<void> KeyFile::take(std::string_view slot, std::uint64_t offset) {
    if (offset > 0 && slot.find_first_not_of('\0') == std::string_view::npos) return {};
    if (slot.substr(check_at) != check_of(slot)) return damaged(offset);
    const char state = slot[state_at];
    const std::string_view padded = slot.substr(0, name_size);
    std::string name{padded.substr(0, padded.find('\0'))};
    if (offset == 0) return state == 'H' && name == header_name ? Result<void>{} : damaged(offset);
    if ((state != 'K' && state != 'D') || !can_be_name(name)) return damaged(offset);
    if (!places_.try_emplace(std::move(name), Place{offset, state == 'D'}).second) return damaged(offset);
    if (state == 'K') ++count_;
    return {};
}

Result<std::optional<Secret>> KeyFile::find(std::string_view name) {
    auto place = places_.find(std::string{name});
    if (place == places_.end()) {
        // The writing process may have made it since.
        if (auto scanned = scan(); !scanned) return fail(scanned.error());
        place = places_.find(std::string{name});
        if (place == places_.end()) return std::optional<Secret>{};
    }
    const std::uint64_t offset = place->second.offset;
    const auto slot = read_at(file_.get(), offset, slot_size, path_);
    if (!slot) return fail(slot.error());
    const std::string_view bytes = slot->reveal();
    if (bytes.size() != slot_size || bytes.substr(check_at) != check_of(bytes)) return damaged(offset);
    place->second.destroyed = bytes[state_at] != 'K';
    if (place->second.destroyed) return std::optional<Secret>{};
    return Secret{std::string{bytes.substr(key_at, key_size)}};
}

bool KeyFile::was_destroyed(std::string_view name) const {
    const auto place = places_.find(std::string{name});
    return place != places_.end() && place->second.destroyed;
}

Result<std::vector<std::string>> KeyFile::missing_of(std::span<const std::string> names) {
    std::set<std::string> missing;
    for (const std::string& name : names) {
        if (!can_be_name(name)) return fail(changelog_messages::KEY_NAME, {}, {{"name", name}});
        const auto place = places_.find(name);
        if (place == places_.end())
            missing.insert(name);
        else if (place->second.destroyed)
            return fail(changelog_messages::KEY_DESTROYED, {}, {{"name", name}});
    }
    return std::vector<std::string>{missing.begin(), missing.end()};
}

Result<void> KeyFile::ensure(std::span<const std::string> names) {
    const auto missing = missing_of(names);
    if (!missing) return fail(missing.error());
    if (missing->empty()) return {};
    auto random = random_bytes(missing->size() * key_size);
    if (!random) return fail(random.error());
    const Secret keys{std::move(*random)};
    std::string slots;
    slots.reserve(missing->size() * slot_size);
    for (std::size_t i = 0; i < missing->size(); ++i) {
        append_slot(slots, (*missing)[i], 'K', keys.reveal().substr(i * key_size, key_size));
    }
    const Secret wiped{std::move(slots)};
    if (auto written = write_slots(wiped); !written) return written;
    return scan();
}

Result<void> KeyFile::write_slots(const Secret& slots) {
    auto written = write_at(file_.get(), scanned_, slots.reveal(), path_);
    if (!written && ::ftruncate(file_.get(), static_cast<off_t>(scanned_)) != 0) {
        return failed(base_messages::FILE_WRITE, path_);
    }
    return written;
}

Result<SeenKeys> KeyFile::seen() {
    if (auto scanned = scan(); !scanned) return fail(scanned.error());
    return seen(scanned_ / slot_size);
}

Result<SeenKeys> KeyFile::seen(std::uint64_t slots) {
    constexpr std::uint64_t slots_at_once = 1024;
    Sha256Stream digest;
    std::uint64_t done = 0;
    while (done < slots) {
        const auto size = static_cast<std::size_t>(std::min(slots - done, slots_at_once) * slot_size);
        const auto block = read_at(file_.get(), done * slot_size, size, path_);
        if (!block) return fail(block.error());
        digest.update(block->reveal());
        done += block->reveal().size() / slot_size;
        if (block->reveal().size() < size) break;
    }
    return SeenKeys{done, hex(digest.finish())};
}

Result<void> KeyFile::destroy(std::string_view name) {
    const auto place = places_.find(std::string{name});
    if (place == places_.end()) return fail(changelog_messages::KEY_UNKNOWN, {}, {{"name", std::string{name}}});
    if (place->second.destroyed) return {};
    const Secret slot = one_slot(name, 'D');
    if (auto written = write_at(file_.get(), place->second.offset, slot.reveal(), path_); !written) return written;
    place->second.destroyed = true;
    --count_;
    return {};
}

}  // namespace samkat::changelog
