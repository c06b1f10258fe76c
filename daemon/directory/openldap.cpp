#include "daemon/directory/openldap.hpp"

#include <cstdlib>
#include <map>
#include <set>

#include <ldap.h>

#include "daemon/base/date.hpp"
#include "daemon/directory/ldap_codes.hpp"
#include "daemon/directory/ldap_connect.hpp"
#include "daemon/directory/ldap_facts.hpp"
#include "daemon/directory/ldap_line.hpp"
#include "daemon/directory/ldap_search.hpp"
#include "daemon/directory/ldap_send.hpp"
#include "daemon/directory/messages.hpp"

namespace samkat::directory {

namespace {

// Of an Endpoint, what is needed after binding.
struct Settings {
    std::chrono::milliseconds timeout;
    std::uint32_t page_size;
    std::uint32_t window;
    std::string link_attribute;
};

struct Sent {
    std::uint64_t ticket = 0;
    Operation operation;  // without its values
};

class OpenLdap final : public Directory {
  public:
    OpenLdap(LdapHandle handle, Settings settings)
        : handle_(std::move(handle)), line_(handle_.get()), settings_(std::move(settings)) {}

    Result<void> search(const Search& search, const std::function<void(Entry&&)>& each) override {
        const auto known = facts();
        if (!known) return fail(known.error());
        const bool in_pages = known->paged && search.scope != Scope::base;
        return plain_search(search, in_pages ? settings_.page_size : 0, each);
    }

    Result<std::optional<Entry>> read(const Dn& dn, const std::vector<std::string>& attributes) override {
        std::optional<Entry> found;
        const Search search{dn, Scope::base, "(objectClass=*)", attributes};
        auto done = plain_search(search, 0, [&](Entry&& entry) { found = std::move(entry); });
        if (!done) return fail(done.error());
        return found;
    }

    Result<Facts> facts() override {
        if (facts_) return *facts_;
        const auto root = read(Dn{}, {"*", "+"});
        if (!root) return fail(root.error());
        facts_ = facts_of(root->value_or(Entry{}));
        return *facts_;
    }

    Result<SchemaFacts> schema() override {
        if (auto done = learn_schema(); !done) return fail(done.error());
        return *schema_;
    }

    std::size_t window() const override { return settings_.window; }
    std::size_t outstanding() const override { return sent_.size(); }
    Result<void> send(std::uint64_t ticket, const Change& change) override;
    Result<Answer> receive() override;

  private:
    Result<void> plain_search(const Search& search, std::uint32_t page_size, const std::function<void(Entry&&)>& each);
    Result<void> learn_schema();
    Result<void> may_send(std::uint64_t ticket);
    void lose(const LdapResult& result);
    Answer next_lost();
    std::optional<Answer> answer_in(ldapmsg* message);

