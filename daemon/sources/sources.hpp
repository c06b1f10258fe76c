// Reading sources: starts a source's connector in its cage and hands out what it delivers.
//
// A stream is whole or it is nothing. Sets, records and findings are handed to the Sink as they come, long before it is
// known whether the stream is whole; only if read() answers with a Delivery was it. Otherwise the caller throws away
// every set and record it was given and the source's people stay as they are: a crash, a hang, a lie or an export that
// cannot be read is a failed source, never "fewer pupils". Findings may be shown in either case.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "connectors/protocol/description.hpp"
#include "daemon/base/date.hpp"
#include "daemon/cage/layers.hpp"
#include "daemon/model/policy.hpp"
#include "daemon/model/record.hpp"
#include "daemon/sources/cage.hpp"

namespace samkat::sources {

// What a whole reading was.
struct Delivery {
    std::uint64_t records = 0;
    std::string digest;            // SHA-256, hex, of the record lines: the same delivery has the same digest
    std::optional<TimePoint> age;  // when the oldest file of the export was written
    // Some row was lost and its key could not be read: nobody of this source may be removed or disabled for being
    // absent.
    bool keys_unreadable = false;
    // Keys of rows that were lost, as the register wrote them. These people are in the register: they must not be taken
    // as absent. A caller that cannot tell whose they are treats this like keys_unreadable.
    std::vector<std::string> lost_keys;
    cage::Layers layers;  // of the cage it was read in, in force or not
    bool sealed = false;  // the connector says that it gave up what it had left before it read
};

// Where a reading goes. Called from the thread that called read(), never after it has returned.
class Sink {
  public:
    virtual ~Sink() = default;
    // Comes before the set's first record. `set` stays where it is until read() returns. An error breaks off the
    // reading and becomes its answer.
    virtual Result<void> set(const RecordSet& set) = 0;
    // The record and its values end with the call; record.set is one that was given to set().
    virtual void record(const Record& record) = 0;
    // What the connector finds wrong with the register's data.
    virtual void finding(const Finding& finding) = 0;
};

// The program of a connector: samkat-connector-NAME in `connector_dir`, or, if `connector` has a slash, that path,
// which must be absolute. Whether it exists is not asked.
Result<std::filesystem::path> program_of(const std::string& connector, const std::filesystem::path& connector_dir);

// Starts the program to ask what it is. Fails if it does not describe itself within `cage` and 10 seconds.
Result<protocol::Description> describe(const std::filesystem::path& program, const Cage& cage, std::stop_token stop);

// Builds a cage for nobody and tells which layers it has. Fails if it cannot be built at all; missing layers are no
// error here.
Result<cage::Layers> layers_of(Cage cage);

// Reads the source once. The policy's time_limit, max_records and max_kept, where it has them, count
// instead of the cage's. Its settings are such as
// protocol::check_settings() gives: absolute paths, secrets named by file; their secrets are read now. `stop` breaks
// off the reading; the program has ended and was reaped when read() returns, whatever it answers.
Result<Delivery> read(const SourcePolicy& policy, const std::filesystem::path& connector_dir, Date today,
                      const Cage& cage, std::stop_token stop, Sink& sink);

}  // namespace samkat::sources
