#include "daemon/directory/ldap_search.hpp"

#include <memory>
#include <optional>

#include <ldap.h>

#include "daemon/base/text.hpp"
#include "daemon/directory/ldap_codes.hpp"
#include "daemon/directory/messages.hpp"

namespace samkat::directory {

namespace {

std::string_view view_of(const berval& value) {
    return value.bv_val == nullptr ? std::string_view{} : std::string_view{value.bv_val, value.bv_len};
}

int scope_of(Scope scope) {
    if (scope == Scope::base) return LDAP_SCOPE_BASE;
    return scope == Scope::one ? LDAP_SCOPE_ONELEVEL : LDAP_SCOPE_SUBTREE;
}

tl::unexpected<Error> search_failed(const LdapResult& result, const Search& search) {
    const bool limited = result.code == LDAP_SIZELIMIT_EXCEEDED || result.code == LDAP_TIMELIMIT_EXCEEDED ||
                         result.code == LDAP_ADMINLIMIT_EXCEEDED;
    if (result.code == LDAP_REFERRAL) return fail(directory_messages::REFERRAL, {search.base.text(), 0, 0, {}});
    return fail(limited ? directory_messages::LIMIT : directory_messages::SEARCH, {search.base.text(), 0, 0, {}},
                {{"reason", reason_text(result)}});
}

// The values of one attribute; the array is ours, what it points to is the message's.
Values values_of(berval* list) {
    const std::unique_ptr<char, LdapFree> owner{reinterpret_cast<char*>(list)};
    Values values;
    for (const berval* each = list; each != nullptr && each->bv_val != nullptr; ++each)
        values.emplace_back(view_of(*each));
    return values;
}

Result<Entry> entry_of(ldap* handle, ldapmsg* message, const Search& search) {
    berelement* raw = nullptr;
    berval dn_text{};
    const int code = ldap_get_dn_ber(handle, message, &raw, &dn_text);
    const LdapElement element{raw};
    if (code != LDAP_SUCCESS) return search_failed({LDAP_DECODING_ERROR, ""}, search);
    auto dn = Dn::parse(view_of(dn_text));
    if (!dn) return fail(dn.error());
    Entry entry{std::move(*dn)};
    for (;;) {
        berval name{};
        berval* values = nullptr;
        const int more = ldap_get_attribute_ber(handle, message, raw, &name, &values);
        if (more != LDAP_SUCCESS) return search_failed({more, ""}, search);
        if (name.bv_val == nullptr) return entry;
        entry.set(view_of(name), values_of(values));
    }
}

struct UrlsFree {
    void operator()(char** urls) const noexcept { ldap_memvfree(reinterpret_cast<void**>(urls)); }
    void operator()(LDAPURLDesc* url) const noexcept { ldap_free_urldesc(url); }
};

// The entry that stands for what is at the addresses `urls`: a reference names it by the DN in its address.
std::optional<Entry> referral_entry(char** urls) {
    LDAPURLDesc* raw = nullptr;
    if (ldap_url_parse(urls[0], &raw) != LDAP_URL_SUCCESS) return std::nullopt;
    const std::unique_ptr<LDAPURLDesc, UrlsFree> url{raw};
    auto dn = Dn::parse(raw->lud_dn == nullptr ? "" : raw->lud_dn);
    if (!dn || dn->empty()) return std::nullopt;
    Entry entry{std::move(*dn)};
    entry.set("objectClass", {"referral"});
    for (char** each = urls; *each != nullptr; ++each) entry.add("ref", *each);
    return entry;
}

// The search of one Search: pages until the server has no more.
class Pager {
  public:
    Pager(ldap* handle, const Search& search, const SearchLimits& limits, const std::function<void(Entry&&)>& each)
        : handle_(handle), search_(search), limits_(limits), each_(each) {
        for (const std::string& name : search.attributes) names_.push_back(const_cast<char*>(name.c_str()));
        names_.push_back(nullptr);
    }

    Result<void> run() {
        do {
            if (auto sent = send(); !sent) return sent;
            if (auto page = receive(); !page) return page;
            ++pages_;
        } while (!cookie_.empty());
        return {};
    }
    bool lost() const { return lost_; }

  private:
    Result<void> failed(const LdapResult& result) {
        lost_ = lost_ || is_lost(result.code);
        return search_failed(result, search_);
    }

