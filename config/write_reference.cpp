// samkat-config-reference ROOT: writes the reference texts into the source tree.
#include <cstdio>
#include <filesystem>

#include "config/reference.hpp"
#include "daemon/base/file.hpp"

int main(int count, char** arguments) {
    if (count != 2) {
        std::fputs("usage: samkat-config-reference ROOT\n", stderr);
        return 64;
    }
    const std::filesystem::path root{arguments[1]};
    for (const auto& [path, text] :
         {std::pair{root / "config/reference.toml", samkat::config::reference_toml()},
          std::pair{root / "docs/reference/mapping-functions.md", samkat::config::reference_mapping()}}) {
        std::filesystem::create_directories(path.parent_path());
        const auto written = samkat::write_file(path, text);
        if (written) continue;
        std::fputs((samkat::format(written.error(), samkat::Language::en) + "\n").c_str(), stderr);
        return 1;
    }
    return 0;
}
