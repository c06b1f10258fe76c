// samkat: the command line, and, started as samkatd, the daemon.
#include "daemon/cli/cli.hpp"

int main(int argc, char** argv) {
    return samkat::cli::samkat_main(argc, argv, {});
}