    Result<void> send() {
        LdapControl page;
        if (limits_.page_size > 0) {
            berval cookie{cookie_.size(), cookie_.data()};
            ldapcontrol* raw = nullptr;
            const int code =
                ldap_create_page_control(handle_, static_cast<ber_int_t>(limits_.page_size), &cookie, 0, &raw);
            page.reset(raw);
            if (code != LDAP_SUCCESS) return failed({code, ""});
        }
        // A referral is an entry like others (RFC 3296 section 3); a server that does not know the control leaves it
        // out.
        ldapcontrol manage{const_cast<char*>(LDAP_CONTROL_MANAGEDSAIT), {0, nullptr}, 0};
        ldapcontrol* controls[] = {&manage, page.get(), nullptr};
        const int code = ldap_search_ext(handle_, search_.base.text().c_str(), scope_of(search_.scope),
                                         search_.filter.c_str(), search_.attributes.empty() ? nullptr : names_.data(),
                                         0, controls, nullptr, nullptr, LDAP_NO_LIMIT, &id_);
        return code == LDAP_SUCCESS ? Result<void>{} : failed(last_result(handle_, code));
    }

    Result<void> receive() {
        for (;;) {
            LdapResult result;
            const LdapMessage message = wait_for(handle_, id_, false, limits_.timeout, result);
            if (!message) return failed(result);
            const int type = ldap_msgtype(message.get());
            if (type == LDAP_RES_SEARCH_RESULT) return finish(message.get());
            auto taken = type == LDAP_RES_SEARCH_ENTRY       ? deliver(message.get())
                         : type == LDAP_RES_SEARCH_REFERENCE ? deliver_reference(message.get())
                                                             : Result<void>{};
            if (taken) continue;
            ldap_abandon_ext(handle_, id_, nullptr, nullptr);
            return taken;
        }
    }

    Result<void> deliver(ldapmsg* message) {
        auto entry = entry_of(handle_, message, search_);
        if (!entry) return fail(entry.error());
        each_(std::move(*entry));
        return {};
    }

    // From a server that does not manage referrals as entries: made one here.
    Result<void> deliver_reference(ldapmsg* message) {
        char** urls = nullptr;
        const int code = ldap_parse_reference(handle_, message, &urls, nullptr, 0);
        const std::unique_ptr<char*, UrlsFree> owner{urls};
        if (code != LDAP_SUCCESS || urls == nullptr || urls[0] == nullptr) return failed({LDAP_REFERRAL, ""});
        auto entry = referral_entry(urls);
        if (!entry) return failed({LDAP_REFERRAL, ""});
        each_(std::move(*entry));
        return {};
    }

    Result<void> finish(ldapmsg* message) {
        int code = LDAP_OTHER;
        char* diagnostic = nullptr;
        ldapcontrol** raw = nullptr;
        const int parsed = ldap_parse_result(handle_, message, &code, nullptr, &diagnostic, nullptr, &raw, 0);
        const LdapText text{diagnostic};
        const LdapControls controls{raw};
        if (parsed != LDAP_SUCCESS) return failed({parsed, ""});
        if (code == LDAP_NO_SUCH_OBJECT && pages_ == 0) {
            cookie_.clear();
            return {};
        }
        if (code != LDAP_SUCCESS) return failed({code, diagnostic == nullptr ? "" : diagnostic});
        return read_cookie(raw);
    }

    Result<void> read_cookie(ldapcontrol** controls) {
        cookie_.clear();
        ldapcontrol* page = ldap_control_find(LDAP_CONTROL_PAGEDRESULTS, controls, nullptr);
        if (page == nullptr) return {};
        ber_int_t estimate = 0;
        berval cookie{};
        const int code = ldap_parse_pageresponse_control(handle_, page, &estimate, &cookie);
        const LdapText owner{cookie.bv_val};
        if (code != LDAP_SUCCESS) return failed({code, ""});
        cookie_ = view_of(cookie);
        return {};
    }

    ldap* handle_;
    const Search& search_;
    const SearchLimits& limits_;
    const std::function<void(Entry&&)>& each_;
    std::vector<char*> names_;
    std::string cookie_;
    int id_ = 0;
    std::size_t pages_ = 0;
    bool lost_ = false;
};

}  // namespace

LdapMessage wait_for(ldap* handle, int id, bool whole, std::chrono::milliseconds timeout, LdapResult& result) {
    timeval limit{timeout.count() / 1000, static_cast<suseconds_t>(timeout.count() % 1000 * 1000)};
    ldapmsg* raw = nullptr;
    const int type = ldap_result(handle, id, whole ? LDAP_MSG_ALL : LDAP_MSG_ONE, &limit, &raw);
    LdapMessage message{raw};
    if (type > 0) return message;
    int code = LDAP_TIMEOUT;
    if (type < 0) ldap_get_option(handle, LDAP_OPT_RESULT_CODE, &code);
    result = {code == LDAP_SUCCESS ? LDAP_SERVER_DOWN : code, ""};
    return nullptr;
}

Result<void> run_search(ldap* handle, const Search& search, const SearchLimits& limits,
                        const std::function<void(Entry&&)>& each, bool& lost) {
    Pager pager{handle, search, limits, each};
    auto done = pager.run();
    lost = pager.lost();
    return done;
}

}  // namespace samkat::directory
