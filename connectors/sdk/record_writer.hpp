// RecordWriter: sends a connector's side of the protocol, straight into a buffer that goes out in pieces of 64 KiB.
// One thread. Once the host has gone ok() is false and nothing more is sent.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/protocol/stream.hpp"
#include "daemon/base/digest.hpp"

namespace samkat::sdk {

class RecordWriter {
  public:
    // Writes to `descriptor`, which stays the caller's.
    explicit RecordWriter(int descriptor);

    void hello(std::string_view connector, bool sealed = false);
    // Announces a set; the answer is its number. `fields` are no two the same.
    std::uint32_t set(std::string_view kind, std::string_view place, const std::vector<std::string>& fields);

    // One record: begin, then for every field of the set, in order, one of value, none and values; then end. Values
    // must be UTF-8. end() answers false, and the record is not sent, if it is longer than a line may be.
    void begin(std::uint32_t set, std::uint32_t line);
    void value(std::string_view text);
    void none();
    void values(std::span<const std::string_view> texts);
    bool end();

    // Beyond the protocol's limit findings are counted only, and finish() sends the count; if one of those cost a row,
    // it says so too.
    void finding(const protocol::FindingMessage& message);
    // Something wrong that costs a row: of the person with this key, or, where the key is empty, has a destroyed
    // character or is too long to be sent, of nobody knows whom. Answers whether the key could be told.
    bool lost_row(Finding finding, std::string_view key);
    // Something wrong that costs no row.
    void finding(Finding finding) { this->finding(protocol::FindingMessage{std::move(finding)}); }

    // Sends `reason` and everything before it; the program must end with a non-zero status then.
    void give_up(const Finding& reason);
    // The last message; sends everything.
    void finish(std::optional<TimePoint> age);
    // Sends what is waiting.
    void flush();

    std::uint64_t records() const { return records_; }
    bool ok() const { return error_ == 0; }
    int error() const { return error_; }  // errno of the first write that failed

  private:
    void send(const protocol::FindingMessage& message);
    void summarise_left_out();
    void digest_pending();
    void flush_if_large();

    int descriptor_;
    int error_ = 0;
    std::string buffer_;
    std::size_t record_start_ = 0;
    std::size_t digested_ = 0;  // record lines before this are in the digest
    std::uint64_t records_ = 0;
    std::uint32_t sets_ = 0;
    std::size_t findings_ = 0;
    std::size_t left_out_ = 0;
    bool left_out_cost_row_ = false;
    Sha256Stream digest_;
};

}  // namespace samkat::sdk
