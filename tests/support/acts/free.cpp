// samkat-acts-free: the acts as a program of one's own tries them, which does not seal itself.
//   samkat-acts-free read                     a connector
//   samkat-acts-free try ACT TARGET NUMBER    no connector: says how it went
//   samkat-acts-free sleep MARK               a while, with MARK to be known by
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <string>

#include <unistd.h>

#include "tests/support/acts/acts.hpp"
#include "tests/support/acts/connector.hpp"

int main(int argc, char** argv) {
    const std::string command = argc > 1 ? argv[1] : "";
    if (command == "sleep") return static_cast<int>(::sleep(20));
    if (command == "try" && argc == 5) {
        std::cout << samkat::test::try_act(argv[2], argv[3], std::strtoll(argv[4], nullptr, 10)) << '\n';
        return 0;
    }
    const std::string text{std::istreambuf_iterator<char>{std::cin}, {}};
    const auto request = samkat::protocol::read_request(text);
    if (!request) return 1;
    samkat::test::ActConnector connector;
    samkat::sdk::RecordWriter writer{STDOUT_FILENO};
    writer.hello("acts");
    const auto age = connector.read(*request, writer);
    writer.finish(*age);
    return writer.ok() ? 0 : 1;
}
