// Conversation: one connection to the control socket, on a thread of its own: who it is, one request, the answer as it
// comes. A peer that goes away is noticed at once, and the command is told.
#pragma once

#include <atomic>
#include <functional>
#include <iosfwd>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "daemon/base/file.hpp"
#include "daemon/service/control_request.hpp"
#include "daemon/service/log.hpp"
#include "daemon/service/outbox.hpp"

namespace samkat::service {

// Does one request; what it writes goes to the peer; `gone` says that nobody listens any more. The exit status.
using ControlHandler = std::function<int(const ControlRequest&, const std::string& actor, std::stop_token gone,
                                         std::ostream& out, std::ostream& err)>;

class Conversation {
  public:
    // `large` is held while a long request is in memory: there is one at a time. All must outlive it.
    Conversation(Fd connection, const ControlHandler& handler, Log& log, std::mutex& large);
    ~Conversation();  // waits for the command under way
    bool is_over() const { return over_; }

  private:
    void serve();
    void answer(const std::string& line, const std::string& actor);
    int act(const std::string& line, const std::string& actor);
    void listen_and_send();

    Fd connection_;
    const ControlHandler& handler_;
    Log& log_;
    std::mutex& large_;
    Outbox outbox_;
    std::stop_source gone_;
    std::atomic<bool> over_ = false;
    std::jthread thread_;  // last: it uses everything above
};

}  // namespace samkat::service
