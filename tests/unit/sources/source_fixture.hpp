// Reads sources in tests: the connectors of the build, and those of tests/support/connectors.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "connectors/protocol/settings.hpp"
#include "daemon/sources/sources.hpp"
#include "tests/support/collecting_sink.hpp"

namespace samkat::sources {

class SourceTest : public testing::Test {
  protected:
    // Where no whole cage can be built the tests are run with what there is of one.
    SourceTest() { cage.refuse_without_layers = false; }

    static std::filesystem::path source_directory() { return SAMKAT_SOURCE_DIR; }
    static std::string misbehaving() { return (source_directory() / "tests/support/connectors/misbehave").string(); }

    static SourcePolicy policy(const std::string& connector, const std::string& settings) {
        SourcePolicy result;
        result.name = "skara-elever";
        result.connector = connector;
        auto json = Json::parse(settings);
        if (!json) throw std::runtime_error{"the test's settings are no JSON: " + json.error().text.en};
        result.settings = std::move(*json);
        return result;
    }

    // With a cage from which the paths in the settings can be seen.
    Result<Delivery> read_from(const std::string& connector, const std::string& settings) {
        const SourcePolicy source = policy(connector, settings);
        Cage seeing = cage;
        const auto program = program_of(connector, SAMKAT_BINARY_DIR "/bin");
        const auto description = program ? describe(*program, cage, {}) : Result<protocol::Description>{fail(Error{})};
        if (description) {
            for (const std::string& path : protocol::paths_in(*description, source.settings))
                seeing.readable.emplace_back(path);
        }
        return read(source, SAMKAT_BINARY_DIR "/bin", *parse_date("2026-08-17"), seeing, stop.get_token(), sink);
    }
    Result<Delivery> misbehave(const std::string& how) {
        return read_from(misbehaving(), R"({"how":")" + how + R"("})");
    }

    Cage cage;
    std::stop_source stop;
    test::CollectingSink sink;
};

}  // namespace samkat::sources
