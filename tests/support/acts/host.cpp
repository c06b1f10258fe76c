// samkat-acts-host CONNECTOR ACT TARGET NUMBER LANDLOCK-ABI NAMESPACES: has the connector try the act in its cage, as
// samkat would, and says how it went; the layers in force go to standard error.
#include <cstdlib>
#include <iostream>

#include "daemon/base/json_writer.hpp"
#include "daemon/sources/sources.hpp"
#include "tests/support/collecting_sink.hpp"

int main(int argc, char** argv) {
    if (argc != 7) return 64;
    std::string settings;
    samkat::JsonWriter{settings}
        .begin_object()
        .member("act", std::string_view{argv[2]})
        .member("target", std::string_view{argv[3]})
        .member("number", static_cast<std::int64_t>(std::strtoll(argv[4], nullptr, 10)))
        .end_object();
    samkat::SourcePolicy policy;
    policy.name = "acts";
    policy.connector = argv[1];
    policy.settings = *samkat::Json::parse(settings);
    samkat::sources::Cage cage;
    cage.memory_bytes = std::uint64_t{256} << 20;
    cage.landlock_abi = static_cast<std::uint32_t>(std::strtoul(argv[5], nullptr, 10));
    cage.namespaces = std::string_view{argv[6]} == "1";
    samkat::test::CollectingSink sink;
    const auto delivery = samkat::sources::read(policy, "/", *samkat::parse_date("2026-08-17"), cage, {}, sink);
    if (!delivery) {
        std::cout << delivery.error().id << ' ' << delivery.error().text.en << '\n';
        return 1;
    }
    std::cout << sink.records.at(0).at(0) << '\n';
    for (const samkat::cage::LayerState& each : delivery->layers) std::cerr << samkat::cage::layer_line(each) << '\n';
    std::cerr << "sealed " << delivery->sealed << '\n';
    return 0;
}
