#include "daemon/engine/names.hpp"

#include <algorithm>
#include <set>

#include "daemon/base/text.hpp"
#include "daemon/engine/context.hpp"
#include "daemon/engine/evaluate.hpp"
#include "daemon/engine/messages.hpp"
#include "daemon/engine/mint.hpp"

namespace samkat::engine {

namespace {

struct Request {
    const MunicipalityPolicy* policy;
    const DesiredAccount* account;
    std::string id;
};

std::vector<Request> requests_of(std::span<const NamesInput> municipalities) {
    std::vector<Request> requests;
    for (const NamesInput& each : municipalities) {
        for (const DesiredAccount& account : *each.accounts) {
            if (account.known == nullptr && account.person != nullptr)
                requests.push_back({each.policy, &account, account.id.text()});
        }
    }
    std::ranges::sort(requests, {}, &Request::id);
    return requests;
}

class Namer {
  public:
    Namer(const World& world, const NameRegister& names, const KeyedHash& hash)
        : world_(world), names_(names), hash_(hash) {}

    Result<std::string> name(const Request& request, const std::string& purpose, const NameRule& rule,
                             const std::string& suffix) {
        // The subject is hashed: what a name was minted from must not tell who it is.
        const std::string subject = hash_.hash("subject", request.id);
        if (auto reserved = names_.reserved_for(purpose, subject)) return *reserved;
        const auto is_free = [&](std::string_view local) {
            const std::string whole = std::string{local} + suffix;
            return !given_.contains(purpose + ":" + text::fold(whole)) && names_.is_free(purpose, whole);
        };
        auto local = mint(rule, purpose, subject, stem(request, rule), hash_, is_free);
        if (!local) return local;
        given_.insert(purpose + ":" + text::fold(*local + suffix));
        return *local + suffix;
    }

  private:
    std::string stem(const Request& request, const NameRule& rule) const {
        if (rule.policy != NamePolicy::from_template) return {};
        AccountContext context;
        context.set_person(*request.account->person, world_.pool);
        context.set_municipality(*request.policy, request.account->id.role);
        const Values values = evaluate(rule.pattern, context);
        return values.empty() ? std::string{} : values.front();
    }

    const World& world_;
    const NameRegister& names_;
    const KeyedHash& hash_;
    std::set<std::string> given_;
};

}  // namespace

NamesResult mint_names(std::span<const NamesInput> municipalities, const World& world, const NameRegister& names,
                       const KeyedHash& hash) {
    NamesResult result;
    Namer namer{world, names, hash};
    for (const Request& request : requests_of(municipalities)) {
        auto username = namer.name(request, "username", request.policy->username, "");
        auto eppn = namer.name(request, "eppn", request.policy->eppn, "@" + request.policy->scope);
        for (auto* each : {&username, &eppn}) {
            if (!*each) {
                Finding finding = each->error();
                finding.where.place = request.account->cause.locator;
                result.findings.add(std::move(finding));
            }
        }
        if (username && eppn) result.by_account.emplace(request.id, Names{*username, *eppn});
    }
    return result;
}

}  // namespace samkat::engine
