#include "daemon/service/control.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <ostream>

#include <poll.h>
#include <pwd.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "daemon/base/json.hpp"
#include "daemon/base/json_writer.hpp"
#include "daemon/base/text.hpp"
#include "daemon/service/messages.hpp"
#include "daemon/service/socket.hpp"

namespace samkat::service {

namespace {

constexpr std::chrono::milliseconds request_limit{30'000};
// loginuid of a process that nobody logged in for (proc(5)).
constexpr uid_t no_login = 4294967295U;

std::string user_name(uid_t uid) {
    std::array<char, 16 * 1024> buffer;
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) return found->pw_name;
    return "uid:" + std::to_string(uid);
}

std::optional<uid_t> login_uid(pid_t process) {
    const auto text = read_file("/proc/" + std::to_string(process) + "/loginuid", 32);
    if (!text) return std::nullopt;
    uid_t uid = no_login;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), uid);
    if (error != std::errc{} || uid == no_login) return std::nullopt;
    return uid;
}

tl::unexpected<Error> socket_error(const std::filesystem::path& path) {
    return fail(messages::CONTROL_SOCKET, {}, {{"path", path.string()}, {"reason", reason_of(errno)}});
}

std::string exit_line(int status) {
    std::string line;
    JsonWriter{line}.begin_object().member("exit", status).end_object();
    return line + "\n";
}

}  // namespace

std::string actor_of(pid_t process, uid_t uid) {
    return user_name(login_uid(process).value_or(uid));
}
std::string own_actor() {
    return actor_of(::getpid(), ::getuid());
}

Result<std::unique_ptr<ControlServer>> ControlServer::open(const std::filesystem::path& path, Handler handler,
                                                           Log& log) {
    if (connect_to(path)) return fail(messages::ALREADY_RUNNING, {}, {{"path", path.string()}});
    std::error_code error;
    std::filesystem::create_directories(path.parent_path(), error);
    if (std::filesystem::is_socket(path, error)) std::filesystem::remove(path, error);
    Fd listening = listen_at(path);
    if (!listening) return socket_error(path);
    Fd wake{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    if (!wake) return socket_error(path);
    return std::unique_ptr<ControlServer>{
        new ControlServer{path, std::move(listening), std::move(wake), std::move(handler), log}};
}

ControlServer::ControlServer(std::filesystem::path path, Fd listening, Fd wake, Handler handler, Log& log)
    : path_(std::move(path)),
      listening_(std::move(listening)),
      wake_(std::move(wake)),
      handler_(std::move(handler)),
      log_(log),
      thread_([this](const std::stop_token& stop) { loop(stop); }) {}

ControlServer::~ControlServer() {
    thread_.request_stop();
    ::eventfd_write(wake_.get(), 1);
    thread_.join();
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
}

void ControlServer::loop(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        std::array<pollfd, 2> waiting{{{listening_.get(), POLLIN, 0}, {wake_.get(), POLLIN, 0}}};
        if (::poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) return;
        if (waiting[0].revents == 0) continue;
        Fd connection{::accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC)};
        if (connection) serve(std::move(connection));
    }
}

void ControlServer::serve(Fd connection) {
    ucred peer{};
    socklen_t size = sizeof peer;
    if (::getsockopt(connection.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return;
    if (peer.uid != 0 && peer.uid != ::geteuid()) {
        log_.write(messages::CONTROL_REFUSED, {{"uid", std::to_string(peer.uid)}});
        return;
    }
    LineStream out_lines{connection.get(), "out"};
    LineStream err_lines{connection.get(), "err"};
    std::ostream out{&out_lines};
    std::ostream err{&err_lines};
    std::string line;
    std::string rest;
    int status = 1;
    const bool whole = read_line(connection.get(), line, rest, longest_request, request_limit);
    auto request =
        whole ? read_control_request(line) : fail(messages::CONTROL_REQUEST, {}, {{"reason", reason_of(errno)}});
    line.clear();
    line.shrink_to_fit();
    if (request) {
        const std::string actor = actor_of(peer.pid, peer.uid);
        log_.write(messages::CONTROL_COMMAND, {{"actor", actor}, {"command", request->args.front()}});
        status = handler_(*request, actor, out, err);
    } else {
        log_.write(request.error());
        err << format(request.error(), Language::en) << '\n';
    }
    out.flush();
    err.flush();
    send_all(connection.get(), exit_line(status));
}

std::optional<Result<int>> ask(const std::filesystem::path& path, const ControlRequest& request, std::ostream& out,
                               std::ostream& err) {
    const Fd connection = connect_to(path);
    if (!connection) {
        if (errno == ENOENT || errno == ECONNREFUSED) return std::nullopt;
        return Result<int>{socket_error(path)};
    }
    const auto lost = [] { return Result<int>{fail(messages::CONTROL_LOST)}; };
    if (!send_all(connection.get(), control_request_json(request) + "\n")) return lost();
    std::string line;
    std::string rest;
    // A run takes as long as it takes: the end of the connection is the only limit.
    while (read_line(connection.get(), line, rest, longest_request, std::chrono::milliseconds{-1})) {
        const auto answer = Json::parse(line);
        if (!answer) return lost();
        if (answer->has("exit")) return Result<int>{static_cast<int>((*answer)["exit"].as_integer(1))};
        out << (*answer)["out"].as_string() << std::flush;
        err << (*answer)["err"].as_string() << std::flush;
    }
    return lost();
}

}  // namespace samkat::service
