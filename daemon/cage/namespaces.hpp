// Namespaces (namespaces(7)): a view of the machine of its own for what is started next.
#pragma once

namespace samkat::cage {

// Which of them were had; where one was not, why: an errno.
struct Namespaces {
    int user = 0, processes = 0, network = 0;
    bool is_root = false;

    bool own_processes() const { return processes == 0; }
    bool own_network() const { return network == 0; }
};

// Takes all that the machine gives. The calling process itself stays among the processes it was among: the next that it
// starts is the first of the new ones. Root needs no user namespace and takes none. The process must have one thread.
Namespaces enter_namespaces();
// As enter_namespaces() where there are none.
Namespaces no_namespaces();

}  // namespace samkat::cage
