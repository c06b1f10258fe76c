#include "daemon/engine/recognise.hpp"

#include <algorithm>

namespace samkat::engine {

namespace {

// A date, from YYYY-MM-DD, YYYYMMDD or GeneralizedTime (RFC 4517 section 3.3.13); else none.
Date date_of(std::string_view text) {
    auto date = parse_date(text);
    if (!date && text.size() > 8) date = parse_date(text.substr(0, 8));
    return date.value_or(Date{});
}

}  // namespace

std::optional<KnownAccount> recognise(const Entry& entry, const KeyedHash& hash, const IsIssuedTo& is_issued_to) {
    const AccountId id = parse_account_id(entry.value("samkatAccountId"));
    const auto status = parse_account_status(entry.value("samkatAccountStatus"));
    const std::string subject = hash.hash("subject", id.text());
    const auto all_issued = [&](std::string_view purpose, const Values& names) {
        return std::ranges::all_of(names,
                                   [&](const std::string& name) { return is_issued_to(purpose, name, subject); });
    };
    const Values& usernames = entry.values("uid");
    const Values& eppns = entry.values("eduPersonPrincipalName");
    if (id.person.empty() || !status || usernames.size() != 1 || eppns.size() > 1) return std::nullopt;
    if (!all_issued("username", usernames) || !all_issued("eppn", eppns)) return std::nullopt;
    KnownAccount account;
    account.id = id;
    account.username = usernames.front();
    if (!eppns.empty()) account.eppn = eppns.front();
    account.dn = entry.dn().text();
    account.status = *status;
    account.grace_until = date_of(entry.value("samkatGraceUntil"));
    return account;
}

}  // namespace samkat::engine
