#include "daemon/service/ports.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <memory>
#include <mutex>

#include <pwd.h>

#include "connectors/protocol/settings.hpp"
#include "daemon/base/text.hpp"
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

// The number of a user that is named so, or is written as a number; 0 for an empty name.
Result<std::uint32_t> user_of(const std::string& name) {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    const bool is_number = error == std::errc{} && end == name.data() + name.size();
    if (name.empty() || (is_number && number > 0)) return number;
    std::array<char, 16 * 1024> buffer;
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr ||
        found->pw_uid == 0) {
        return fail(messages::CONNECTOR_USER, {}, {{"user", text::printable(name)}});
    }
    return found->pw_uid;
}

const Clock& system_clock() {
    static const SystemClock clock;
    return clock;
}

}  // namespace

PortsFactory real_ports(std::filesystem::path program, Describe describe) {
    return [program = std::move(program), describe = std::move(describe)](const config::Config& config) {
        run::Ports ports;
        ports.clock = &system_clock();
        ports.open_directory = open_directory;
        ports.read_source = [dir = connector_directory(config.connectors, program), common = cage_of(config), describe,
                             connectors = config.connectors](const SourcePolicy& source, Date today,
                                                             std::stop_token stop,
                                                             sources::Sink& sink) -> Result<sources::Delivery> {
            if (!common) return fail(common.error());
            const auto description = describe(source.connector, connectors);
            if (!description) return fail(description.error());
            sources::Cage cage = *common;
            for (std::string& path : protocol::paths_in(*description, source.settings))
                cage.readable.emplace_back(std::move(path));
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

Result<sources::Cage> cage_of(const config::ConnectorSettings& settings) {
    sources::Cage cage;
    const auto user = user_of(settings.user);
    if (!user) return fail(user.error());
    cage.user = *user;
    cage.readable = settings.readable;
    cage.refuse_without_layers = settings.refuse_without_layers;
    if (settings.memory > 0) cage.memory_bytes = std::uint64_t{settings.memory} << 20;
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(settings.cpu_time).count();
    if (seconds > 0) cage.cpu_seconds = static_cast<std::uint32_t>(std::min<std::int64_t>(seconds, UINT32_MAX));
    return cage;
}

Result<cage::Layers> cage_layers(const config::ConnectorSettings& settings) {
    auto cage = cage_of(settings);
    if (!cage) return fail(cage.error());
    return sources::layers_of(std::move(*cage));
}

Result<sources::Cage> cage_of(const config::Config& config) {
    auto cage = cage_of(config.connectors);
    if (cage) cage->hidden = {config.state_dir, config.key_dir, config.directory.password_file};
    return cage;
}

Describe real_describe(std::filesystem::path program) {
    struct Known {
        std::mutex mutex;
        std::map<std::filesystem::path, protocol::Description> descriptions;
    };
    auto known = std::make_shared<Known>();
    return
        [program = std::move(program), known](
            const std::string& connector, const config::ConnectorSettings& settings) -> Result<protocol::Description> {
            auto path = sources::program_of(connector, connector_directory(settings, program));
            if (!path) return fail(path.error());
            const std::lock_guard lock{known->mutex};
            const auto found = known->descriptions.find(*path);
            if (found != known->descriptions.end()) return found->second;
            const auto cage = cage_of(settings);
            if (!cage) return fail(cage.error());
            auto description = sources::describe(*path, *cage, {});
            if (description) known->descriptions.emplace(*path, *description);
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
