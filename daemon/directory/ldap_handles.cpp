#include "daemon/directory/ldap_handles.hpp"

#include <csignal>
#include <ctime>

#include <ldap.h>

namespace samkat::directory {

namespace {

sigset_t pipe_signal() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    return set;
}

bool is_pending() {
    sigset_t pending;
    sigpending(&pending);
    return sigismember(&pending, SIGPIPE) == 1;
}

}  // namespace

void LdapFree::operator()(ldap* handle) const noexcept {
    const NoPipeSignal quiet;
    ldap_unbind_ext(handle, nullptr, nullptr);
}
void LdapFree::operator()(ldapmsg* message) const noexcept {
    ldap_msgfree(message);
}
void LdapFree::operator()(ldapcontrol* control) const noexcept {
    ldap_control_free(control);
}
void LdapFree::operator()(ldapcontrol** controls) const noexcept {
    ldap_controls_free(controls);
}
void LdapFree::operator()(berelement* element) const noexcept {
    ber_free(element, 0);
}
void LdapFree::operator()(char* text) const noexcept {
    ldap_memfree(text);
}

NoPipeSignal::NoPipeSignal() : was_pending_(is_pending()) {
    const sigset_t set = pipe_signal();
    sigset_t before;
    pthread_sigmask(SIG_BLOCK, &set, &before);
    was_blocked_ = sigismember(&before, SIGPIPE) == 1;
}

NoPipeSignal::~NoPipeSignal() {
    const sigset_t set = pipe_signal();
    const timespec now{};
    if (!was_pending_ && is_pending()) sigtimedwait(&set, nullptr, &now);  // ours: it goes to the thread that wrote
    if (!was_blocked_) pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

LdapResult last_result(ldap* handle, int code) {
    char* text = nullptr;
    ldap_get_option(handle, LDAP_OPT_DIAGNOSTIC_MESSAGE, &text);
    const LdapText owner{text};
    return {code, text == nullptr ? "" : text};
}

}  // namespace samkat::directory
