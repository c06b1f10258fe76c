// zlib streams (RFC 1950) for many small texts. One thread at a time.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "daemon/base/result.hpp"

struct z_stream_s;

namespace samkat::changelog {

class Deflater {
  public:
    Deflater();
    std::string compress(std::string_view text);

  private:
    struct Free {
        void operator()(z_stream_s* stream) const;
    };
    std::unique_ptr<z_stream_s, Free> stream_;
};

class Inflater {
  public:
    Inflater();
    // An error if `bytes` is not one whole zlib stream, or holds more than `limit` bytes.
    Result<std::string> expand(std::string_view bytes, std::size_t limit);

  private:
    struct Free {
        void operator()(z_stream_s* stream) const;
    };
    std::unique_ptr<z_stream_s, Free> stream_;
};

}  // namespace samkat::changelog
