#include "daemon/directory/ldap_connect.hpp"

#include <algorithm>

#include <arpa/inet.h>
#include <ldap.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "daemon/base/file.hpp"
#include "daemon/base/text.hpp"
#include "daemon/directory/ldap_codes.hpp"
#include "daemon/directory/ldap_peer.hpp"
#include "daemon/directory/messages.hpp"

namespace samkat::directory {

namespace {

constexpr std::uint32_t max_page_size = 10'000;
constexpr std::uint32_t max_window = 900;
constexpr std::int64_t max_timeout_ms = 3'600'000;
constexpr ber_len_t max_incoming = ber_len_t{256} << 20;                  // bytes of one message from the server
constexpr const char* system_cas = "/etc/ssl/certs/ca-certificates.crt";  // package ca-certificates

Arguments about(const Endpoint& endpoint) {
    return {{"uri", text::printable(text::left(endpoint.uri, 200))}};
}

Arguments about(const Endpoint& endpoint, const LdapResult& result) {
    Arguments arguments = about(endpoint);
    arguments.emplace_back("reason", reason_text(result));
    return arguments;
}

struct UrlFree {
    void operator()(LDAPURLDesc* url) const noexcept { ldap_free_urldesc(url); }
};
using Url = std::unique_ptr<LDAPURLDesc, UrlFree>;

// libldap takes lists of URIs; one is what was checked, so one is what it gets.
Url parse_url(const std::string& uri) {
    const bool one = std::ranges::all_of(uri, [](char c) { return c > ' ' && c != ',' && c != 0x7F; });
    LDAPURLDesc* url = nullptr;
    if (!one || ldap_url_parse(uri.c_str(), &url) != LDAP_URL_SUCCESS) return nullptr;
    return Url{url};
}

bool is_loopback(const std::string& host) {
    in_addr four{};
    in6_addr six{};
    if (inet_pton(AF_INET, host.c_str(), &four) == 1) return (ntohl(four.s_addr) >> 24) == 127;
    if (inet_pton(AF_INET6, host.c_str(), &six) == 1) return IN6_IS_ADDR_LOOPBACK(&six);
    return host == "localhost";
}

Result<void> check_bounds(const std::string& setting, std::int64_t value, std::int64_t least, std::int64_t most) {
    if (value >= least && value <= most) return {};
    return fail(directory_messages::ENDPOINT_BOUNDS, {},
                {{"setting", setting},
                 {"value", std::to_string(value)},
                 {"least", std::to_string(least)},
                 {"most", std::to_string(most)}});
}

Result<void> check_numbers(const Endpoint& endpoint) {
    return check_bounds("page_size", endpoint.page_size, 1, max_page_size)
        .and_then([&] { return check_bounds("window", endpoint.window, 1, max_window); })
        .and_then([&] { return check_bounds("network_timeout", endpoint.network_timeout.count(), 1, max_timeout_ms); })
        .and_then(
            [&] { return check_bounds("operation_timeout", endpoint.operation_timeout.count(), 1, max_timeout_ms); });
}

bool uses_tls(const Endpoint& endpoint) {
    return endpoint.start_tls || endpoint.uri.starts_with("ldaps:");
}

timeval timeval_of(std::chrono::milliseconds duration) {
    return {duration.count() / 1000, static_cast<suseconds_t>(duration.count() % 1000 * 1000)};
}

// Collects the settings of one handle and remembers the first that libldap did not take.
class Options {
  public:
    explicit Options(ldap* handle) : handle_(handle) {}

    Options& set(const char* name, int option, const void* value) {
        const int code = failed_.empty() ? ldap_set_option(handle_, option, value) : LDAP_SUCCESS;
        if (code != LDAP_SUCCESS) failed_ = name;
        return *this;
    }
    Options& set(const char* name, int option, int value) {
        return set(name, option, static_cast<const void*>(&value));
    }

    Result<void> done(const Endpoint& endpoint) const {
        if (failed_.empty()) return {};
        Arguments arguments = about(endpoint, last_result(handle_, LDAP_LOCAL_ERROR));
        arguments.emplace_back("option", failed_);
        return fail(directory_messages::OPTION, {}, arguments);
    }

