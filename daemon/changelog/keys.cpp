#include "daemon/changelog/keys.hpp"

#include <array>
#include <cerrno>
#include <cstdio>

#include <sys/stat.h>
#include <unistd.h>

#include "daemon/base/file.hpp"
#include "daemon/base/messages.hpp"
#include "daemon/changelog/key_file.hpp"
#include "daemon/changelog/messages.hpp"

namespace samkat::changelog {

namespace {

constexpr std::size_t installation_key_size = 32;

std::filesystem::path installation_path(const std::filesystem::path& directory) {
    return directory / "installation.key";
}
std::filesystem::path persons_path(const std::filesystem::path& directory) {
    return directory / "persons.keys";
}

std::filesystem::path heads_path(const std::filesystem::path& directory) {
    return directory / "heads";
}

tl::unexpected<Error> bad_access(const std::filesystem::path& path, const struct stat& status) {
    std::array<char, 8> mode{};
    std::snprintf(mode.data(), mode.size(), "%04o", status.st_mode & 07777u);
    return fail(changelog_messages::KEYS_ACCESS, {},
                {{"path", path.string()}, {"owner", std::to_string(status.st_uid)}, {"mode", mode.data()}});
}

// An error unless `path` is a file or directory (as `type` says) of ours that nobody else can touch.
Result<void> check_private(const std::filesystem::path& path, mode_t type, Keys::Access access) {
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0) {
        return fail(base_messages::FILE_OPEN, {}, {{"path", path.string()}, {"reason", reason_of(errno)}});
    }
    const bool ours = status.st_uid == ::geteuid() || (::geteuid() == 0 && access == Keys::Access::read);
    if (!ours || (status.st_mode & S_IFMT) != type || (status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return bad_access(path, status);
    }
    return {};
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// The key that `text` spells in hex; none if it is not 32 bytes of it.
std::optional<Secret> key_from_hex(std::string_view text) {
    if (text.size() != installation_key_size * 2) return std::nullopt;
    std::string key;
    key.reserve(installation_key_size);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = hex_digit(text[i]);
        const int low = hex_digit(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        key += static_cast<char>(high * 16 + low);
    }
    return Secret{std::move(key)};
}

Result<Secret> read_installation_key(const std::filesystem::path& path, Keys::Access access) {
    if (auto ok = check_private(path, S_IFREG, access); !ok) return fail(ok.error());
    const auto text = read_secret(path);
    if (!text) return fail(text.error());
    auto key = key_from_hex(text->reveal());
    if (!key) return fail(changelog_messages::KEYS_DAMAGED, {}, {{"path", path.string()}, {"offset", "0"}});
    return std::move(*key);
}

constexpr std::string_view mac_word = "mac ";

Result<void> write_heads(const std::filesystem::path& directory, const Secret& installation, const Heads& heads) {
    const std::string text = heads_text(heads);
    const Sha256 mac = hmac_sha256(installation, joined_for_digest({"heads", text}));
    return write_file(heads_path(directory), text + std::string{mac_word} + hex(mac) + "\n", 0600);
}

Result<void> write_installation_key(const std::filesystem::path& path, const Secret& key) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(key.reveal().data());
    const Secret text{hex(std::span{bytes, key.reveal().size()}) + "\n"};
    return write_file(path, text.reveal(), 0600);
}

Result<void> make_directory(const std::filesystem::path& directory) {
    if (::mkdir(directory.c_str(), 0700) == 0) return sync_directory_of(directory);
    if (errno == EEXIST) return {};
    return fail(base_messages::FILE_WRITE, {}, {{"path", directory.string()}, {"reason", reason_of(errno)}});
}

Result<void> make_heads(const std::filesystem::path& directory, const Secret& installation) {
    const auto file = KeyFile::open(persons_path(directory), false);
    if (!file) return fail(file.error());
    auto seen = (*file)->seen();
    if (!seen) return fail(seen.error());
    return write_heads(directory, installation, Heads{std::move(*seen), {}});
}

// The installation key comes last, so that where it is, everything is.
Result<void> make_all(const std::filesystem::path& directory) {
    if (auto made = make_directory(directory); !made) return made;
    if (auto ok = check_private(directory, S_IFDIR, Keys::Access::write); !ok) return ok;
    std::error_code ignored;
    if (!std::filesystem::exists(persons_path(directory), ignored)) {
        if (auto made = KeyFile::make(persons_path(directory)); !made) return made;
    }
    auto random = random_bytes(installation_key_size);
    if (!random) return fail(random.error());
    const Secret key{std::move(*random)};
    if (auto made = make_heads(directory, key); !made) return made;
    return write_installation_key(installation_path(directory), key);
}

bool is_missing(const std::filesystem::path& path) {
    struct stat status {};
    return ::lstat(path.c_str(), &status) != 0 && (errno == ENOENT || errno == ENOTDIR);
}

}  // namespace

Keys::Keys(std::filesystem::path directory, Secret installation, std::unique_ptr<KeyFile> file, bool made_now)
    : directory_(std::move(directory)),
      installation_(std::move(installation)),
      line_macs_(derived("line")),
      file_(std::move(file)),
      made_now_(made_now) {}
Keys::Keys(Keys&&) noexcept = default;
Keys& Keys::operator=(Keys&&) noexcept = default;
Keys::~Keys() = default;

Result<Keys> Keys::open(const std::filesystem::path& directory, Access access) {
    if (is_missing(installation_path(directory))) {
        return fail(changelog_messages::KEYS_NONE, {}, {{"path", directory.string()}});
    }
    if (auto ok = check_private(directory, S_IFDIR, access); !ok) return fail(ok.error());
    auto installation = read_installation_key(installation_path(directory), access);
    if (!installation) return fail(installation.error());
    const auto persons = persons_path(directory);
    if (is_missing(persons)) return fail(changelog_messages::KEYS_MISSING, {}, {{"path", persons.string()}});
    if (auto ok = check_private(persons, S_IFREG, access); !ok) return fail(ok.error());
    auto file = KeyFile::open(persons, access == Access::write);
    if (!file) return fail(file.error());
    return Keys{directory, std::move(*installation), std::move(*file), false};
}

Result<Keys> Keys::create_if_missing(const std::filesystem::path& directory, History history) {
    const auto installation = installation_path(directory);
    const bool missing = is_missing(installation);
    if (missing && history == History::exists) {
        return fail(changelog_messages::KEYS_MISSING, {}, {{"path", installation.string()}});
    }
    if (missing) {
        if (auto made = make_all(directory); !made) return fail(made.error());
    }
    auto keys = open(directory, Access::write);
    if (keys) keys->made_now_ = missing;
    return keys;
}

Result<std::optional<Secret>> Keys::find(std::string_view name) const {
    return file_->find(name);
}
bool Keys::was_destroyed(std::string_view name) const {
    return file_->was_destroyed(name);
}
bool Keys::knows(std::string_view name) const {
    return file_->knows(name);
}
Result<void> Keys::ensure(std::span<const std::string> names) {
    return file_->ensure(names);
}
Result<void> Keys::destroy(std::string_view name) {
    return file_->destroy(name);
}
std::size_t Keys::count() const {
    return file_->count();
}

Result<Secret> Keys::person_key(const PersonId& person) {
    if (auto made = ensure(std::span{&person.value, 1}); !made) return fail(made.error());
    auto key = find(person.value);
    if (!key) return fail(key.error());
    if (!*key) return fail(changelog_messages::KEY_UNKNOWN, {}, {{"name", person.value}});
    return std::move(**key);
}

Result<Heads> Keys::heads() const {
    const auto path = heads_path(directory_);
    const Arguments arguments{{"path", path.string()}};
    if (is_missing(path)) return fail(changelog_messages::HEADS_MISSING, {}, arguments);
    const auto content = read_file(path);
    if (!content) return fail(content.error());
    const std::size_t end = content->rfind(mac_word);
    const std::string text = content->substr(0, end);
    if (end == std::string::npos || content->substr(end) != std::string{mac_word} + hex(mac("heads", text)) + "\n")
        return fail(changelog_messages::HEADS_FOREIGN, {}, arguments);
    auto heads = read_heads(text);
    if (!heads) return fail(changelog_messages::HEADS_FOREIGN, {}, arguments);
    return std::move(*heads);
}

Result<Heads> Keys::note(const SeenChains& chains) {
    auto seen = file_->seen();
    if (!seen) return fail(seen.error());
    Heads heads{std::move(*seen), chains};
    if (auto written = write_heads(directory_, installation_, heads); !written) return fail(written.error());
    return heads;
}

Result<void> Keys::check(const SeenKeys& seen) const {
    const auto now = file_->seen(seen.slots);
    if (!now) return fail(now.error());
    if (*now == seen) return {};
    return fail(changelog_messages::KEYS_EXCHANGED, {},
                {{"path", persons_path(directory_).string()},
                 {"seen", std::to_string(seen.slots)},
                 {"slots", std::to_string(now->slots)}});
}

std::string Keys::fingerprint() const {
    return hex(mac("fingerprint", ""));
}

Sha256 Keys::mac(std::string_view purpose, std::string_view bytes) const {
    return hmac_sha256(installation_, joined_for_digest({purpose, bytes}));
}

Secret Keys::derived(std::string_view purpose) const {
    const Sha256 key = mac("key", purpose);
    return Secret{std::string{key.begin(), key.end()}};
}

std::string Keys::line_mac(const Sha256& digest) const {
    return hex(line_macs_.of({reinterpret_cast<const char*>(digest.data()), digest.size()}));
}

std::string Keys::subject_hash(const Dn& dn) const {
    return hex(mac("subject", dn.key()));
}

}  // namespace samkat::changelog
