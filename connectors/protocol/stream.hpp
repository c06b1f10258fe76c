// The messages a connector sends beside its records: one JSON object a line. docs/connector-protocol.md is the
// contract. Plain values and pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "daemon/base/date.hpp"
#include "daemon/base/finding.hpp"
#include "daemon/base/json.hpp"

namespace samkat::protocol {

struct Hello {
    std::string connector;
    bool sealed = false;  // the connector has given up every power that it does not need for reading
};

// Announces what the records of set `set` have in common.
struct SetMessage {
    std::uint32_t set = 0;
    std::string kind;
    std::string place;
    std::vector<std::string> fields;  // no two the same
};

// Something wrong in the register's data, and what it cost.
struct FindingMessage {
    Finding finding;
    bool key_unreadable = false;            // a row is missing and nobody knows whose
    std::optional<std::string> lost_key{};  // a row is missing, and this is the key of whose it was
};

struct EndMessage {
    std::uint64_t records = 0;
    std::string digest;              // SHA-256, hex, of every record line as sent, newlines included
    std::optional<TimePoint> age{};  // when the oldest of the export's files was written
    bool failed = false;             // the connector does not vouch for what it sent
};

using StreamMessage = std::variant<Hello, SetMessage, FindingMessage, EndMessage>;

// Append the message and its newline.
void append(std::string& out, const Hello& message);
void append(std::string& out, const SetMessage& message);
void append(std::string& out, const FindingMessage& message);
void append(std::string& out, const EndMessage& message);

// The message that one line holds. Members it does not know are passed over, so that the protocol can grow; a message
// without a known member, or beyond the limits, fails. Texts of findings are made printable and cut to their limits.
Result<StreamMessage> read_message(const Json& line);

}  // namespace samkat::protocol
