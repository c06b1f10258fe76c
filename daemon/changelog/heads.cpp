#include "daemon/changelog/heads.hpp"

#include <cerrno>
#include <charconv>
#include <vector>

#include <sys/stat.h>

#include "daemon/base/file.hpp"
#include "daemon/base/messages.hpp"
#include "daemon/base/text.hpp"

namespace samkat::changelog {

namespace {

constexpr std::string_view schema = "samkat/heads/1";
constexpr std::string_view system_name = "system";
constexpr std::int64_t second = 1'000'000'000;

template <class Number>
bool read_number(std::string_view text, Number& into) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
    return error == std::errc{} && end == text.data() + text.size();
}

bool read_keys(const std::vector<std::string>& words, SeenKeys& keys) {
    if (words.size() != 3 || words[0] != "keys" || !read_number(words[1], keys.slots)) return false;
    keys.digest = words[2];
    return true;
}

bool read_chain(const std::vector<std::string>& words, SeenChains& chains) {
    SeenChain chain;
    if (words.size() != 7 || words[0] != "chain" || !read_number(words[2], chain.head.seq) ||
        !read_number(words[4], chain.file.size) || !read_number(words[5], chain.file.inode) ||
        !read_number(words[6], chain.file.changed)) {
        return false;
    }
    chain.head.hash = words[3];
    return chains.emplace(words[1] == system_name ? std::string{} : words[1], std::move(chain)).second;
}

}  // namespace

Result<FileStamp> stamp_of(const std::filesystem::path& path) {
    struct stat status {};
    if (::lstat(path.c_str(), &status) == 0) {
        return FileStamp{static_cast<std::uint64_t>(status.st_size), status.st_ino,
                         status.st_ctim.tv_sec * second + status.st_ctim.tv_nsec};
    }
    if (errno == ENOENT) return FileStamp{};
    return fail(base_messages::FILE_OPEN, {}, {{"path", path.string()}, {"reason", reason_of(errno)}});
}

std::string heads_text(const Heads& heads) {
    std::string text{schema};
    text += "\nkeys " + std::to_string(heads.keys.slots) + " " + heads.keys.digest + "\n";
    for (const auto& [municipality, chain] : heads.chains) {
        text += "chain ";
        text += municipality.empty() ? system_name : std::string_view{municipality};
        text += " " + std::to_string(chain.head.seq) + " " + chain.head.hash + " " + std::to_string(chain.file.size) +
                " " + std::to_string(chain.file.inode) + " " + std::to_string(chain.file.changed) + "\n";
    }
    return text;
}

std::optional<Heads> read_heads(std::string_view text) {
    const std::vector<std::string> lines = text::split(text, "\n");
    Heads heads;
    if (lines.size() < 3 || !read_keys(text::split(lines[1], " "), heads.keys)) return std::nullopt;
    for (std::size_t i = 2; i + 1 < lines.size(); ++i) {
        if (!read_chain(text::split(lines[i], " "), heads.chains)) return std::nullopt;
    }
    return heads_text(heads) == text ? std::optional{std::move(heads)} : std::nullopt;
}

}  // namespace samkat::changelog
