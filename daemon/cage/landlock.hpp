// Landlock (landlock(7)): which files a process and all it starts can open. Files that are open already stay open; the
// names of files can be asked for (stat(2)) all the same.
//
// The constants are our own: the headers of Debian 12 know ABI 2, and the kernel may know more.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "daemon/base/file.hpp"

namespace samkat::cage {

// The kernel's ABI, 0 if it has no Landlock.
int landlock_abi();

class Landlock {
  public:
    // `abi`: the newest to use. Nothing if there is none; errno says why.
    static std::optional<Landlock> make(int abi);

    // May be read, with all that is below it if it is a folder; with `run` it may be executed too. What is not there is
    // passed over. False: the kernel refuses; errno says why.
    bool allow(const std::string& path, bool run = false);
    // May be read and written; for /dev/null.
    bool allow_device(const std::string& path);
    // From here on, for this thread and what it starts. No new privileges must be set.
    bool enter() const;

    int abi() const { return abi_; }

  private:
    Landlock(Fd ruleset, int abi) : ruleset_(std::move(ruleset)), abi_(abi) {}
    bool add(const std::string& path, std::uint64_t on_folder, std::uint64_t on_file);

    Fd ruleset_;
    int abi_;
};

// What every program needs to start at all: the system's programs and libraries, and where the loader, time zones and
// interpreters look.
bool allow_system(Landlock& landlock);
// The folders of it, for whoever must know what can be seen.
std::vector<std::string> system_folders();

}  // namespace samkat::cage
