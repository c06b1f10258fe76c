#include "daemon/sources/stream_reader.hpp"

#include <cstring>

#include "connectors/protocol/limits.hpp"
#include "daemon/base/quote.hpp"
#include "daemon/base/text.hpp"
#include "daemon/sources/messages.hpp"

namespace samkat::sources {

namespace messages = sources_messages;

namespace {

constexpr std::size_t room = 256 * 1024;
// What a Person's draft takes at least, its names and places apart.
constexpr std::uint64_t bytes_of_a_record = 512;

}  // namespace

StreamReader::StreamReader(std::string source, std::string connector, StreamLimits limits, Sink& sink)
    : source_(std::move(source)),
      connector_(std::move(connector)),
      limits_(limits),
      sink_(sink),
      buffer_(protocol::max_line + 2 * room + RecordParser::padding),
      by_number_(protocol::max_sets) {}

tl::unexpected<Error> StreamReader::broken(const Message& message, Arguments arguments) const {
    arguments.emplace_back("connector", connector_);
    arguments.emplace_back("line", std::to_string(line_));
    arguments.emplace_back("records", std::to_string(delivery_.records));
    return fail(message, {source_}, arguments);
}

std::span<char> StreamReader::space() {
    const std::size_t usable = buffer_.size() - RecordParser::padding;
    if (usable - end_ < room) {
        std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
        searched_ -= begin_;
        end_ -= begin_;
        begin_ = 0;
    }
    return {buffer_.data() + end_, usable - end_};
}

Result<void> StreamReader::take(std::size_t count) {
    end_ += count;
    const char* data = buffer_.data();
    while (const void* newline = std::memchr(data + searched_, '\n', end_ - searched_)) {
        const auto stop = static_cast<std::size_t>(static_cast<const char*>(newline) - data);
        const std::string_view whole{data + begin_, stop + 1 - begin_};
        begin_ = searched_ = stop + 1;
        ++line_;
        if (auto taken = line(whole); !taken) return taken;
    }
    searched_ = end_;
    if (end_ - begin_ < protocol::max_line) return {};
    ++line_;
    return broken(messages::LINE_TOO_LONG);
}

// `whole` has its newline.
Result<void> StreamReader::line(std::string_view whole) {
    if (whole.size() > protocol::max_line) return broken(messages::LINE_TOO_LONG);
    if (end_message_) return broken(messages::AFTER_END);
    if (auto counted = count(whole); !counted) return counted;
    if (!whole.starts_with('[')) return message(whole);
    if (!greeted_) return broken(messages::NO_HELLO);
    digest_.update(whole);
    return record(whole);
}

// Before anything of the line is kept.
Result<void> StreamReader::count(std::string_view whole) {
    const bool is_record = whole.starts_with('[');
    kept_bytes_ += whole.size() + (is_record ? bytes_of_a_record : 0);
    if (is_record && delivery_.records >= limits_.records)
        return broken(messages::RECORD_LIMIT, {{"limit", std::to_string(limits_.records)}});
    if (kept_bytes_ > limits_.kept_bytes)
        return broken(messages::KEPT_LIMIT, {{"limit", std::to_string(limits_.kept_bytes >> 20)}});
    return {};
}

Result<void> StreamReader::record(std::string_view whole) {
    switch (parser_.parse(whole, parsed_)) {
        case RecordParser::Fault::none:
            break;
        case RecordParser::Fault::not_utf8:
            return broken(messages::NOT_UTF8);
        case RecordParser::Fault::not_a_record:
            return broken(messages::NOT_A_MESSAGE,
                          {{"what", "a record is [set, line, values…], each value text, null or a list of texts"}});
    }
    const RecordSet* set = parsed_.set < by_number_.size() ? by_number_[parsed_.set] : nullptr;
    if (set == nullptr) return broken(messages::UNKNOWN_SET);
    if (parsed_.ends.size() != set->fields.size()) {
        return broken(messages::FIELD_COUNT,
                      {{"found", std::to_string(parsed_.ends.size())}, {"wanted", std::to_string(set->fields.size())}});
    }
    if (held_back_) release_finding();
    ++delivery_.records;
    sink_.record({set, parsed_.line, parsed_.values, parsed_.ends});
    return {};
}

Result<void> StreamReader::message(std::string_view whole) {
    if (!text::is_utf8(whole)) return broken(messages::NOT_UTF8);
    const auto json = Json::parse(whole);
    if (!greeted_ && (!json || !json->has("samkat"))) return broken(messages::NO_HELLO);
    if (!json) return broken(messages::NOT_A_MESSAGE, {{"what", quoted_for_people(json.error().text.en, 400)}});
    auto read = protocol::read_message(*json);
    if (!read) return broken(messages::NOT_A_MESSAGE, {{"what", read.error().text.en}});
    release_finding();
    return std::visit([this](auto& each) { return on(each); }, *read);
}

Result<void> StreamReader::on(const protocol::Hello& hello) {
    if (greeted_) return broken(messages::NOT_A_MESSAGE, {{"what", "a second hello"}});
    greeted_ = true;
    delivery_.sealed = hello.sealed;
    return {};
}

Result<void> StreamReader::on(protocol::SetMessage& set) {
    if (set.set >= by_number_.size()) {
        return broken(messages::TOO_MANY, {{"what", "set"}, {"limit", std::to_string(protocol::max_sets)}});
    }
    if (by_number_[set.set] != nullptr) return broken(messages::SET_AGAIN);
    sets_.push_back({source_, std::move(set.kind), std::move(set.place), std::move(set.fields)});
    by_number_[set.set] = &sets_.back();
    return sink_.set(sets_.back());
}

Result<void> StreamReader::on(protocol::FindingMessage& message) {
    if (++findings_ > protocol::max_findings) {
        return broken(messages::TOO_MANY, {{"what", "finding"}, {"limit", std::to_string(protocol::max_findings)}});
    }
    delivery_.keys_unreadable = delivery_.keys_unreadable || message.key_unreadable;
    if (message.lost_key) delivery_.lost_keys.push_back(std::move(*message.lost_key));
    if (message.finding.where.place.empty()) message.finding.where.place = source_;
    held_back_ = std::move(message.finding);
    return {};
}

Result<void> StreamReader::on(protocol::EndMessage& end) {
    end_message_ = std::move(end);
    return {};
}

std::optional<Finding> StreamReader::reason_given() const {
    if (held_back_ && held_back_->severity == Severity::error) return held_back_;
    return std::nullopt;
}

void StreamReader::release_finding() {
    if (held_back_) sink_.finding(*held_back_);
    held_back_.reset();
}

Result<Delivery> StreamReader::finish() {
    if (!greeted_) return broken(messages::NO_HELLO);
    if (!end_message_) return broken(messages::NO_END);
    if (end_ > begin_) return broken(messages::AFTER_END);
    if (end_message_->failed) return broken(messages::SAID_FAILED);
    if (end_message_->records != delivery_.records) {
        return broken(messages::WRONG_COUNT, {{"said", std::to_string(end_message_->records)}});
    }
    delivery_.digest = hex(digest_.finish());
    if (end_message_->digest != delivery_.digest) return broken(messages::WRONG_DIGEST);
    delivery_.age = end_message_->age;
    return std::move(delivery_);
}

}  // namespace samkat::sources
