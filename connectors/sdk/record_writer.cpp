#include "connectors/sdk/record_writer.hpp"

#include <cerrno>
#include <charconv>

#include <unistd.h>

#include "connectors/protocol/limits.hpp"
#include "connectors/sdk/messages.hpp"
#include "daemon/base/json_writer.hpp"

namespace samkat::sdk {

namespace {

constexpr std::size_t piece = 64 * 1024;

void append_number(std::string& out, std::uint32_t number) {
    char digits[10];
    const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
    out.append(digits, end);
}

}  // namespace

RecordWriter::RecordWriter(int descriptor) : descriptor_(descriptor) {
    buffer_.reserve(2 * piece);
}

void RecordWriter::hello(std::string_view connector, bool sealed) {
    protocol::append(buffer_, protocol::Hello{std::string{connector}, sealed});
    digested_ = buffer_.size();
}

std::uint32_t RecordWriter::set(std::string_view kind, std::string_view place, const std::vector<std::string>& fields) {
    digest_pending();
    protocol::append(buffer_, protocol::SetMessage{sets_, std::string{kind}, std::string{place}, fields});
    digested_ = buffer_.size();
    flush_if_large();
    return sets_++;
}

void RecordWriter::begin(std::uint32_t set, std::uint32_t line) {
    record_start_ = buffer_.size();
    buffer_ += '[';
    append_number(buffer_, set);
    buffer_ += ',';
    append_number(buffer_, line);
}

void RecordWriter::value(std::string_view text) {
    buffer_ += ',';
    append_json_string(buffer_, text);
}

void RecordWriter::none() {
    buffer_ += ",null";
}

void RecordWriter::values(std::span<const std::string_view> texts) {
    buffer_ += ",[";
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (i > 0) buffer_ += ',';
        append_json_string(buffer_, texts[i]);
    }
    buffer_ += ']';
}

bool RecordWriter::end() {
    buffer_ += "]\n";
    if (buffer_.size() - record_start_ > protocol::max_line) {
        buffer_.resize(record_start_);
        return false;
    }
    ++records_;
    flush_if_large();
    return true;
}

void RecordWriter::send(const protocol::FindingMessage& message) {
    digest_pending();
    protocol::append(buffer_, message);
    digested_ = buffer_.size();
    flush_if_large();
}

void RecordWriter::finding(const protocol::FindingMessage& message) {
    // The host takes a bounded number: two are kept for "and so many more" and for giving up.
    if (findings_ + 2 < protocol::max_findings) {
        ++findings_;
        return send(message);
    }
    ++left_out_;
    left_out_cost_row_ = left_out_cost_row_ || message.key_unreadable || message.lost_key;
}

bool RecordWriter::lost_row(Finding finding, std::string_view key) {
    static constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD
    protocol::FindingMessage message{std::move(finding)};
    message.key_unreadable =
        key.empty() || key.size() > protocol::max_name || key.find(replacement) != std::string_view::npos;
    if (!message.key_unreadable) message.lost_key = std::string{key};
    this->finding(message);
    return !message.key_unreadable;
}

void RecordWriter::summarise_left_out() {
    if (left_out_ == 0) return;
    const Arguments arguments = {{"count", std::to_string(left_out_)}};
    send({samkat::finding(sdk_messages::FINDINGS_LEFT_OUT, {}, arguments), left_out_cost_row_});
    left_out_ = 0;
}

void RecordWriter::give_up(const Finding& reason) {
    summarise_left_out();
    send({reason});
    flush();
}

void RecordWriter::finish(std::optional<TimePoint> age) {
    summarise_left_out();
    digest_pending();
    protocol::append(buffer_, protocol::EndMessage{records_, hex(digest_.finish()), age, false});
    digested_ = buffer_.size();
    flush();
}

void RecordWriter::digest_pending() {
    digest_.update(std::string_view{buffer_}.substr(digested_));
    digested_ = buffer_.size();
}

void RecordWriter::flush_if_large() {
    if (buffer_.size() >= piece) flush();
}

void RecordWriter::flush() {
    digest_pending();
    std::string_view rest = buffer_;
    while (!rest.empty() && ok()) {
        const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0)
            error_ = errno;
        else
            rest.remove_prefix(static_cast<std::size_t>(written));
    }
    buffer_.clear();
    digested_ = 0;
}

}  // namespace samkat::sdk