    LdapHandle handle_;  // none: the connection is lost
    Line line_;
    Settings settings_;
    Finding loss_;
    bool ended_ = false;  // the lost connection's operations cannot be done any more
    std::optional<Facts> facts_;
    std::optional<SchemaFacts> schema_;
    std::map<int, Sent> sent_;  // by message id; -1: cut off while it was sent
    std::set<std::uint64_t> tickets_;
};

Result<void> OpenLdap::plain_search(const Search& search, std::uint32_t page_size,
                                    const std::function<void(Entry&&)>& each) {
    if (!handle_) return fail(directory_messages::CLOSED);
    const NoPipeSignal quiet;
    bool lost = false;
    auto done = run_search(handle_.get(), search, {page_size, settings_.timeout}, each, lost);
    if (lost) lose({LDAP_SERVER_DOWN, ""});
    return done;
}

Result<void> OpenLdap::learn_schema() {
    if (schema_) return {};
    const auto known = facts();
    if (!known) return fail(known.error());
    const auto dn = Dn::parse(known->subschema);
    if (!dn) return fail(dn.error());
    Search search{*dn, Scope::base, "(objectClass=subschema)", {"attributeTypes", "objectClasses"}};
    SchemaFacts schema;
    auto done = plain_search(search, 0, [&](Entry&& entry) { schema = schema_of(entry); });
    if (done) schema_ = std::move(schema);
    return done;
}

Result<void> OpenLdap::may_send(std::uint64_t ticket) {
    if (!handle_) return fail(directory_messages::CLOSED);
    if (sent_.size() >= settings_.window) {
        return fail(directory_messages::WINDOW, {}, {{"count", std::to_string(sent_.size())}});
    }
    if (tickets_.contains(ticket)) return fail(directory_messages::TICKET, {}, {{"ticket", std::to_string(ticket)}});
    if (auto done = learn_schema(); !done) return done;
    if (!facts_->assertion) return fail(directory_messages::NO_ASSERTION);
    return {};
}

Result<void> OpenLdap::send(std::uint64_t ticket, const Change& change) {
    if (auto may = may_send(ticket); !may) return may;
    auto operation = operation_of(change, settings_.link_attribute, *schema_);
    if (!operation) return fail(operation.error());
    const NoPipeSignal quiet;
    int id = -1;
    const int code = send_operation(handle_.get(), *operation, id);
    if (code == LDAP_BUSY) {  // libldap's own: the request before this one is still held up, for the second time out
        lose({LDAP_TIMEOUT, ""});
        return fail(directory_messages::CLOSED);
    }
    if (code != LDAP_SUCCESS && !is_lost(code)) {
        return fail(directory_messages::REFUSED, {change.dn.text(), 0, 0, {}}, {{"reason", reason_text({code, ""})}});
    }
    operation->attributes.clear();
    operation->modifications.clear();
    operation->precondition.clear();
    sent_.emplace(code == LDAP_SUCCESS ? id : -1, Sent{ticket, std::move(*operation)});
    tickets_.insert(ticket);
    if (code != LDAP_SUCCESS) lose({code, ""});
    return {};
}

Result<Answer> OpenLdap::receive() {
    if (sent_.empty()) return fail(directory_messages::NOTHING_SENT);
    const NoPipeSignal quiet;
    while (handle_) {
        LdapResult result;
        const LdapMessage message = wait_for(handle_.get(), LDAP_RES_ANY, true, settings_.timeout, result);
        if (!message)
            lose(result);
        else if (auto answer = answer_in(message.get()))
            return *answer;
    }
    return next_lost();
}

// The Answer in `message`; nothing if it answers no ticket.
std::optional<Answer> OpenLdap::answer_in(ldapmsg* message) {
    int code = LDAP_OTHER;
    char* diagnostic = nullptr;
    const int parsed = ldap_parse_result(handle_.get(), message, &code, nullptr, &diagnostic, nullptr, nullptr, 0);
    const LdapText owner{diagnostic};
    const LdapResult result{parsed == LDAP_SUCCESS ? code : parsed, diagnostic == nullptr ? "" : diagnostic};
    const int id = ldap_msgid(message);
    const auto found = sent_.find(id);
    if (id == LDAP_RES_UNSOLICITED || (parsed != LDAP_SUCCESS && found != sent_.end())) {
        lose(result);  // a notice of disconnection (RFC 4511 section 4.4.1), or nonsense
        return std::nullopt;
    }
    if (found == sent_.end()) return std::nullopt;
    Answer answer = answer_of(result, found->second.operation);
    answer.ticket = found->second.ticket;
    tickets_.erase(answer.ticket);
    sent_.erase(found);
    return answer;
}

// The handle must go at once: libldap would connect anew, unbound, with the next call.
void OpenLdap::lose(const LdapResult& result) {
    handle_.reset();
    ended_ = line_.end(sent_.empty() ? std::chrono::milliseconds{0} : settings_.timeout);
    if (result.code == LDAP_TIMEOUT) {
        loss_ = finding(directory_messages::TIMEOUT, {}, {{"limit", format_duration(settings_.timeout)}});
    } else {
        loss_ = finding(directory_messages::LOST, {}, {{"reason", reason_text(result)}});
    }
}

Answer OpenLdap::next_lost() {
    auto first = sent_.extract(sent_.begin());
    Answer answer{first.mapped().ticket, ended_ ? Verdict::ended : Verdict::lost, loss_};
    answer.reason.where.place = first.mapped().operation.dn.text();
    tickets_.erase(answer.ticket);
    return answer;
}

}  // namespace

Result<std::unique_ptr<Directory>> open_openldap(const Endpoint& endpoint) {
    ::setenv("LDAPNOINIT", "1", 1);
    if (auto sound = check_endpoint(endpoint); !sound) return fail(sound.error());
    const NoPipeSignal quiet;
    auto handle = connect(endpoint);
    if (!handle) return fail(handle.error());
    Settings settings{endpoint.operation_timeout, endpoint.page_size, endpoint.window, endpoint.link_attribute};
    return std::make_unique<OpenLdap>(std::move(*handle), std::move(settings));
}

}  // namespace samkat::directory
