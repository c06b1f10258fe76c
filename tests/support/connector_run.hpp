// Runs a connector inside the test, through the writer it sends with and the reader that the host has.
#pragma once

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>

#include <sys/mman.h>
#include <unistd.h>

#include "connectors/protocol/settings.hpp"
#include "connectors/sdk/connector.hpp"
#include "daemon/base/file.hpp"
#include "daemon/sources/stream_reader.hpp"
#include "tests/support/collecting_sink.hpp"

namespace samkat::test {

struct ConnectorRun {
    CollectingSink sink;
    std::optional<Error> error;  // why the connector, or the host, gave up
    sources::Delivery delivery;  // if nobody did
};

// Everything in the memory file, given to the reader in pieces of `piece` bytes.
inline Result<sources::Delivery> read_back(int file, CollectingSink& sink, std::size_t piece = 65536) {
    sources::StreamReader reader{"test", "test", {UINT64_MAX, UINT64_MAX}, sink};
    ::lseek(file, 0, SEEK_SET);
    for (;;) {
        const auto space = reader.space();
        const ssize_t got = ::read(file, space.data(), std::min(space.size(), piece));
        if (got <= 0) break;
        if (auto taken = reader.take(static_cast<std::size_t>(got)); !taken) return fail(taken.error());
    }
    reader.release_finding();
    return reader.finish();
}

inline ConnectorRun run(sdk::Connector& connector, std::string_view settings_json) {
    ConnectorRun result;
    const Fd file{::memfd_create("test", MFD_CLOEXEC)};
    sdk::RecordWriter writer{file.get()};
    const auto json = Json::parse(settings_json);
    if (!json) throw std::runtime_error{"the test's settings are no JSON: " + json.error().text.en};
    const auto settings = protocol::check_received_settings(connector.description(), *json, {"test"});
    if (!settings) {
        result.error = settings.error();
        return result;
    }
    writer.hello("test");
    const auto age = connector.read({"test", *settings, Date{}}, writer);
    writer.finish(age ? *age : std::nullopt);
    auto delivery = read_back(file.get(), result.sink);
    if (!age)
        result.error = age.error();
    else if (!delivery)
        result.error = delivery.error();
    else
        result.delivery = std::move(*delivery);
    return result;
}

}  // namespace samkat::test
