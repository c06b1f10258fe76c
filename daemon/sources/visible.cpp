#include "daemon/sources/visible.hpp"

#include <algorithm>

#include "daemon/cage/landlock.hpp"
#include "daemon/sources/messages.hpp"

namespace samkat::sources {

namespace {

std::filesystem::path true_path(const std::filesystem::path& path) {
    std::error_code error;
    const std::filesystem::path found = std::filesystem::weakly_canonical(path, error);
    return error ? path.lexically_normal() : found;
}

bool is_in(const std::filesystem::path& path, const std::filesystem::path& folder) {
    return std::ranges::mismatch(path, folder).in2 == folder.end();
}

}  // namespace

Result<void> check_hidden(const std::filesystem::path& program, const Cage& cage) {
    std::vector<std::filesystem::path> seen{program};
    seen.insert(seen.end(), cage.readable.begin(), cage.readable.end());
    for (const std::string& folder : cage::system_folders()) seen.emplace_back(folder);
    std::vector<std::filesystem::path> hidden;
    for (const auto& each : cage.hidden) {
        if (!each.empty()) hidden.push_back(true_path(each));
    }
    for (const auto& each : seen) {
        if (each.empty()) continue;
        const std::filesystem::path folder = true_path(each);
        const auto found = std::ranges::find_if(hidden, [&](const auto& path) { return is_in(path, folder); });
        if (found != hidden.end()) {
            return fail(sources_messages::WOULD_SEE, {},
                        {{"path", each.string()}, {"hidden", found->string()}, {"program", program.string()}});
        }
    }
    return {};
}

}  // namespace samkat::sources
