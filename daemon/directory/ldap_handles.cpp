#include "daemon/directory/ldap_handles.hpp"

#include <ldap.h>

namespace samkat::directory {

void LdapFree::operator()(ldap* handle) const noexcept { ldap_unbind_ext(handle, nullptr, nullptr); }
void LdapFree::operator()(ldapmsg* message) const noexcept { ldap_msgfree(message); }
void LdapFree::operator()(ldapcontrol* control) const noexcept { ldap_control_free(control); }
void LdapFree::operator()(ldapcontrol** controls) const noexcept { ldap_controls_free(controls); }
void LdapFree::operator()(berelement* element) const noexcept { ber_free(element, 0); }
void LdapFree::operator()(char* text) const noexcept { ldap_memfree(text); }

LdapResult last_result(ldap* handle, int code) {
    char* text = nullptr;
    ldap_get_option(handle, LDAP_OPT_DIAGNOSTIC_MESSAGE, &text);
    const LdapText owner{text};
    return {code, text == nullptr ? "" : text};
}

}  // namespace samkat::directory
