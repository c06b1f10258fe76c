#include "connectors/sdk/connector.hpp"

#include <cerrno>
#include <cstdio>
#include <new>
#include <string_view>

#include <signal.h>
#include <unistd.h>

#include "connectors/protocol/limits.hpp"
#include "connectors/protocol/settings.hpp"
#include "connectors/sdk/messages.hpp"
#include "connectors/sdk/seal.hpp"
#include "daemon/base/file.hpp"

namespace samkat::sdk {

namespace {

enum Status { done = 0, failed = 1, usage = 64 };

int describe(const Connector& connector) {
    std::string out;
    JsonWriter writer{out};
    write_description(writer, connector.description());
    out += '\n';
    return write_all(STDOUT_FILENO, out, "standard output") ? done : failed;
}

// Standard input up to its end, or one byte more than a request may have.
std::string standard_input() {
    std::string text(protocol::max_request + 1, '\0');
    std::size_t size = 0;
    while (size < text.size()) {
        const ssize_t got = ::read(STDIN_FILENO, text.data() + size, text.size() - size);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        size += static_cast<std::size_t>(got);
    }
    text.resize(size);
    return text;
}

Result<protocol::Request> received_request(const protocol::Description& description) {
    auto request = protocol::read_request(standard_input());
    if (!request) return request;
    auto settings = protocol::check_received_settings(description, request->settings, {request->source});
    if (!settings) return fail(settings.error());
    request->settings = std::move(*settings);
    return request;
}

int read(Connector& connector, RecordWriter& writer) {
    const protocol::Description description = connector.description();
    const auto request = received_request(description);
    const bool sealed = request && seal(protocol::paths_in(description, request->settings));
    writer.hello(description.connector, sealed);
    if (!request) {
        writer.give_up(request.error());
        return failed;
    }
    const auto age = connector.read(*request, writer);
    if (!age) {
        writer.give_up(age.error());
        return failed;
    }
    writer.finish(*age);
    return writer.ok() ? done : failed;
}

int read_within_memory(Connector& connector) {
    RecordWriter writer{STDOUT_FILENO};
    try {
        return read(connector, writer);
    } catch (const std::bad_alloc&) {
        writer.give_up(finding(sdk_messages::OUT_OF_MEMORY));
        return failed;
    }
}

}  // namespace

int run_connector(int argc, const char* const* argv, Connector& connector) {
    // A host that has gone is seen as a failed write.
    ::signal(SIGPIPE, SIG_IGN);
    const std::string_view command = argc == 2 ? argv[1] : "";
    if (command == "describe") return describe(connector);
    if (command == "read") return read_within_memory(connector);
    std::fprintf(stderr, "usage: %s describe | read\n", argc > 0 ? argv[0] : "connector");
    return usage;
}

}  // namespace samkat::sdk
