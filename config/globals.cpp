#include "config/globals.hpp"

#include <algorithm>

#include "config/messages.hpp"
#include "daemon/base/file.hpp"

namespace samkat::config {

namespace {

LogSettings read_log(const Document& document) {
    const Section section{"log", document, table_at(document, "log")};
    LogSettings log;
    const std::string level = section.text("level");
    log.level = level == "debug"     ? LogLevel::debug
                : level == "warning" ? LogLevel::warning
                : level == "error"   ? LogLevel::error
                                     : LogLevel::info;
    const std::string target = section.text("target");
    log.target = target == "journal"  ? LogTarget::journal
                 : target == "stderr" ? LogTarget::standard_error
                                      : LogTarget::automatic;
    return log;
}

class DirectoryReader {
  public:
    DirectoryReader(const Document& document, const LoadOptions& options, Findings& findings)
        : section_("directory", document, table_at(document, "directory")), options_(options), findings_(findings) {}

    DirectorySettings read() {
        directory_.name = section_.text("name");
        directory_.kind = section_.text("kind") == "ldif" ? DirectoryKind::ldif : DirectoryKind::openldap;
        directory_.file = section_.path("file");
        directory_.page_size = section_.count("page_size");
        directory_.window = section_.count("window");
        directory_.connect_timeout = section_.duration("connect_timeout");
        directory_.operation_timeout = section_.duration("operation_timeout");
        directory_.certain_after = section_.duration("certain_after");
        directory_.insecure = section_.boolean("insecure");
        directory_.ca_file = section_.path("ca_file");
        if (directory_.kind == DirectoryKind::openldap)
            read_server();
        else if (directory_.file.empty())
            add(config_messages::LDIF_FILE, "kind");
        return std::move(directory_);
    }

  private:
    void add(const Message& message, std::string_view key, const Arguments& arguments = {}) {
        findings_.add(finding_at(message, section_.at(key), arguments));
    }

    void read_server() {
        directory_.uri = section_.text("uri");
        directory_.bind = section_.text("bind") == "simple" ? BindMethod::simple : BindMethod::external;
        directory_.bind_dn = section_.text("bind_dn");
        check_uri();
        read_password();
    }

    void check_uri() {
        const std::string& uri = directory_.uri;
        const bool clear = uri.starts_with("ldap://");
        if (!clear && !uri.starts_with("ldaps://") && !uri.starts_with("ldapi://")) {
            return add(config_messages::URI_SCHEME, "uri", {{"value", uri}});
        }
        if (clear)
            add(directory_.insecure ? config_messages::URI_INSECURE : config_messages::URI_CLEAR, "uri",
                {{"value", uri}});
        const bool external = directory_.bind == BindMethod::external;
        if (external && !uri.starts_with("ldapi://"))
            add(config_messages::EXTERNAL_BIND, section_.has("bind") ? "bind" : "uri");
    }

    void read_password() {
        const bool file = section_.has("password_file");
        const bool credential = section_.has("password_credential");
        if (directory_.bind == BindMethod::simple) {
            if (directory_.bind_dn.empty()) add(config_messages::SIMPLE_BIND, "bind", {{"key", "bind_dn"}});
            if (!file && !credential) add(config_messages::SIMPLE_BIND, "bind", {{"key", "password_file"}});
        }
        if (file && credential) add(config_messages::TWO_PASSWORDS, "password_credential");
        const std::string key = credential ? "password_credential" : "password_file";
        if (credential)
            find_credential();
        else
            directory_.password_file = section_.path(key);
        if (options_.check_secrets && !directory_.password_file.empty()) check_secret(key);
    }

    void find_credential() {
        const std::string name = section_.text("password_credential");
        if (!options_.credentials_directory.empty())
            directory_.password_file = options_.credentials_directory / name;
        else
            add(config_messages::NO_CREDENTIALS, "password_credential", {{"name", name}});
    }

    void check_secret(const std::string& key) {
        const auto secret = read_secret(directory_.password_file);
        if (secret) return;
        Finding problem = secret.error();
        problem.where = section_.at(key).where();
        problem.excerpt = excerpt(section_.at(key));
        findings_.add(std::move(problem));
    }

    Section section_;
    const LoadOptions& options_;
    Findings& findings_;
    DirectorySettings directory_;
};

bool is_inside(const std::filesystem::path& inner, const std::filesystem::path& outer) {
    const auto inner_path = (inner / "").lexically_normal().string();
    const auto outer_path = (outer / "").lexically_normal().string();
    return inner_path.starts_with(outer_path);
}

}  // namespace

void read_globals(const Document& document, const LoadOptions& options, Config& config, Findings& findings) {
    const Section top{"", document, &document.root};
    config.language = top.text("language") == "en" ? Language::en : Language::sv;
    config.state_dir = top.path("state_dir");
    config.key_dir = top.path("key_dir");
    if (is_inside(config.key_dir, config.state_dir)) {
        const Spot spot = top.at(top.has("key_dir") ? "key_dir" : "state_dir");
        findings.add(finding_at(config_messages::KEY_DIR_INSIDE, spot, {{"path", config.key_dir.string()}}));
    }
    config.log = read_log(document);
    config.directory = DirectoryReader{document, options, findings}.read();
    const Section connectors{"connectors", document, table_at(document, "connectors")};
    config.connectors = {connectors.path("dir"),
                         connectors.count("memory"),
                         connectors.duration("cpu_time"),
                         connectors.text("user"),
                         {},
                         connectors.text("missing_layers") != "best-effort"};
    for (const std::string& each : connectors.texts("readable"))
        config.connectors.readable.push_back(resolved(document, each));
    config.approval_expires = Section{"approval", document, table_at(document, "approval")}.duration("expires");
}

Result<Secret> password_of(const DirectorySettings& directory) {
    if (directory.kind != DirectoryKind::openldap || directory.bind != BindMethod::simple) return Secret{};
    if (directory.password_file.empty()) return fail(config_messages::PASSWORD_NOWHERE, {}, {{"name", directory.name}});
    return read_secret(directory.password_file);
}

}  // namespace samkat::config
