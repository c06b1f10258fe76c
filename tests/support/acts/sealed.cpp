#include "tests/support/acts/connector.hpp"

int main(int argc, char** argv) {
    samkat::test::ActConnector connector;
    return samkat::sdk::run_connector(argc, argv, connector);
}
