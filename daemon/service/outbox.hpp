// Outbox: what a command says, until its listener takes it. The command never waits for the listener. Any thread.
#pragma once

#include <cstddef>
#include <mutex>
#include <streambuf>
#include <string>
#include <string_view>

#include "daemon/base/file.hpp"

namespace samkat::service {

inline constexpr std::size_t longest_unread = std::size_t{64} << 20;  // bytes

class Outbox {
  public:
    Outbox();

    void put(std::string_view line);
    // Nothing more comes.
    void close();
    // No longer wanted: what comes is dropped.
    void abandon();

    // Becomes readable when something was put or closed.
    int descriptor() const { return wake_.get(); }
    void quiet();

    // Sends what the connection takes now. False: nobody is there, or too much was left unread.
    bool send_to(int connection);
    bool is_empty() const;
    // Closed, and everything was sent.
    bool is_done() const;

  private:
    mutable std::mutex mutex_;
    std::string pending_;
    std::size_t sent_ = 0;  // of pending_
    bool closed_ = false, abandoned_ = false;
    Fd wake_;
};

// What is written here goes into the box as {"NAME":"…"} lines. One thread.
class LineStream final : public std::streambuf {
  public:
    LineStream(Outbox& box, std::string name) : box_(box), name_(std::move(name)) {}
    ~LineStream() override { flush(true); }

  protected:
    int_type overflow(int_type character) override;
    std::streamsize xsputn(const char* bytes, std::streamsize count) override;
    int sync() override;

  private:
    void flush(bool everything);
    Outbox& box_;
    std::string name_;
    std::string pending_;
};

}  // namespace samkat::service
