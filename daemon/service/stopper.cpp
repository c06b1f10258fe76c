#include "daemon/service/stopper.hpp"

#include <array>
#include <cerrno>

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace samkat::service {

namespace {

sigset_t stopping_signals() {
    sigset_t signals;
    ::sigemptyset(&signals);
    ::sigaddset(&signals, SIGINT);
    ::sigaddset(&signals, SIGTERM);
    return signals;
}

}  // namespace

Stopper::Stopper() : end_(::eventfd(0, EFD_CLOEXEC)) {
    const sigset_t signals = stopping_signals();
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    thread_ = std::thread{[this] { wait(); }};
}

Stopper::~Stopper() {
    ::eventfd_write(end_.get(), 1);
    thread_.join();
    const sigset_t signals = stopping_signals();
    ::pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

void Stopper::wait() {
    const sigset_t signals = stopping_signals();
    const Fd arrived{::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK)};
    for (;;) {
        std::array<pollfd, 2> waiting{{{arrived.get(), POLLIN, 0}, {end_.get(), POLLIN, 0}}};
        if (::poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) return;
        if (waiting[1].revents != 0) return;
        signalfd_siginfo info{};
        if (::read(arrived.get(), &info, sizeof info) != sizeof info) continue;
        // What a shell expects of a program that ended by a signal.
        if (!source_.request_stop()) ::_exit(128 + static_cast<int>(info.ssi_signo));
    }
}

}  // namespace samkat::service
