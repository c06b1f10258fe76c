// The change log (ändringslogg): one file a chain, one line an event, every line holding the hash of the line before.
// The format, and how to verify it without samkat, stand in docs/change-log-format.md.
//
// One process writes (the state directory's lock sees to that). Readers may read meanwhile: they pass over a last line
// that is not finished. A Log and a LogReader belong to one thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "daemon/base/clock.hpp"
#include "daemon/base/finding.hpp"
#include "daemon/base/result.hpp"
#include "daemon/changelog/chain_end.hpp"
#include "daemon/changelog/keys.hpp"
#include "daemon/changelog/log_file.hpp"
#include "daemon/model/event.hpp"

namespace samkat::changelog {

// An event that is to be written. The members mean what they mean in Event; the log gives it seq, time and hashes.
struct Draft {
    std::string run;
    std::uint64_t batch = 0;
    std::string actor;
    std::string kind;
    std::string municipality;  // the chain; empty: the system's
    std::string person;
    std::string subject;
    std::string change;
    std::string outcome;
    std::string sealed_by;  // `person`, key_name of `municipality`, or the system's; empty: no content
    std::string content;    // JSON text, of content_of(…); empty if and only if sealed_by is
};

struct Verified {
    std::uint64_t lines = 0;
    std::string last_hash{no_line_hash};
    std::uint64_t opened = 0;      // sealed parts that were opened with their key
    std::uint64_t unopened = 0;    // sealed parts whose key was destroyed: their lines are chained, and no more
    std::uint64_t unfinished = 0;  // bytes after the last line: a crash, or an append that is going on
};

// The file of a chain within the log directory: "1495.jsonl", "system.jsonl".
std::string chain_file_name(std::string_view municipality);

// Reads chains. What it returns has been checked: form, seq, hashes and macs of every line it passed. A last line that
// lacks only its newline is a line.
class LogReader {
  public:
    // `keys` may be null: then no content is opened and no mac is checked. It must outlive the reader.
    LogReader(std::filesystem::path directory, const Keys* keys);

    // Municipality codes of the chains that are there, sorted; the system's chain is "". A directory that is not there
    // has none.
    Result<std::vector<std::string>> chains() const;
    // The end of a chain, read from its tail. A chain that is not there has the default Head.
    Result<Head> head(std::string_view municipality) const;
    // Calls `each` with every event from `from_seq` on, in order, until it answers false or fails; its error is
    // returned. Holds one event in memory. Finds `from_seq` without reading what comes before it. A chain that is not
    // there, or ends before from_seq, has none. Content is null where its key was destroyed; a key that is lost, and
    // content that its key does not open, are errors.
    using Each = std::function<Result<bool>(const Event& event)>;
    Result<void> read(std::string_view municipality, std::uint64_t from_seq, const Each& each) const;
    // Reads the whole chain and says what was found, or where the first break is (place: file, line). Nobody can tell
    // from the chain alone that its end is missing: compare with a Head noted elsewhere (the store's cursor).
    Result<Verified> verify(std::string_view municipality) const;

  private:
    std::filesystem::path directory_;
    const Keys* keys_;
};

// Writes chains.
class Log {
  public:
    // Makes the directory (0750) if it is not there, and looks at the end of each chain. A last line that was not
    // written to its end (a crash) is cut off, one that lacks its newline gets it, and `findings` says so; anything
    // else that is broken there is an error. Whether what is cut off had been acknowledged is for the caller to know
    // beforehand. `keys` and `clock` must outlive the log.
    static Result<Log> open(std::filesystem::path directory, Keys& keys, const Clock& clock, Findings& findings,
                            OpenLogFile open_file = open_posix_log_file);
    Log(Log&&) noexcept;
    Log& operator=(Log&&) noexcept;
    ~Log();

    // Writes one line for each draft, in order, with one write a chain. Returns the events as a reader will see them.
    // They are on disk only after sync(). Keys that are missing are made first. On an error nothing of it stays in the
    // chains; where even that could not be had, this Log writes nothing more (reopen it).
    Result<std::vector<Event>> append(std::span<const Draft> drafts);
    // Flushes every chain appended to since the last sync. An error means that nobody knows what is on disk: this Log
    // then writes nothing more.
    Result<void> sync();
    // The end of a chain as appended; seq 0 if there is none.
    Head head(std::string_view municipality) const;
    LogReader reader() const;

  private:
    struct State;
    explicit Log(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace samkat::changelog
