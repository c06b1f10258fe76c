// samkat-cage: the keeper of one program, started by samkat with its order and report at their descriptors.
#include <array>
#include <cstdio>
#include <string>

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "daemon/cage/keeper.hpp"

int main() {
    namespace cage = samkat::cage;
    std::string text;
    std::array<char, 16 * 1024> buffer;
    for (ssize_t got = 0; (got = ::read(cage::order_descriptor, buffer.data(), buffer.size())) > 0;)
        text.append(buffer.data(), static_cast<std::size_t>(got));
    auto order = cage::decode(text);
    if (text.empty() || !order || ::fcntl(cage::report_descriptor, F_SETFD, FD_CLOEXEC) != 0) {
        std::fputs("samkat-cage is started by samkat and not by hand.\n", stderr);
        return 64;
    }
    ::close(cage::order_descriptor);
    ::syscall(SYS_close_range, cage::report_descriptor + 1, ~0U, 0);
    return cage::Keeper{std::move(*order)}.run();
}
