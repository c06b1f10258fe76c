// Whether change log, store and key directory are whole: what each says of the others. Reads, writes nothing. One
// thread at a time.
//
// The key directory's heads and the store's cursors are written after the log is on disk, the heads last of all, and
// after a run's lines at the latest. So the log may be ahead of both by the lines of one run, the store ahead of the
// heads, and nothing else can come of a crash.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "daemon/base/finding.hpp"
#include "daemon/changelog/log.hpp"
#include "daemon/run/loss.hpp"
#include "daemon/store/store.hpp"

namespace samkat::run {

using Cursors = std::map<std::string, store::Cursor, std::less<>>;

struct Disagreements {
    std::vector<Finding> of_log;    // lines are missing, or are others than they were: Loss
    std::vector<Loss> losses;       // which; in chains that can be read
    std::vector<Finding> of_store;  // a rebuild of the store mends it
    std::vector<Finding> of_heads;  // the key directory is an older copy: a rebuild of the store notes it anew

    bool none() const { return of_log.empty() && of_store.empty() && of_heads.empty(); }
    // The one to tell first; not to be asked when there are none.
    const Finding& first() const;
};

// What the ends of the chains say.
Disagreements compare_heads(const changelog::LogReader& reader, const std::filesystem::path& log_directory,
                            const changelog::SeenChains& seen, const Cursors& cursors, bool has_store);

// Reads whole every chain whose file has been written to since it was seen, and answers with all of them as they are
// now. An error where one does not hold together.
Result<changelog::SeenChains> read_changed_chains(const changelog::LogReader& reader,
                                                  const std::filesystem::path& log_directory,
                                                  const changelog::SeenChains& seen);

// An error if persons.keys is not the file it was, or lacks a key of somebody the store knows.
Result<void> check_keys(const changelog::Keys& keys, const changelog::SeenKeys& seen, const store::Store& store);

// An error if the change log says that it was written with another installation key.
Result<void> check_fingerprint(const changelog::Keys& keys, const std::filesystem::path& log_directory);

// Losses that somebody has accepted, in order, as the system's chain has them.
struct NotedLoss {
    std::string time;
    std::string actor;
    AcceptedLoss accepted;
};
Result<std::vector<NotedLoss>> accepted_losses(const changelog::LogReader& reader);

}  // namespace samkat::run
