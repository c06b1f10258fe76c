#include "tests/property/lies/reading.hpp"

#include <memory>
#include <stdexcept>

#include <sys/mman.h>
#include <unistd.h>

#include "connectors/csv/csv_connector.hpp"
#include "connectors/xml/xml_connector.hpp"
#include "daemon/base/file.hpp"
#include "daemon/service/ports.hpp"
#include "daemon/sources/stream_reader.hpp"

namespace samkat::lies {

namespace {

std::unique_ptr<sdk::Connector> connector_called(const std::string& name) {
    if (name == "csv") return std::make_unique<csv::CsvConnector>();
    if (name == "xml") return std::make_unique<xml::XmlConnector>();
    throw std::runtime_error{"no connector " + name};
}

// More than any town here has.
constexpr sources::StreamLimits limits{.records = 1'000'000, .kept_bytes = std::uint64_t{1} << 30};

Result<sources::Delivery> read_back(int file, const SourcePolicy& source, sources::Sink& sink) {
    sources::StreamReader reader{source.name, source.connector, limits, sink};
    ::lseek(file, 0, SEEK_SET);
    for (;;) {
        const auto space = reader.space();
        const ssize_t got = ::read(file, space.data(), space.size());
        if (got <= 0) break;
        if (auto taken = reader.take(static_cast<std::size_t>(got)); !taken) return fail(taken.error());
    }
    reader.release_finding();
    return reader.finish();
}

}  // namespace

Result<sources::Delivery> read_here(const SourcePolicy& source, Date today, sources::Sink& sink) {
    const auto connector = connector_called(source.connector);
    const Fd file{::memfd_create("stream", MFD_CLOEXEC)};
    sdk::RecordWriter writer{file.get()};
    writer.hello(connector->description().connector);
    const auto age = connector->read({source.name, source.settings, today}, writer);
    if (!age) return fail(age.error());
    writer.finish(*age);
    return read_back(file.get(), source, sink);
}

config::CheckSettings check_settings_here() {
    const auto describe = [](const std::string& connector, const config::ConnectorSettings&) {
        return Result<protocol::Description>{connector_called(connector)->description()};
    };
    return service::settings_check(describe, {});
}

}  // namespace samkat::lies
