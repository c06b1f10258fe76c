#include "daemon/directory/ldap_peer.hpp"

#include <memory>

#include <ldap.h>
#include <openssl/x509v3.h>

namespace samkat::directory {

namespace {

struct CertificateFree {
    void operator()(X509* certificate) const noexcept { X509_free(certificate); }
};
using Certificate = std::unique_ptr<X509, CertificateFree>;

}  // namespace

Purpose purpose_of(std::span<const unsigned char> der) {
    const unsigned char* at = der.data();
    const Certificate certificate{d2i_X509(nullptr, &at, static_cast<long>(der.size()))};
    if (!certificate || (X509_get_extension_flags(certificate.get()) & EXFLAG_INVALID) != 0) return Purpose::unreadable;
    // All bits are set where the certificate does not say.
    const std::uint32_t usage = X509_get_extended_key_usage(certificate.get());
    return (usage & (XKU_SSL_SERVER | XKU_ANYEKU)) != 0 ? Purpose::server : Purpose::other;
}

Purpose purpose_of_peer(ldap* handle) {
    berval certificate{};
    if (ldap_get_option(handle, LDAP_OPT_X_TLS_PEERCERT, &certificate) != LDAP_SUCCESS || certificate.bv_val == nullptr)
        return Purpose::unreadable;
    const LdapText owner{certificate.bv_val};
    return purpose_of({reinterpret_cast<const unsigned char*>(certificate.bv_val), certificate.bv_len});
}

}  // namespace samkat::directory
