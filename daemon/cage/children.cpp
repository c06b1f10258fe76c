#include "daemon/cage/children.hpp"

#include <array>
#include <charconv>
#include <string>

#include <fcntl.h>
#include <unistd.h>

#include "daemon/base/file.hpp"

namespace samkat::cage {

std::optional<std::vector<pid_t>> children() {
    const std::string path = "/proc/self/task/" + std::to_string(::getpid()) + "/children";
    const Fd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file) return std::nullopt;
    std::string text;
    std::array<char, 4096> buffer;
    for (ssize_t got = 0; (got = ::read(file.get(), buffer.data(), buffer.size())) > 0;)
        text.append(buffer.data(), static_cast<std::size_t>(got));
    std::vector<pid_t> found;
    for (const char* at = text.data(); at < text.data() + text.size();) {
        pid_t each = 0;
        const auto [end, error] = std::from_chars(at, text.data() + text.size(), each);
        if (error == std::errc{}) found.push_back(each);
        at = end + 1;
    }
    return found;
}

}  // namespace samkat::cage
