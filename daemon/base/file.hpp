// Files: the owner of a descriptor and the few whole-file operations samkat needs. errno is translated here only.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "daemon/base/result.hpp"
#include "daemon/base/secret.hpp"

namespace samkat {

// Owns a file descriptor; closes it. -1 is none.
class Fd {
  public:
    Fd() = default;
    explicit Fd(int descriptor) : descriptor_(descriptor) {}
    Fd(Fd&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    Fd& operator=(Fd&& other) noexcept {
        if (this != &other) {
            close();
            descriptor_ = std::exchange(other.descriptor_, -1);
        }
        return *this;
    }
    ~Fd() { close(); }

    int get() const { return descriptor_; }
    explicit operator bool() const { return descriptor_ >= 0; }
    int release() { return std::exchange(descriptor_, -1); }
    void close() noexcept;

  private:
    int descriptor_ = -1;
};

// What an errno value is called, for {reason} placeholders.
std::string reason_of(int error_number);

// The whole file, if it has at most `limit` bytes.
Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit = 64u << 20);
// A secret: a regular file of this process's user that nobody else can read, or one of root's that root lets the
// process's group read (systemd's credentials are such); one trailing newline is dropped.
Result<Secret> read_secret(const std::filesystem::path& path);
// Writes a new file beside `path`, flushes it to disk and renames it over: readers see the old or the new, whole.
Result<void> write_file(const std::filesystem::path& path, std::string_view content, unsigned mode = 0644);
// write(2) until all is written.
Result<void> write_all(int descriptor, std::string_view content, const std::string& name);
// fsync of the directory that holds `path`, so that a rename or creation in it is on disk.
Result<void> sync_directory_of(const std::filesystem::path& path);

}  // namespace samkat