  private:
    ldap* handle_;
    std::string failed_;
};

Result<void> set_options(ldap* handle, const Endpoint& endpoint) {
    const timeval network = timeval_of(endpoint.network_timeout);
    const timeval operation = timeval_of(endpoint.operation_timeout);
    Sockbuf* buffer = nullptr;
    ldap_get_option(handle, LDAP_OPT_SOCKBUF, &buffer);
    ber_len_t limit = max_incoming;
    if (buffer != nullptr) ber_sockbuf_ctrl(buffer, LBER_SB_OPT_SET_MAX_INCOMING, &limit);
    return Options{handle}
        .set("protocol", LDAP_OPT_PROTOCOL_VERSION, LDAP_VERSION3)
        .set("referrals", LDAP_OPT_REFERRALS, LDAP_OPT_OFF)
        .set("restart", LDAP_OPT_RESTART, LDAP_OPT_ON)
        .set("network_timeout", LDAP_OPT_NETWORK_TIMEOUT, static_cast<const void*>(&network))
        .set("operation_timeout", LDAP_OPT_TIMEOUT, static_cast<const void*>(&operation))
        .done(endpoint);
}

// The context must be made anew after the last TLS setting: until then the handle uses libldap's global one.
Result<void> set_tls(ldap* handle, const Endpoint& endpoint) {
    if (!uses_tls(endpoint)) return {};
    const std::string authorities = endpoint.ca_file.empty() ? system_cas : endpoint.ca_file;
    if (const auto readable = read_file(authorities); !readable) return fail(readable.error());
    return Options{handle}
        .set("require_cert", LDAP_OPT_X_TLS_REQUIRE_CERT, LDAP_OPT_X_TLS_HARD)
        // Where the certificate names hosts (subjectAltName) its CN is none of them: RFC 6125 section 6.4.4.
        .set("require_san", LDAP_OPT_X_TLS_REQUIRE_SAN, LDAP_OPT_X_TLS_TRY)
        .set("ca_file", LDAP_OPT_X_TLS_CACERTFILE, static_cast<const void*>(authorities.c_str()))
        .set("ca_file", LDAP_OPT_X_TLS_NEWCTX, 0)
        .done(endpoint);
}

// Connects, which the first operation would do otherwise: the server must have shown who it is before it gets a
// password.
Result<void> secure(ldap* handle, const Endpoint& endpoint) {
    if (!uses_tls(endpoint)) return {};
    const int code = endpoint.start_tls ? ldap_start_tls_s(handle, nullptr, nullptr) : ldap_connect(handle);
    if (code != LDAP_SUCCESS) return fail(directory_messages::TLS, {}, about(endpoint, last_result(handle, code)));
    switch (purpose_of_peer(handle)) {
        case Purpose::server:
            return {};
        case Purpose::other:
            return fail(directory_messages::TLS_PURPOSE, {}, about(endpoint));
        case Purpose::unreadable:
            break;
    }
    return fail(directory_messages::TLS_UNREADABLE, {}, about(endpoint));
}

Result<void> bind(ldap* handle, const Endpoint& endpoint) {
    const bool simple = endpoint.bind == Bind::simple;
    const std::string_view password = simple ? endpoint.password.reveal() : std::string_view{""};
    berval credentials{password.size(), const_cast<char*>(password.data())};  // libldap only reads it
    const int code = ldap_sasl_bind_s(handle, simple ? endpoint.bind_dn.c_str() : nullptr,
                                      simple ? LDAP_SASL_SIMPLE : "EXTERNAL", &credentials, nullptr, nullptr, nullptr);
    if (code == LDAP_SUCCESS) return {};
    const LdapResult result = last_result(handle, code);
    if (code > 0) return fail(directory_messages::BIND, {}, about(endpoint, result));
    return fail(uses_tls(endpoint) ? directory_messages::TLS : directory_messages::CONNECT, {},
                about(endpoint, result));
}

// A server that stops reading must not hold a writer for ever: libldap goes on with the rest when it next waits for
// answers.
void limit_writes(ldap* handle, const Endpoint& endpoint) {
    int descriptor = -1;
    ldap_get_option(handle, LDAP_OPT_DESC, &descriptor);
    const timeval limit = timeval_of(endpoint.operation_timeout);
    if (descriptor >= 0) setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

}  // namespace

Result<void> check_endpoint(const Endpoint& endpoint) {
    const Url url = parse_url(endpoint.uri);
    const std::string scheme = url == nullptr || url->lud_scheme == nullptr ? "" : url->lud_scheme;
    const std::string host = url == nullptr || url->lud_host == nullptr ? "" : url->lud_host;
    const bool network = scheme == "ldap" || scheme == "ldaps";
    if ((!network && scheme != "ldapi") || (network && host.empty()))
        return fail(directory_messages::ENDPOINT_URI, {}, about(endpoint));
    if (endpoint.bind == Bind::external && network)
        return fail(directory_messages::ENDPOINT_EXTERNAL, {}, about(endpoint));
    if (scheme == "ldap" && !endpoint.start_tls && !endpoint.insecure && !is_loopback(host)) {
        return fail(directory_messages::CLEARTEXT, {}, about(endpoint));
    }
    if (endpoint.bind == Bind::simple && (endpoint.bind_dn.empty() || endpoint.password.empty())) {
        return fail(directory_messages::NO_PASSWORD, {}, about(endpoint));
    }
    return check_numbers(endpoint);
}

Result<LdapHandle> connect(const Endpoint& endpoint) {
    ldap* raw = nullptr;
    const int code = ldap_initialize(&raw, endpoint.uri.c_str());
    LdapHandle handle{raw};
    if (code != LDAP_SUCCESS) return fail(directory_messages::CONNECT, {}, about(endpoint, {code, ""}));
    return set_options(raw, endpoint)
        .and_then([&] { return set_tls(raw, endpoint); })
        .and_then([&] { return secure(raw, endpoint); })
        .and_then([&] { return bind(raw, endpoint); })
        .map([&] {
            limit_writes(raw, endpoint);
            return std::move(handle);
        });
}

}  // namespace samkat::directory
