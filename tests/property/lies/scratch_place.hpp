// An empty directory of its own, removed with all that is in it. In memory where there is room: the log and the store
// are flushed to disk after every step, and nothing here is to outlive the program.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

#include <stdlib.h>

namespace samkat::lies {

class ScratchPlace {
  public:
    ScratchPlace() {
        std::string name = (parent() / "samkat-lies.XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error{"no temporary directory"};
        path_ = name;
    }
    ScratchPlace(const ScratchPlace&) = delete;
    ScratchPlace& operator=(const ScratchPlace&) = delete;
    ~ScratchPlace() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    const std::filesystem::path& path() const { return path_; }

  private:
    static std::filesystem::path parent() {
        std::error_code failed;
        const std::filesystem::path memory{"/dev/shm"};
        const auto space = std::filesystem::space(memory, failed);
        const bool fits = !failed && space.available > (std::uintmax_t{1} << 30);
        return fits ? memory : std::filesystem::temp_directory_path();
    }

    std::filesystem::path path_;
};

}  // namespace samkat::lies
