// Decoder: the bytes of an export as UTF-8, in pieces. Refuses what cannot be text in the encoding it was told. One
// thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/base/result.hpp"
#include "daemon/base/text.hpp"

namespace samkat::csv {

class Decoder {
  public:
    // `place` is what findings call the file.
    Decoder(text::Encoding encoding, std::string place) : encoding_(encoding), place_(std::move(place)) {}

    // The text of the next bytes, without a byte order mark; characters cut in two wait for their rest. Valid until the
    // next call. Fails on a NUL byte, UTF-16, malformed UTF-8 and bytes that Windows-1252 does not define.
    Result<std::string_view> decode(std::string_view bytes);
    // No more bytes come. Fails if a character was cut in two.
    Result<void> finish();

  private:
    Result<std::string_view> from_utf8(std::string_view bytes);
    Result<std::string_view> from_one_byte(std::string_view bytes);
    tl::unexpected<Error> bad(const Message& message, std::string_view before, const Arguments& arguments = {});

    text::Encoding encoding_;
    std::string place_;
    bool started_ = false;
    std::uint64_t newlines_ = 0;  // in what was decoded before
    std::string waiting_;         // the start of a character, or of a byte order mark
    std::string text_;
};

}  // namespace samkat::csv
