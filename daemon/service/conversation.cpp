#include "daemon/service/conversation.hpp"

#include <array>
#include <cerrno>
#include <ostream>

#include <poll.h>
#include <sys/socket.h>

#include "daemon/base/json_writer.hpp"
#include "daemon/service/messages.hpp"
#include "daemon/service/peer.hpp"
#include "daemon/service/socket.hpp"

namespace samkat::service {

namespace {

constexpr std::chrono::milliseconds request_limit{30'000};
// For taking what is left when the command is done.
constexpr int unread_limit = 60'000;
constexpr short gone_events = POLLRDHUP | POLLHUP | POLLERR | POLLNVAL;

std::string exit_line(int status) {
    std::string line;
    JsonWriter{line}.begin_object().member("exit", status).end_object();
    return line + "\n";
}

}  // namespace

Conversation::Conversation(Fd connection, const ControlHandler& handler, Log& log, std::mutex& large)
    : connection_(std::move(connection)), handler_(handler), log_(log), large_(large), thread_([this] {
          serve();
          ::shutdown(connection_.get(), SHUT_RDWR);
          over_ = true;
      }) {}

Conversation::~Conversation() {
    // One that still waits for a request waits no longer.
    ::shutdown(connection_.get(), SHUT_RD);
    thread_.join();
}

void Conversation::serve() {
    const auto peer = peer_of(connection_.get());
    if (!peer) return;
    switch (admission_of(*peer)) {
        case Admission::admitted:
            break;
        case Admission::caged:
            log_.write(messages::CONTROL_CAGED, {{"process", std::to_string(peer->process)}});
            return;
        case Admission::other_user:
            log_.write(messages::CONTROL_REFUSED, {{"uid", std::to_string(peer->user)}});
            return;
        case Admission::gone:
            return;
    }
    std::unique_lock large{large_, std::defer_lock};
    std::string line, rest;
    bool whole = read_line(connection_.get(), line, rest, short_request, request_limit);
    if (!whole && errno == EMSGSIZE) {
        large.lock();
        whole = read_line(connection_.get(), line, rest, longest_request, request_limit);
    }
    const int reason = errno;
    // Somebody who only looked whether there is an answer (samkat status).
    if (!whole && reason == ECONNRESET && rest.empty()) return;
    rest = {};
    answer(whole ? line : std::string{}, actor_of(peer->process, peer->user));
}

void Conversation::answer(const std::string& line, const std::string& actor) {
    std::jthread command{[&] {
        outbox_.put(exit_line(act(line, actor)));
        outbox_.close();
    }};
    listen_and_send();
}

int Conversation::act(const std::string& line, const std::string& actor) {
    LineStream out_lines{outbox_, "out"};
    LineStream err_lines{outbox_, "err"};
    std::ostream out{&out_lines};
    std::ostream err{&err_lines};
    auto request = read_control_request(line);
    int status = 1;
    if (request) {
        log_.write(messages::CONTROL_COMMAND, {{"actor", actor}, {"command", request->args.front()}});
        status = handler_(*request, actor, gone_.get_token(), out, err);
    } else {
        log_.write(request.error());
        err << format(request.error(), Language::en) << '\n';
    }
    out.flush();
    err.flush();
    return status;
}

// Until everything was said, or nobody is there to hear it.
void Conversation::listen_and_send() {
    for (;;) {
        const bool waiting_to_send = !outbox_.is_empty();
        const auto events = static_cast<short>(POLLRDHUP | (waiting_to_send ? POLLOUT : 0));
        std::array<pollfd, 2> waiting{{{connection_.get(), events, 0}, {outbox_.descriptor(), POLLIN, 0}}};
        const int got = ::poll(waiting.data(), waiting.size(), waiting_to_send ? unread_limit : -1);
        if (got < 0 && errno == EINTR) continue;
        outbox_.quiet();
        const bool gone = got <= 0 || (waiting[0].revents & gone_events) != 0 || !outbox_.send_to(connection_.get());
        if (gone) {
            gone_.request_stop();
            outbox_.abandon();
            return;
        }
        if (outbox_.is_done()) return;
    }
}

}  // namespace samkat::service
