#include "connectors/csv/decoder.hpp"

#include <algorithm>

#include "connectors/csv/messages.hpp"

namespace samkat::csv {

namespace messages = csv_messages;

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view undefined_in_1252 = "\x81\x8D\x8F\x90\x9D";

std::uint64_t newlines_in(std::string_view bytes) {
    return static_cast<std::uint64_t>(std::ranges::count(bytes, '\n'));
}

// How many bytes at the end of `bytes` may be the start of a character that continues in the next piece.
std::size_t cut_character(std::string_view bytes) {
    for (std::size_t back = 1; back <= std::min<std::size_t>(3, bytes.size()); ++back) {
        const auto byte = static_cast<unsigned char>(bytes[bytes.size() - back]);
        if ((byte & 0xC0) == 0x80) continue;
        const std::size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
        return length > back ? back : 0;
    }
    return 0;
}

std::string hex_of(char byte) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto value = static_cast<unsigned char>(byte);
    return std::string{"0x"} + digits[value >> 4] + digits[value & 15];
}

}  // namespace

tl::unexpected<Error> Decoder::bad(const Message& message, std::string_view before, const Arguments& arguments) {
    return fail(message, {place_, static_cast<std::uint32_t>(newlines_ + newlines_in(before) + 1)}, arguments);
}

Result<std::string_view> Decoder::decode(std::string_view bytes) {
    if (!waiting_.empty()) {
        waiting_ += bytes;
        text_ = std::move(waiting_);
        waiting_.clear();
        bytes = text_;
    }
    if (!started_) {
        if (bytes.size() < byte_order_mark.size()) {
            waiting_ = std::string{bytes};
            return std::string_view{};
        }
        started_ = true;
        if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) return bad(messages::UTF16, "");
        if (bytes.starts_with(byte_order_mark)) {
            bytes.remove_prefix(byte_order_mark.size());
            // Whatever was configured: three bytes that no register's text begins with say what the file is.
            encoding_ = text::Encoding::utf8;
        }
    }
    if (const std::size_t nul = bytes.find('\0'); nul != std::string_view::npos)
        return bad(messages::NUL_BYTE, bytes.substr(0, nul));
    return encoding_ == text::Encoding::utf8 ? from_utf8(bytes) : from_one_byte(bytes);
}

Result<std::string_view> Decoder::from_utf8(std::string_view bytes) {
    const std::size_t cut = cut_character(bytes);
    const std::string_view whole = bytes.substr(0, bytes.size() - cut);
    const std::size_t at = text::first_bad_byte(whole);
    if (at != std::string_view::npos) return bad(messages::NOT_UTF8, whole.substr(0, at));
    waiting_ = std::string{bytes.substr(whole.size())};
    newlines_ += newlines_in(whole);
    return whole;
}

Result<std::string_view> Decoder::from_one_byte(std::string_view bytes) {
    const std::size_t at =
        encoding_ == text::Encoding::windows_1252 ? bytes.find_first_of(undefined_in_1252) : std::string_view::npos;
    if (at != std::string_view::npos)
        return bad(messages::NOT_1252, bytes.substr(0, at), {{"byte", hex_of(bytes[at])}});
    newlines_ += newlines_in(bytes);
    text_ = text::decode(bytes, encoding_);
    return std::string_view{text_};
}

Result<void> Decoder::finish() {
    if (waiting_.empty()) return {};
    if (started_) return bad(messages::NOT_UTF8, "");
    started_ = true;
    const std::string rest = std::exchange(waiting_, {});
    if (rest.starts_with("\xFF\xFE") || rest.starts_with("\xFE\xFF")) return bad(messages::UTF16, "");
    return fail(messages::EMPTY, {place_});
}

}  // namespace samkat::csv
