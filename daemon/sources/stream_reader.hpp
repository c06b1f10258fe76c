// StreamReader: holds a connector's stream to the protocol and hands out what it says. Knows nothing of processes. One
// thread.
#pragma once

#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "connectors/protocol/stream.hpp"
#include "daemon/base/digest.hpp"
#include "daemon/sources/record_parser.hpp"
#include "daemon/sources/sources.hpp"

namespace samkat::sources {

// How much of a stream is taken before it is too much.
struct StreamLimits {
    std::uint64_t records = 0;
    std::uint64_t kept_bytes = 0;  // everything that is said, and what it takes to remember each record
};

class StreamReader {
  public:
    StreamReader(std::string source, std::string connector, StreamLimits limits, Sink& sink);

    // Where the next bytes of the stream go; at least 64 KiB.
    std::span<char> space();
    // `count` bytes were put there. An error is final: the stream is not to be trusted.
    Result<void> take(std::size_t count);
    // The stream has ended and the connector with success.
    Result<Delivery> finish();
    // The error finding that was the stream's last message: why the connector gave up. A finding is held back until
    // another message follows, so this one has not been given to the sink.
    std::optional<Finding> reason_given() const;
    // Gives the sink the finding held back, if any.
    void release_finding();

  private:
    Result<void> line(std::string_view line);
    Result<void> count(std::string_view line);
    Result<void> record(std::string_view line);
    Result<void> message(std::string_view line);
    Result<void> on(const protocol::Hello& hello);
    Result<void> on(protocol::SetMessage& set);
    Result<void> on(protocol::FindingMessage& finding);
    Result<void> on(protocol::EndMessage& end);
    tl::unexpected<Error> broken(const Message& message, Arguments arguments = {}) const;

    std::string source_, connector_;
    StreamLimits limits_;
    std::uint64_t kept_bytes_ = 0;
    Sink& sink_;
    std::vector<char> buffer_;
    std::size_t begin_ = 0, end_ = 0;  // what is in the buffer and not taken
    std::size_t searched_ = 0;         // no newline before this

    RecordParser parser_;
    ParsedRecord parsed_;
    Sha256Stream digest_;
    std::deque<RecordSet> sets_;
    std::vector<const RecordSet*> by_number_;
    std::uint64_t line_ = 0;  // number of the line in work, from 1
    std::size_t findings_ = 0;
    bool greeted_ = false;
    std::optional<protocol::EndMessage> end_message_;
    std::optional<Finding> held_back_;
    Delivery delivery_;
};

}  // namespace samkat::sources
