#include "daemon/service/ports.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>

#include "connectors/protocol/settings.hpp"
#include "daemon/directory/openldap.hpp"
#include "daemon/service/file_directory.hpp"
#include "daemon/service/messages.hpp"
#include "daemon/sources/sources.hpp"

namespace samkat::service {

namespace {

Result<std::unique_ptr<directory::Directory>> open_directory(const config::Config& config) {
    const config::DirectorySettings& settings = config.directory;
    if (settings.kind == config::DirectoryKind::ldif) return open_file_directory(settings.file, settings.window);
    auto password = config::password_of(settings);
    if (!password) return fail(password.error());
    directory::Endpoint endpoint;
    endpoint.uri = settings.uri;
    endpoint.bind = settings.bind == config::BindMethod::external ? directory::Bind::external : directory::Bind::simple;
    endpoint.bind_dn = settings.bind_dn;
    endpoint.password = std::move(*password);
    endpoint.ca_file = settings.ca_file.string();
    endpoint.insecure = settings.insecure;
    endpoint.network_timeout = settings.connect_timeout;
    endpoint.operation_timeout = settings.operation_timeout;
    endpoint.page_size = settings.page_size;
    endpoint.window = settings.window;
    return directory::open_openldap(endpoint);
}

std::vector<std::string> path_of(const std::string& dotted) {
    std::vector<std::string> path;
    std::string part;
    for (const char c : dotted + ".") {
        if (c != '.') {
            part += c;
        } else if (!part.empty()) {
            path.push_back(std::exchange(part, {}));
        }
    }
    return path;
}

const Clock& system_clock() {
    static const SystemClock clock;
    return clock;
}

}  // namespace

PortsFactory real_ports(std::filesystem::path program) {
    return [program = std::move(program)](const config::Config& config) {
        run::Ports ports;
        ports.clock = &system_clock();
        ports.open_directory = open_directory;
        ports.read_source = [dir = connector_directory(config.connectors, program), cage = cage_of(config.connectors)](
                                const SourcePolicy& source, Date today, std::stop_token stop, sources::Sink& sink) {
            return sources::read(source, dir, today, cage, std::move(stop), sink);
        };
        return ports;
    };
}

std::filesystem::path connector_directory(const config::ConnectorSettings& settings,
                                          const std::filesystem::path& program) {
    if (!settings.dir.empty()) return settings.dir;
    std::error_code ignored;
    // A name without a directory was found through PATH: only the system knows where.
    const std::filesystem::path self =
        program.is_absolute() ? program : std::filesystem::read_symlink("/proc/self/exe", ignored);
    const std::filesystem::path beside = self.parent_path();
    const std::filesystem::path installed = (beside / "../lib/samkat/connectors").lexically_normal();
    return std::filesystem::is_directory(installed, ignored) ? installed : beside;
}

sources::Cage cage_of(const config::ConnectorSettings& settings) {
    sources::Cage cage;
    if (settings.memory > 0) cage.memory_bytes = std::uint64_t{settings.memory} << 20;
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(settings.cpu_time).count();
    if (seconds > 0) cage.cpu_seconds = static_cast<std::uint32_t>(std::min<std::int64_t>(seconds, UINT32_MAX));
    return cage;
}

Describe real_describe(std::filesystem::path program) {
    auto known = std::make_shared<std::map<std::filesystem::path, protocol::Description>>();
    return
        [program = std::move(program), known](
            const std::string& connector, const config::ConnectorSettings& settings) -> Result<protocol::Description> {
            auto path = sources::program_of(connector, connector_directory(settings, program));
            if (!path) return fail(path.error());
            const auto found = known->find(*path);
            if (found != known->end()) return found->second;
            auto description = sources::describe(*path, cage_of(settings), {});
            if (description) known->emplace(*path, *description);
            return description;
        };
}

config::CheckSettings settings_check(Describe describe, config::ConnectorSettings settings) {
    return [describe = std::move(describe), settings = std::move(settings)](
               const std::string& connector, const Json& written, const config::SettingsPlaces& places) {
        config::CheckedSettings result{written, {}};
        auto description = describe(connector, settings);
        if (!description) {
            Finding reason = description.error();
            reason.excerpt += (reason.excerpt.empty() ? "" : "\n") + places.excerpt({});
            if (reason.where.place.empty()) reason.where = places.at({});
            result.findings.add(std::move(reason));
            return result;
        }
        auto checked = protocol::check_settings(*description, written, places.at({}), places.directory());
        if (checked) {
            result.settings = std::move(*checked);
            return result;
        }
        Finding wrong = checked.error();
        const std::vector<std::string> path = path_of(wrong.where.field);
        wrong.where = places.at(path);
        wrong.excerpt = places.excerpt(path);
        result.findings.add(std::move(wrong));
        return result;
    };
}

std::vector<std::filesystem::path> watched_files(const SourcePolicy& source, const config::ConnectorSettings& settings,
                                                 const Describe& describe) {
    if (!source.watch.empty()) return {source.watch.begin(), source.watch.end()};
    const auto description = describe(source.connector, settings);
    if (!description) return {};
    const std::vector<std::string> paths = protocol::paths_in(*description, source.settings);
    return {paths.begin(), paths.end()};
}

}  // namespace samkat::service
