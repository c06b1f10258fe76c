// The control socket: how commands that write reach the samkatd that holds the state directory.
//
// state_dir/control.sock, 0600; the peer must be root or samkatd's own user. One request, one JSON line:
//   {"schema":"samkat/control/1","args":[…],"lang":"sv","json":false,"colour":false,"input":"content of a plan file"}
// The answer is lines {"out":"…"} and {"err":"…"} as they come, and last {"exit":N}.
#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "daemon/base/file.hpp"
#include "daemon/base/result.hpp"
#include "daemon/service/log.hpp"

namespace samkat::service {

inline constexpr std::string_view control_schema = "samkat/control/1";
inline constexpr std::size_t longest_request = std::size_t{512}
                                               << 20;  // bytes; a plan of every account of a large city

struct ControlRequest {
    std::vector<std::string> args;
    std::string language;
    bool json = false;
    bool colour = false;
    std::string input;
};
std::string control_request_json(const ControlRequest& request);
Result<ControlRequest> read_control_request(std::string_view line);

// Login name of the process: of its loginuid, which sudo does not change, or of its uid where it has none.
std::string actor_of(pid_t process, uid_t uid);
// The same for this process.
std::string own_actor();

// Answers one request after the other, on a thread of its own.
class ControlServer {
  public:
    // Does one request; what it writes goes to the peer. The exit status.
    using Handler =
        std::function<int(const ControlRequest&, const std::string& actor, std::ostream& out, std::ostream& err)>;

    // Makes the socket. One that nobody answers at is replaced; fails if somebody does. `log` must outlive the server.
    static Result<std::unique_ptr<ControlServer>> open(const std::filesystem::path& path, Handler handler, Log& log);
    ~ControlServer();  // waits for the request under way, removes the socket

  private:
    ControlServer(std::filesystem::path path, Fd listening, Fd wake, Handler handler, Log& log);
    void loop(const std::stop_token& stop);
    void serve(Fd connection);

    std::filesystem::path path_;
    Fd listening_, wake_;
    Handler handler_;
    Log& log_;
    std::jthread thread_;
};

// Sends a request and passes on what comes back. Nothing if nobody answers at the socket: then the caller takes the
// lock itself.
std::optional<Result<int>> ask(const std::filesystem::path& path, const ControlRequest& request, std::ostream& out,
                               std::ostream& err);

}  // namespace samkat::service
