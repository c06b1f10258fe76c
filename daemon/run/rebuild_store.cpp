// Installation::rebuild_store and what only it needs.
#include <algorithm>

#include "daemon/changelog/set_aside.hpp"
#include "daemon/run/installation.hpp"
#include "daemon/run/messages.hpp"
#include "daemon/run/state_directory.hpp"
#include "daemon/run/system_event.hpp"
#include "daemon/run/wholeness.hpp"

namespace samkat::run {

namespace {

changelog::Draft loss_event(const AcceptedLoss& accepted, const std::string& actor) {
    changelog::Draft draft = system_event(event_kind::loss_accepted);
    draft.actor = actor;
    draft.sealed_by = key_name::system;
    draft.content = content_of(accepted);
    return draft;
}

// A time as part of a file's name.
std::string mark_of(const Clock& clock) {
    std::string mark = format_time(clock.now());
    std::erase_if(mark, [](char c) { return c == '-' || c == ':' || c == '.'; });
    return mark;
}

}  // namespace

// What of the log is lost, as far as the key directory and the old store can tell. An error unless it is accepted.
Result<AcceptedLoss> Installation::find_losses(const LossAcceptance& acceptance, Findings& findings) {
    look();
    AcceptedLoss accepted;
    std::vector<Finding> severe;
    const auto heads = keys_->heads();
    if (!heads) severe.push_back(heads.error());
    if (auto checked = keys_->check(heads_.keys); heads && !checked) severe.push_back(checked.error());
    const auto cursors = store_->cursors();
    if (!cursors) return fail(cursors.error());
    Disagreements found = compare_heads(reader(), log_directory(config_), heads_.chains, *cursors, false);
    severe.insert(severe.end(), found.of_log.begin(), found.of_log.end());
    accepted.losses = std::move(found.losses);
    if (acceptance.reason.empty()) return severe.empty() ? Result<AcceptedLoss>{accepted} : fail(severe.front());
    if (auto aside = set_broken_aside(accepted, findings); !aside) return fail(aside.error());
    if (!severe.empty() || !accepted.losses.empty()) accepted.reason = acceptance.reason;
    return accepted;
}

Result<void> Installation::set_broken_aside(AcceptedLoss& accepted, Findings& findings) const {
    const auto chains = reader().chains();
    if (!chains) return fail(chains.error());
    for (const std::string& chain : *chains) {
        const auto aside =
            changelog::set_aside_if_broken(log_directory(config_), chain, *keys_, mark_of(*ports_.clock));
        if (!aside) return fail(aside.error());
        if (!*aside) continue;
        const auto seen = heads_.chains.find(chain);
        const std::uint64_t known = seen == heads_.chains.end() ? 0 : seen->second.head.seq;
        std::erase_if(accepted.losses, [&](const Loss& loss) { return loss.chain == chain; });
        accepted.losses.push_back({chain, (*aside)->kept + 1, std::max((*aside)->lines, known)});
        findings.add(finding(messages::SET_ASIDE, {},
                             {{"chain", chain.empty() ? "system" : chain},
                              {"kept", std::to_string((*aside)->kept)},
                              {"path", (*aside)->damaged.string()}}));
    }
    return {};
}

// Answers with the new store's digest.
Result<std::string> Installation::make_store_again() {
    store_.reset();
    auto rebuild = store::Rebuild::begin(store_path(config_), store_key());
    if (!rebuild) return fail(rebuild.error());
    const auto chains = reader().chains();
    if (!chains) return fail(chains.error());
    for (const std::string& chain : *chains) {
        auto read = reader().read(chain, 1, [&](const Event& event) -> Result<bool> {
            if (auto applied = rebuild->store().apply(event); !applied) return fail(applied.error());
            return true;
        });
        if (!read) return fail(read.error());
    }
    auto digest = rebuild->store().digest();
    if (!digest) return fail(digest.error());
    auto store = rebuild->commit();
    if (!store) return fail(store.error());
    store_ = std::move(*store);
    return digest;
}

Result<std::string> Installation::rebuild_store(const config::Config& config, const Ports& ports,
                                                const LossAcceptance& acceptance, Findings& findings) {
    auto lock = lock_state_directory(config.state_dir);
    if (!lock) return fail(lock.error());
    auto opened = open_with_keys(config, ports, findings);
    if (!opened) return fail(opened.error());
    Installation& self = **opened;
    self.lock_ = std::move(*lock);
    auto accepted = self.find_losses(acceptance, findings);
    if (!accepted) return fail(accepted.error());
    if (auto log = self.open_log(findings); !log) return fail(log.error());
    auto digest = self.make_store_again();
    if (!digest) return digest;
    // Every line has been read: the files are noted as they are.
    self.heads_.chains.clear();
    std::vector<changelog::Draft> drafts;
    if (self.log_->head("").seq == 0) {
        drafts.push_back(system_event(event_kind::keys_made));
        drafts.back().subject = self.keys_->fingerprint();
    }
    if (!accepted->reason.empty()) drafts.push_back(loss_event(*accepted, acceptance.actor));
    drafts.push_back(system_event(event_kind::store_rebuilt));
    if (auto recorded = self.record(drafts); !recorded) return fail(recorded.error());
    return digest;
}

}  // namespace samkat::run
