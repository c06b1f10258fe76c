// The control socket: how commands that write reach the samkatd that holds the state directory.
//
// state_dir/control.sock, 0600; the peer must be root or samkatd's own user, and no connector. One request, one JSON
// line:
//   {"schema":"samkat/control/1","args":[…],"lang":"sv","json":false,"colour":false,"input":"content of a plan file"}
// The answer is lines {"out":"…"} and {"err":"…"} as they come, and last {"exit":N}.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "daemon/base/file.hpp"
#include "daemon/base/result.hpp"
#include "daemon/service/control_request.hpp"
#include "daemon/service/conversation.hpp"
#include "daemon/service/log.hpp"

namespace samkat::service {

inline constexpr std::size_t most_conversations = 8;

// Takes connections on a thread of its own, and answers several side by side. One too many is told to come again.
class ControlServer {
  public:
    using Handler = ControlHandler;

    // Makes the socket. One that nobody answers at is replaced; fails if somebody does. `log` must outlive the server.
    static Result<std::unique_ptr<ControlServer>> open(const std::filesystem::path& path, Handler handler, Log& log);
    ~ControlServer();  // waits for the requests under way, removes the socket

  private:
    ControlServer(std::filesystem::path path, Fd listening, Fd wake, Handler handler, Log& log);
    void loop(const std::stop_token& stop);
    void begin(Fd connection);

    std::filesystem::path path_;
    Fd listening_, wake_;
    Handler handler_;
    Log& log_;
    std::mutex large_;
    std::list<Conversation> conversations_;  // the thread's
    std::jthread thread_;
};

// Sends a request and passes on what comes back. Nothing if nobody answers at the socket: then the caller takes the
// lock itself.
std::optional<Result<int>> ask(const std::filesystem::path& path, const ControlRequest& request, std::ostream& out,
                               std::ostream& err);

}  // namespace samkat::service
