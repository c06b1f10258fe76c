#include "daemon/changelog/compress.hpp"

#define ZLIB_CONST
#include <algorithm>
#include <stdexcept>

#include <zlib.h>

#include "daemon/base/messages.hpp"

namespace samkat::changelog {

namespace {

const Bytef* bytes_of(std::string_view text) {
    return reinterpret_cast<const Bytef*>(text.data());
}
Bytef* bytes_of(std::string& text) {
    return reinterpret_cast<Bytef*>(text.data());
}

tl::unexpected<Error> broken() {
    return fail(base_messages::SEAL_BROKEN);
}

}  // namespace

void Deflater::Free::operator()(z_stream_s* stream) const {
    deflateEnd(stream);
    delete stream;
}

Deflater::Deflater() : stream_(new z_stream_s{}) {
    if (deflateInit(stream_.get(), Z_DEFAULT_COMPRESSION) != Z_OK) throw std::runtime_error("zlib cannot compress");
}

std::string Deflater::compress(std::string_view text) {
    deflateReset(stream_.get());
    std::string out(deflateBound(stream_.get(), text.size()), '\0');
    stream_->next_in = bytes_of(text);
    stream_->avail_in = static_cast<uInt>(text.size());
    stream_->next_out = bytes_of(out);
    stream_->avail_out = static_cast<uInt>(out.size());
    if (deflate(stream_.get(), Z_FINISH) != Z_STREAM_END) throw std::runtime_error("zlib cannot compress");
    out.resize(out.size() - stream_->avail_out);
    return out;
}

void Inflater::Free::operator()(z_stream_s* stream) const {
    inflateEnd(stream);
    delete stream;
}

Inflater::Inflater() : stream_(new z_stream_s{}) {
    if (inflateInit(stream_.get()) != Z_OK) throw std::runtime_error("zlib cannot expand");
}

Result<std::string> Inflater::expand(std::string_view bytes, std::size_t limit) {
    inflateReset(stream_.get());
    stream_->next_in = bytes_of(bytes);
    stream_->avail_in = static_cast<uInt>(bytes.size());
    std::string out;
    for (;;) {
        const std::size_t done = out.size();
        // One byte more than the limit, so that too much is seen as too much.
        out.resize(std::min(std::max<std::size_t>(4096, done * 2), limit + 1));
        stream_->next_out = bytes_of(out) + done;
        stream_->avail_out = static_cast<uInt>(out.size() - done);
        const int state = inflate(stream_.get(), Z_NO_FLUSH);
        out.resize(out.size() - stream_->avail_out);
        if (out.size() > limit) return broken();
        if (state == Z_STREAM_END) break;
        if (state != Z_OK || out.size() == done) return broken();
    }
    if (stream_->avail_in != 0) return broken();
    return out;
}

}  // namespace samkat::changelog
