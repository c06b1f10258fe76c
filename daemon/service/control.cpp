#include "daemon/service/control.hpp"

#include <array>
#include <cerrno>
#include <ostream>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "daemon/base/json.hpp"
#include "daemon/base/json_writer.hpp"
#include "daemon/service/messages.hpp"
#include "daemon/service/socket.hpp"

namespace samkat::service {

namespace {

tl::unexpected<Error> socket_error(const std::filesystem::path& path) {
    return fail(messages::CONTROL_SOCKET, {}, {{"path", path.string()}, {"reason", reason_of(errno)}});
}

}  // namespace

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
    conversations_.clear();
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
}

void ControlServer::loop(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        std::array<pollfd, 2> waiting{{{listening_.get(), POLLIN, 0}, {wake_.get(), POLLIN, 0}}};
        if (::poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) return;
        if (waiting[0].revents == 0) continue;
        Fd connection{::accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC)};
        if (connection) begin(std::move(connection));
    }
}

void ControlServer::begin(Fd connection) {
    std::erase_if(conversations_, [](const Conversation& each) { return each.is_over(); });
    if (conversations_.size() < most_conversations) {
        conversations_.emplace_back(std::move(connection), handler_, log_, large_);
        return;
    }
    log_.write(messages::CONTROL_BUSY, {{"count", std::to_string(most_conversations)}});
    std::string answer;
    JsonWriter{answer}.begin_object().member("busy", true).end_object();
    answer += '\n';
    [[maybe_unused]] const ssize_t sent =
        ::send(connection.get(), answer.data(), answer.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

std::optional<Result<int>> ask(const std::filesystem::path& path, const ControlRequest& request, std::ostream& out,
                               std::ostream& err) {
    const Fd connection = connect_to(path);
    if (!connection) {
        if (errno == ENOENT || errno == ECONNREFUSED) return std::nullopt;
        return Result<int>{socket_error(path)};
    }
    const auto lost = [] { return Result<int>{fail(messages::CONTROL_LOST)}; };
    // Whoever is turned away is told so before the request is taken: what is sent in vain is no error yet.
    (void)send_all(connection.get(), control_request_json(request) + "\n");
    std::string line;
    std::string rest;
    // A run takes as long as it takes: the end of the connection is the only limit.
    while (read_line(connection.get(), line, rest, longest_request, std::chrono::milliseconds{-1})) {
        const auto answer = Json::parse(line);
        if (!answer) return lost();
        if (answer->has("busy"))
            return Result<int>{fail(messages::CONTROL_BUSY, {}, {{"count", std::to_string(most_conversations)}})};
        if (answer->has("exit")) return Result<int>{static_cast<int>((*answer)["exit"].as_integer(1))};
        out << (*answer)["out"].as_string() << std::flush;
        err << (*answer)["err"].as_string() << std::flush;
    }
    return lost();
}

}  // namespace samkat::service
