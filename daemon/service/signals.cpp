#include "daemon/service/signals.hpp"

#include <cerrno>

#include <sys/signalfd.h>
#include <unistd.h>

#include "daemon/service/messages.hpp"

namespace samkat::service {

Result<Signals> Signals::block() {
    sigset_t wanted;
    sigset_t before;
    ::sigemptyset(&wanted);
    for (const int number : {SIGTERM, SIGINT, SIGHUP}) ::sigaddset(&wanted, number);
    ::pthread_sigmask(SIG_BLOCK, &wanted, &before);
    Fd descriptor{::signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK)};
    if (!descriptor) return fail(messages::SYSTEM_CALL, {}, {{"operation", "signalfd"}, {"reason", reason_of(errno)}});
    return Signals{std::move(descriptor), before};
}

Signals::~Signals() {
    if (descriptor_) ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

std::optional<int> Signals::next() {
    signalfd_siginfo info{};
    if (::read(descriptor_.get(), &info, sizeof info) != sizeof info) return std::nullopt;
    return static_cast<int>(info.ssi_signo);
}

}  // namespace samkat::service
