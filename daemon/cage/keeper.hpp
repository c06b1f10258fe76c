// Keeper: the process between the host and a program in its cage. It builds the cage, waits for the program, and sees
// to it that all that the program started ends with it.
//
// SIGTERM asks the program to end; SIGUSR1, which the kernel also sends when the host has gone, ends everything at
// once. Where there are process namespaces the keeper is two: one outside, which the host knows, and the first process
// of the new namespace, with whose end everything in it ends. Elsewhere it is the one to whom orphans come
// (PR_SET_CHILD_SUBREAPER), and it kills them one by one.
#pragma once

#include <string_view>

#include <sys/types.h>

#include "daemon/cage/layers.hpp"
#include "daemon/cage/namespaces.hpp"
#include "daemon/cage/order.hpp"

namespace samkat::cage {

class Keeper {
  public:
    explicit Keeper(Order order) : order_(std::move(order)) {}

    // Returns when everything has ended; the keeper's exit status.
    int run();

  private:
    int keep_outside();
    int keep_program();
    void wait_for(pid_t child, bool is_program);
    bool reap(pid_t child, bool is_program);
    [[noreturn]] void become_program(int exec_report);
    void say(std::string_view line) const;

    Order order_;
    Namespaces spaces_;
    Layers layers_;
};

}  // namespace samkat::cage
