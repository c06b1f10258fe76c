// Watcher: tells which watched files have changed. inotify(7) on their directories, so that a file that is renamed into
// place counts too; and a look at every file now and then, for file systems that tell inotify nothing. One thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "daemon/base/file.hpp"
#include "daemon/base/result.hpp"

namespace samkat::service {

class Watcher {
  public:
    // `owner` is the caller's name for whoever waits for `file`.
    struct Watched {
        std::filesystem::path file;
        std::size_t owner = 0;
    };

    // A directory that cannot be watched is a finding; its files are still looked at.
    static Result<Watcher> open(std::vector<Watched> files, Findings& findings);

    // Readable when something happened.
    int descriptor() const { return inotify_.get(); }
    // Owners of files that changed, by what inotify says. Does not wait.
    std::set<std::size_t> changed();
    // Owners of files that changed since they were looked at last, by what the files say.
    std::set<std::size_t> look();

  private:
    // Inode, size, and time of the last change of content in nanoseconds; zeros for a file that is not there.
    using Signature = std::tuple<std::uint64_t, std::uint64_t, std::int64_t>;
    struct File {
        Watched watched;
        Signature signature;
    };

    Watcher(Fd inotify, std::vector<File> files) : inotify_(std::move(inotify)), files_(std::move(files)) {}
    static Signature signature_of(const std::filesystem::path& file);
    void watch_directories(Findings* findings);
    void take_event(int descriptor, std::uint32_t mask, const std::string& name, std::set<std::size_t>& owners);

    Fd inotify_;
    std::vector<File> files_;
    std::map<int, std::filesystem::path> directories_;  // by watch descriptor
};

}  // namespace samkat::service
