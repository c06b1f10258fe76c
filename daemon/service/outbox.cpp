#include "daemon/service/outbox.hpp"

#include <cerrno>

#include <sys/eventfd.h>
#include <sys/socket.h>

#include "daemon/base/json_writer.hpp"

namespace samkat::service {

Outbox::Outbox() : wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

void Outbox::put(std::string_view line) {
    const std::lock_guard lock{mutex_};
    // One line more than is let through tells that there was too much.
    if (!abandoned_ && pending_.size() - sent_ <= longest_unread) pending_ += line;
    ::eventfd_write(wake_.get(), 1);
}

void Outbox::close() {
    const std::lock_guard lock{mutex_};
    closed_ = true;
    ::eventfd_write(wake_.get(), 1);
}

void Outbox::abandon() {
    const std::lock_guard lock{mutex_};
    abandoned_ = true;
    pending_.clear();
    pending_.shrink_to_fit();
    sent_ = 0;
}

void Outbox::quiet() {
    eventfd_t count = 0;
    ::eventfd_read(wake_.get(), &count);
}

bool Outbox::send_to(int connection) {
    const std::lock_guard lock{mutex_};
    while (sent_ < pending_.size()) {
        const ssize_t sent =
            ::send(connection, pending_.data() + sent_, pending_.size() - sent_, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0 && errno == EAGAIN) break;
        if (sent < 0) return false;
        sent_ += static_cast<std::size_t>(sent);
    }
    if (sent_ == pending_.size()) {
        pending_.clear();
        sent_ = 0;
    }
    return pending_.size() - sent_ <= longest_unread;
}

bool Outbox::is_empty() const {
    const std::lock_guard lock{mutex_};
    return pending_.empty();
}

bool Outbox::is_done() const {
    const std::lock_guard lock{mutex_};
    return closed_ && pending_.empty();
}

LineStream::int_type LineStream::overflow(int_type character) {
    if (traits_type::eq_int_type(character, traits_type::eof())) return traits_type::not_eof(character);
    const char byte = traits_type::to_char_type(character);
    return xsputn(&byte, 1) == 1 ? character : traits_type::eof();
}

std::streamsize LineStream::xsputn(const char* bytes, std::streamsize count) {
    pending_.append(bytes, static_cast<std::size_t>(count));
    if (pending_.size() >= 32 * 1024) flush(false);
    return count;
}

int LineStream::sync() {
    flush(true);
    return 0;
}

// Of what is not everything only whole lines go, so that no character is cut in two.
void LineStream::flush(bool everything) {
    const std::size_t newline = pending_.rfind('\n');
    const std::size_t size = everything ? pending_.size() : newline == std::string::npos ? 0 : newline + 1;
    if (size == 0) return;
    std::string line;
    JsonWriter{line}.begin_object().member(name_, std::string_view{pending_}.substr(0, size)).end_object();
    line += '\n';
    pending_.erase(0, size);
    box_.put(line);
}

}  // namespace samkat::service
