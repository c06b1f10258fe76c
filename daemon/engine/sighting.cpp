#include "daemon/engine/sighting.hpp"

#include <algorithm>

#include "daemon/base/text.hpp"
#include "daemon/engine/messages.hpp"
#include "daemon/engine/withhold.hpp"

namespace samkat::engine {

namespace {

constexpr std::string_view username_attribute = "uid";
constexpr std::string_view eppn_attribute = "eduPersonPrincipalName";
constexpr std::string_view person_attribute = "samkatPersonId";

bool has_name(const Entry& entry, std::string_view attribute, const std::string& name) {
    if (name.empty()) return false;
    if (entry.has(attribute, name)) return true;
    const std::string folded = text::fold(name);
    return std::ranges::any_of(entry.values(attribute),
                               [&](const std::string& each) { return text::fold(each) == folded; });
}

// What of an entry says whose it is.
struct Signs {
    bool username, eppn, person;
    bool all() const { return username && eppn && person; }
    bool none() const { return !username && !eppn && !person; }
};

Signs signs_of(const DesiredAccount& account, const Entry& entry) {
    const KnownAccount* known = account.known;
    return {known != nullptr && has_name(entry, username_attribute, known->username),
            known != nullptr && has_name(entry, eppn_attribute, known->eppn),
            entry.has(person_attribute, account.id.person.value)};
}

}  // namespace

bool Sighting::claim(const std::string& link, const Dn& dn) {
    const auto [claimed, first] = claims_.emplace(link, dn);
    if (first) return true;
    doubt(link, messages::PLAN_DOUBLE_LINK, claimed->second, {{"other", dn.text()}});
    return false;
}

bool Sighting::belongs(const DesiredAccount& account, const Entry& entry) {
    const Signs signs = signs_of(account, entry);
    const std::string link = account.id.text();
    // Nearly always: no more need be known of the others. One value more than the issued one may be another's name.
    const bool one_of_each = entry.values(username_attribute).size() == 1 && entry.values(eppn_attribute).size() == 1;
    if (signs.all() && one_of_each) return true;
    const std::set<std::string> others = others_in(link, entry);
    if (!others.empty()) {
        doubt(link, messages::PLAN_CONTRADICTED, entry.dn());
        for (const std::string& other : others) doubted_.insert(other);
        return false;
    }
    if (signs.none()) doubt(link, messages::PLAN_UNCONFIRMED, entry.dn());
    return !signs.none();
}

// Links of other known accounts that the entry has a name or the PersonId of.
std::set<std::string> Sighting::others_in(const std::string& link, const Entry& entry) {
    if (!owners_) {
        owners_.emplace();
        for (const KnownAccount& each : known_) {
            const std::string id = each.id.text();
            owners_->emplace("u" + text::fold(each.username), id);
            if (!each.eppn.empty()) owners_->emplace("e" + text::fold(each.eppn), id);
            // A pupil may be on the staff too: only another human being contradicts.
            owners_->emplace("p" + each.id.person.value, id);
        }
    }
    std::set<std::string> others;
    const auto look = [&](const std::string& key) {
        const auto owner = owners_->find(key);
        if (owner != owners_->end() && owner->second != link) others.insert(owner->second);
    };
    for (const std::string& value : entry.values(username_attribute)) look("u" + text::fold(value));
    for (const std::string& value : entry.values(eppn_attribute)) look("e" + text::fold(value));
    const std::string person{entry.value(person_attribute)};
    if (person != parse_account_id(link).person.value) look("p" + person);
    return others;
}

void Sighting::doubt(const std::string& link, const Message& message, const Dn& dn, Arguments arguments) {
    doubted_.insert(link);
    findings_.push_back(finding(message, {dn.text(), 0, 0, link}, arguments));
}

const std::map<std::string, const DesiredAccount*>& Sighting::missing() {
    if (missing_) return *missing_;
    missing_.emplace();
    for (const DesiredAccount& account : accounts_) {
        // The entry of one who has left for good may have been cleared away: nothing follows from that.
        if (account.status == AccountStatus::disabled) continue;
        std::string link = account.id.text();
        if (!claims_.contains(link)) missing_->emplace(std::move(link), &account);
    }
    return *missing_;
}

std::vector<Sought> Sighting::sought() {
    std::vector<Sought> result;
    for (const auto& [link, account] : missing()) {
        if (const KnownAccount* known = account->known)
            result.push_back({link, known->username, known->eppn, known->dn});
    }
    return result;
}

void Sighting::elsewhere(const Entry& entry) {
    const std::string link{entry.value("samkatAccountId")};
    const auto claimed = claims_.find(link);
    if (claimed != claims_.end() && claimed->second != entry.dn())
        doubt(link, messages::PLAN_DOUBLE_LINK, claimed->second, {{"other", entry.dn().text()}});
    const bool of_ours =
        link.starts_with("group." + policy_.code + ".") || link.starts_with("unit." + policy_.code + ".");
    if (missing().contains(link) || (of_ours && claimed == claims_.end())) {
        elsewhere_[link].push_back(entry.dn());
        doubt(link, messages::PLAN_ELSEWHERE, entry.dn());
    }
    for (const std::string& other : others_in(link, entry)) {
        if (missing().contains(other)) doubt(other, messages::PLAN_NAME_ELSEWHERE, entry.dn());
    }
}

void Sighting::not_gone(const std::string& link, const Dn& dn) {
    if (!doubted_.contains(link)) doubt(link, messages::PLAN_NOT_GONE, dn);
}

std::map<std::string, std::vector<Dn>> Sighting::unseen() {
    std::map<std::string, std::vector<Dn>> result;
    const auto add = [&](const std::string& link, const DesiredAccount& account) {
        if (account.known == nullptr || result.contains(link)) return;
        std::vector<Dn>& dns = result[link];
        if (auto dn = Dn::parse(account.known->dn)) dns.push_back(std::move(*dn));
        const auto found = elsewhere_.find(link);
        if (found != elsewhere_.end()) dns.insert(dns.end(), found->second.begin(), found->second.end());
    };
    for (const auto& [link, account] : missing()) add(link, *account);
    if (doubted_.empty()) return result;
    for (const DesiredAccount& account : accounts_) {
        if (doubted_.contains(account.id.text())) add(account.id.text(), account);
    }
    return result;
}

// Only accounts that should be there: entries of people who are leaving may be cleared away by hand.
std::size_t Sighting::lost() {
    return static_cast<std::size_t>(std::ranges::count_if(missing(), [](const auto& each) {
        const KnownAccount* known = each.second->known;
        return known != nullptr && known->status != AccountStatus::disabled &&
               each.second->status == AccountStatus::active;
    }));
}

std::size_t Sighting::limit() const {
    const auto known = static_cast<std::size_t>(std::ranges::count_if(accounts_, [](const DesiredAccount& account) {
        return account.known != nullptr && account.status == AccountStatus::active;
    }));
    return std::max<std::size_t>(policy_.guard.max_unseen, known * policy_.guard.max_unseen_per_mille / 1000);
}

bool Sighting::is_whole() {
    return lost() <= limit();
}

void Sighting::drop_doubted(std::vector<Change>& changes) {
    std::erase_if(changes,
                  [&](const Change& change) { return doubted_.contains(change.link) && !only_withholds(change); });
    const bool whole = is_whole();
    for (Change& change : changes) {
        const auto lost = missing().find(change.account);
        if (change.kind != ChangeKind::create || lost == missing().end() || lost->second->known == nullptr) continue;
        change.cause = {CauseKind::foreign_change, "", "", ""};
        if (whole) findings_.push_back(finding(messages::PLAN_GONE, {change.dn.text(), 0, 0, ""}));
    }
}

std::vector<std::size_t> Sighting::doubtful_creates(std::span<const Change> changes) {
    const bool whole = is_whole();
    const auto unseen_accounts = unseen();
    std::vector<std::size_t> result;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        if (changes[i].kind != ChangeKind::create) continue;
        const auto stood = unseen_accounts.find(changes[i].account);
        const bool elsewhere =
            stood != unseen_accounts.end() && (stood->second.empty() || stood->second.front() != changes[i].dn);
        if (!whole || elsewhere) result.push_back(i);
    }
    return result;
}

}  // namespace samkat::engine
