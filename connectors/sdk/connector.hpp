// What a connector written in C++ is: an object that says which settings it takes and reads a register once.
#pragma once

#include <optional>

#include "connectors/protocol/description.hpp"
#include "connectors/protocol/request.hpp"
#include "connectors/sdk/record_writer.hpp"

namespace samkat::sdk {

class Connector {
  public:
    virtual ~Connector() = default;

    virtual protocol::Description description() const = 0;
    // Reads the register once and sends its sets, records and findings. `request.settings` follow the description. The
    // answer is when the oldest file of the export was written, where that is known; an error makes the source's run
    // fail and must stand for the whole reading, not for a row.
    virtual Result<std::optional<TimePoint>> read(const protocol::Request& request, RecordWriter& writer) = 0;
};

// The whole of a connector's main(): `describe` prints the description, `read` takes the request from standard input
// and sends everything to standard output. Answers the exit status: 0, 1 if the reading failed, 64 if it was called
// wrongly.
int run_connector(int argc, const char* const* argv, Connector& connector);

}  // namespace samkat::sdk
