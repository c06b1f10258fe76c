#include "daemon/run/found.hpp"

#include <map>
#include <set>

#include "daemon/model/event_content.hpp"

namespace samkat::run {

engine::IsIssuedTo issued_in(const store::Store& store) {
    return [&store](std::string_view purpose, const std::string& name, const std::string& subject) {
        const auto owner = store.owner_of(purpose, name);
        return owner && *owner && **owner == subject;
    };
}

Result<std::vector<KnownAccount>> found_for(Installation& installation, const Plan& plan) {
    const auto known = installation.store().accounts(plan.municipality);
    if (!known) return fail(known.error());
    std::map<std::string, Dn> unknown;  // by account: where its first Change finds it
    for (const Change& change : plan.changes) {
        if (change.entry_class == EntryClass::account) unknown.emplace(change.account, change.dn);
    }
    for (const Change& change : plan.changes) {
        if (change.kind == ChangeKind::create) unknown.erase(change.account);
    }
    for (const KnownAccount& account : *known) unknown.erase(account.id.text());
    std::vector<KnownAccount> found;
    if (unknown.empty()) return found;
    auto directory = installation.ports().open_directory(installation.config());
    if (!directory) return fail(directory.error());
    for (const auto& [account, dn] : unknown) {
        const auto entry = (*directory)->read(dn, {});
        if (!entry) return fail(entry.error());
        if (!*entry || (*entry)->value("samkatAccountId") != account) continue;
        if (auto each = engine::recognise(**entry, installation.hash(), issued_in(installation.store())))
            found.push_back(std::move(*each));
    }
    return found;
}

Result<void> record_found(Installation& installation, const Writing& by, std::span<const KnownAccount> found) {
    std::vector<changelog::Draft> drafts;
    for (const KnownAccount& account : found) {
        changelog::Draft draft = event_about(by, event_kind::found, account.id.municipality, account.id.person.value);
        draft.content = content_of(account);
        drafts.push_back(std::move(draft));
    }
    auto recorded = installation.record(drafts);
    return recorded ? Result<void>{} : fail(recorded.error());
}

}  // namespace samkat::run
