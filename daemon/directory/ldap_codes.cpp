#include "daemon/directory/ldap_codes.hpp"

#include <ldap.h>

#include "daemon/base/quote.hpp"
#include "daemon/base/text.hpp"
#include "daemon/directory/messages.hpp"

namespace samkat::directory {

namespace {

constexpr std::size_t max_diagnostic = 500;

Answer answer(Verdict verdict, const Message& message, const Operation& operation, const Arguments& arguments = {}) {
    return {0, verdict, finding(message, {operation.dn.text(), 0, 0, {}}, arguments)};
}

}  // namespace

std::string reason_text(const LdapResult& result) {
    std::string text = std::string{ldap_err2string(result.code)} + " (" + std::to_string(result.code) + ")";
    if (!result.diagnostic.empty()) text += ": " + quoted_for_people(result.diagnostic, max_diagnostic);
    return text;
}

bool is_lost(int code) {
    return code == LDAP_SERVER_DOWN || code == LDAP_CONNECT_ERROR || code == LDAP_TIMEOUT ||
           code == LDAP_DECODING_ERROR;
}

Answer answer_of(const LdapResult& result, const Operation& operation) {
    switch (result.code) {
        case LDAP_SUCCESS:
            return {0, Verdict::applied, {}};
        case LDAP_ASSERTION_FAILED:
            return answer(Verdict::stale, directory_messages::STALE_CHANGED, operation);
        case LDAP_NO_SUCH_OBJECT:
            return answer(Verdict::stale, directory_messages::STALE_GONE, operation);
        case LDAP_ALREADY_EXISTS:
            return answer(Verdict::stale, directory_messages::STALE_EXISTS, operation);
        case LDAP_NO_SUCH_ATTRIBUTE:
        case LDAP_TYPE_OR_VALUE_EXISTS:
            if (operation.by_value) return answer(Verdict::stale, directory_messages::STALE_CHANGED, operation);
            break;
        default:
            break;
    }
    const bool lost = is_lost(result.code);
    return answer(lost ? Verdict::lost : Verdict::failed, lost ? directory_messages::LOST : directory_messages::REFUSED,
                  operation, {{"reason", reason_text(result)}});
}

std::string_view name_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::applied:
            return "applied";
        case Verdict::stale:
            return "stale";
        case Verdict::failed:
            return "failed";
        case Verdict::ended:
            return "ended";
        case Verdict::lost:
            return "lost";
    }
    return "failed";
}

}  // namespace samkat::directory
