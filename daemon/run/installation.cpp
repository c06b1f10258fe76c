#include "daemon/run/installation.hpp"

#include <algorithm>

#include "daemon/run/messages.hpp"
#include "daemon/run/state_directory.hpp"
#include "daemon/run/system_event.hpp"
#include "daemon/run/wholeness.hpp"
#include "daemon/store/missing_store.hpp"

namespace samkat::run {

namespace {

using changelog::Keys;

// So many lines may be lost at the end of the log and of the store, both at once, without anybody telling: those of
// slices that have not been noted yet.
constexpr std::uint64_t most_unnoted = 1000;

// Whether samkat has written anything here before.
Result<Keys::History> history_of(const config::Config& config) {
    const auto chains = changelog::LogReader{log_directory(config), nullptr}.chains();
    if (!chains) return fail(chains.error());
    const bool any = !chains->empty() || std::filesystem::exists(store_path(config));
    return any ? Keys::History::exists : Keys::History::none;
}

Result<std::unique_ptr<Keys>> open_keys(const config::Config& config, Findings& findings) {
    const auto history = history_of(config);
    if (!history) return fail(history.error());
    auto keys = Keys::create_if_missing(config.key_dir, *history);
    if (!keys) return fail(keys.error());
    if (auto same = check_fingerprint(*keys, log_directory(config)); !same) return fail(same.error());
    if (keys->made_now()) findings.add(finding(messages::KEYS_MADE, {}, {{"path", config.key_dir.string()}}));
    return std::make_unique<Keys>(std::move(*keys));
}

}  // namespace

std::filesystem::path log_directory(const config::Config& config) {
    return config.state_dir / "changelog";
}
std::filesystem::path store_path(const config::Config& config) {
    return config.state_dir / "store.db";
}
std::filesystem::path control_socket_path(const config::Config& config) {
    return config.state_dir / "control.sock";
}

changelog::LogReader Installation::reader() const {
    return {log_directory(config_), keys_.get()};
}

Result<std::unique_ptr<Installation>> Installation::open_with_keys(const config::Config& config, const Ports& ports,
                                                                   Findings& findings) {
    if (auto ok = check_state_directory(config.state_dir, false); !ok) return fail(ok.error());
    std::unique_ptr<Installation> result{new Installation{config, ports}};
    auto keys = open_keys(config, findings);
    if (!keys) return fail(keys.error());
    result->keys_ = std::move(*keys);
    result->hash_ = std::make_unique<InstallationHash>(*result->keys_);
    return result;
}

// Heads, store and log, in this order: each is written before the one that was read before it, so that whoever is
// writing meanwhile makes nothing look cut short.
void Installation::look() {
    faults_.clear();
    auto heads = keys_->heads();
    if (!heads) faults_.push_back(heads.error());
    heads_ = heads ? std::move(*heads) : changelog::Heads{};
    auto store = ports_.open_store(store_path(config_), store::Mode::read, store_key());
    if (!store) faults_.push_back(store.error());
    store_ = store ? std::move(*store) : std::make_unique<store::MissingStore>(store_path(config_));
    if (!heads) return;
    const auto cursors = store_->cursors();
    if (!cursors) {
        faults_.push_back(cursors.error());
        return;
    }
    const bool has_store = store_->state() != store::State::missing;
    const Disagreements found = compare_heads(reader(), log_directory(config_), heads_.chains, *cursors, has_store);
    for (const auto* list : {&found.of_log, &found.of_store, &found.of_heads})
        faults_.insert(faults_.end(), list->begin(), list->end());
}

// A run that begins and ends while this looks can make the end of the log look unknown.
void Installation::look_until_steady() {
    constexpr int tries = 5;
    for (int i = 0; i < tries; ++i) {
        look();
        if (faults_.empty()) return;
        const auto again = keys_->heads();
        if (!again || *again == heads_) return;
    }
}

Result<std::unique_ptr<Installation>> Installation::open_for_reading(const config::Config& config, const Ports& ports,
                                                                     Findings& findings) {
    auto result = open_with_keys(config, ports, findings);
    if (!result) return result;
    (*result)->look_until_steady();
    if (!(*result)->faults_.empty()) return fail((*result)->faults_.front());
    if (auto checked = (*result)->check_store_for_reading(findings); !checked) return fail(checked.error());
    return result;
}

Result<std::unique_ptr<Installation>> Installation::open_for_verifying(const config::Config& config, const Ports& ports,
                                                                       Findings& findings) {
    auto result = open_with_keys(config, ports, findings);
    if (!result) return result;
    Installation& self = **result;
    self.look_until_steady();
    const auto chains = self.reader().chains();
    if (!chains) return fail(chains.error());
    if (self.store_->state() == store::State::missing && !chains->empty())
        findings.add(finding(messages::STORE_MISSING, {store_path(config).string(), 0, 0, ""}));
    if (auto checked = self.store_->check(); !checked) self.faults_.push_back(checked.error());
    if (auto checked = check_keys(self.keys(), self.heads_.keys, *self.store_); !checked)
        self.faults_.push_back(checked.error());
    return result;
}

Result<void> Installation::check_store_for_reading(Findings& findings) {
    const auto cursors = store_->cursors();
    const auto chains = reader().chains();
    if (!cursors || !chains) return fail(cursors ? chains.error() : cursors.error());
    for (const std::string& chain : *chains) {
        const auto head = reader().head(chain);
        if (!head) return fail(head.error());
        if (head->seq > 0 && store_->state() == store::State::missing)
            return fail(messages::STORE_MISSING, {store_path(config_).string(), 0, 0, ""});
        const auto cursor = cursors->find(chain);
        const std::uint64_t seq = cursor == cursors->end() ? 0 : cursor->second.seq;
        if (seq < head->seq) {
            findings.add(finding(messages::STORE_BEHIND, {store_path(config_).string(), 0, 0, ""}));
            return {};
        }
    }
    return {};
}

Result<void> Installation::check() {
    if (can_write()) {
        if (auto ends = check_ends(); !ends) return ends;
    }
    if (auto store = store_->check(); !store) return store;
    return check_log_and_keys();
}

Result<void> Installation::check_log_and_keys() {
    if (auto keys = check_keys(*keys_, heads_.keys, *store_); !keys) return keys;
    auto chains = read_changed_chains(reader(), log_directory(config_), heads_.chains);
    if (!chains) return fail(chains.error());
    const bool moved = *chains != heads_.chains;
    heads_.chains = std::move(*chains);
    return moved && can_write() ? note() : Result<void>{};
}

// Whether heads, store and log agree while this process is the one that writes.
Result<void> Installation::check_ends() {
    auto heads = keys_->heads();
    if (!heads) return fail(heads.error());
    const auto cursors = store_->cursors();
    if (!cursors) return fail(cursors.error());
    const Disagreements found = compare_heads(reader(), log_directory(config_), heads->chains, *cursors, true);
    return found.none() ? Result<void>{} : fail(found.first());
}

Result<std::unique_ptr<Installation>> Installation::open_for_writing(const config::Config& config, const Ports& ports,
                                                                     Findings& findings) {
    auto lock = lock_state_directory(config.state_dir);
    if (!lock) return fail(lock.error());
    auto opened = open_with_keys(config, ports, findings);
    if (!opened) return opened;
    Installation& self = **opened;
    self.lock_ = std::move(*lock);
    // Before the log is opened: what is cut off a chain must not have been acknowledged.
    self.look();
    if (!self.faults_.empty()) return fail(self.faults_.front());
    if (auto log = self.open_log(findings); !log) return fail(log.error());
    if (auto store = self.open_store_for_writing(); !store) return fail(store.error());
    if (auto checked = self.check_log_and_keys(); !checked) return fail(checked.error());
    if (self.has_events()) return opened;
    changelog::Draft made = system_event(event_kind::keys_made);
    made.subject = self.keys_->fingerprint();
    if (auto recorded = self.record({made}); !recorded) return fail(recorded.error());
    return opened;
}

Result<void> Installation::open_log(Findings& findings) {
    auto log = changelog::Log::open(log_directory(config_), *keys_, *ports_.clock, findings, ports_.open_log_file);
    if (!log) return fail(log.error());
    log_.emplace(std::move(*log));
    return {};
}

bool Installation::has_events() const {
    const auto chains = reader().chains();
    return !chains || std::ranges::any_of(*chains, [&](const std::string& chain) { return log_->head(chain).seq > 0; });
}

Result<void> Installation::open_store_for_writing() {
    const auto path = store_path(config_);
    store_.reset();
    if (!std::filesystem::exists(path)) {
        if (has_events()) return fail(messages::STORE_MISSING, {path.string(), 0, 0, ""});
        auto made = ports_.create_store(path, store_key());
        if (!made) return fail(made.error());
        store_ = std::move(*made);
        return {};
    }
    auto store = ports_.open_store(path, store::Mode::write, store_key());
    if (!store) return fail(store.error());
    store_ = std::move(*store);
    return catch_up();
}

Result<std::vector<Event>> Installation::missing_events(std::string_view chain, const store::Cursor& cursor) const {
    std::vector<Event> events;
    auto read = reader().read(chain, cursor.seq + 1, [&](const Event& event) -> Result<bool> {
        events.push_back(event);
        return true;
    });
    if (!read) return fail(read.error());
    return events;
}

// What a run that was stopped had written to the log and not yet to the store. That it is no more than that look() has
// seen: rebuilding an older copy is for an administrator to decide.
Result<void> Installation::catch_up() {
    const auto cursors = store_->cursors();
    const auto chains = reader().chains();
    if (!cursors || !chains) return fail(cursors ? chains.error() : cursors.error());
    for (const std::string& chain : *chains) {
        const auto found = cursors->find(chain);
        const store::Cursor cursor = found == cursors->end() ? store::Cursor{} : found->second;
        if (cursor.seq == log_->head(chain).seq) continue;
        auto events = missing_events(chain, cursor);
        if (!events) return fail(events.error());
        if (auto applied = store_->apply(*events); !applied) return fail(applied.error());
    }
    return {};
}

Result<std::vector<Event>> Installation::record(const std::vector<changelog::Draft>& drafts) {
    if (drafts.empty()) return std::vector<Event>{};
    if (broken_) return fail(*broken_);
    auto events = try_to_record(drafts);
    if (!events) broken_ = events.error();
    return events;
}

Result<std::vector<Event>> Installation::try_to_record(const std::vector<changelog::Draft>& drafts) {
    auto events = log_->append(drafts);
    if (!events) return fail(events.error());
    if (auto synced = log_->sync(); !synced) return fail(synced.error());
    if (auto applied = store_->apply(*events); !applied) return fail(applied.error());
    unnoted_ += events->size();
    if (auto noted = note_if_due(drafts); !noted) return fail(noted.error());
    return events;
}

// After everything but a slice of changes, where an fsync more is nothing; and so that never many lines are unnoted.
Result<void> Installation::note_if_due(const std::vector<changelog::Draft>& drafts) {
    const bool is_slice = std::ranges::all_of(drafts, [](const changelog::Draft& draft) { return draft.batch > 0; });
    return is_slice && unnoted_ < most_unnoted ? Result<void>{} : note();
}

Result<void> Installation::note() {
    const auto chains = reader().chains();
    if (!chains) return fail(chains.error());
    for (const std::string& chain : *chains) {
        changelog::SeenChain& seen = heads_.chains[chain];
        if (seen.head == log_->head(chain) && seen.file.inode != 0) continue;
        auto stamp = changelog::stamp_of(log_directory(config_) / changelog::chain_file_name(chain));
        if (!stamp) return fail(stamp.error());
        seen = {log_->head(chain), *stamp};
    }
    auto written = keys_->note(heads_.chains);
    if (!written) return fail(written.error());
    heads_ = std::move(*written);
    unnoted_ = 0;
    return {};
}

}  // namespace samkat::run
