#include "daemon/run/installation.hpp"

#include <cerrno>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "daemon/run/messages.hpp"
#include "daemon/store/missing_store.hpp"

namespace samkat::run {

namespace {

using changelog::Keys;

Result<Fd> take_lock(const std::filesystem::path& state_dir) {
    std::error_code error;
    std::filesystem::create_directories(state_dir, error);
    const std::filesystem::path path = state_dir / "lock";
    Fd lock{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)};
    if (!lock) return fail(messages::STATE_OPEN, {}, {{"path", path.string()}, {"reason", reason_of(errno)}});
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0)
        return fail(messages::STATE_LOCKED, {}, {{"path", state_dir.string()}});
    return lock;
}

// Whether samkat has written anything here before.
Result<Keys::History> history_of(const config::Config& config) {
    const auto chains = changelog::LogReader{log_directory(config), nullptr}.chains();
    if (!chains) return fail(chains.error());
    const bool any = !chains->empty() || std::filesystem::exists(store_path(config));
    return any ? Keys::History::exists : Keys::History::none;
}

changelog::Draft system_event(std::string_view kind) {
    changelog::Draft draft;
    draft.actor = "samkat";
    draft.kind = kind;
    return draft;
}

Result<std::unique_ptr<Keys>> open_keys(const config::Config& config, Findings& findings) {
    const auto history = history_of(config);
    if (!history) return fail(history.error());
    auto keys = Keys::create_if_missing(config.key_dir, *history);
    if (!keys) return fail(keys.error());
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
    std::unique_ptr<Installation> result{new Installation{config, ports}};
    auto keys = open_keys(config, findings);
    if (!keys) return fail(keys.error());
    result->keys_ = std::move(*keys);
    result->hash_ = std::make_unique<InstallationHash>(*result->keys_);
    return result;
}

Result<std::unique_ptr<Installation>> Installation::open_for_reading(const config::Config& config, const Ports& ports,
                                                                     Findings& findings) {
    auto with_keys = open_with_keys(config, ports, findings);
    if (!with_keys) return with_keys;
    auto result = std::move(*with_keys);
    auto store = ports.open_store(store_path(config), store::Mode::read);
    if (!store) return fail(store.error());
    result->store_ = std::move(*store);
    if (auto checked = result->check_store_for_reading(findings); !checked) return fail(checked.error());
    return result;
}

Result<std::unique_ptr<Installation>> Installation::open_for_verifying(const config::Config& config, const Ports& ports,
                                                                       Findings& findings) {
    auto with_keys = open_with_keys(config, ports, findings);
    if (!with_keys) return with_keys;
    auto result = std::move(*with_keys);
    auto store = ports.open_store(store_path(config), store::Mode::read);
    if (!store) findings.add(store.error());
    const bool there = store && (*store)->state() != store::State::missing;
    result->store_ = there ? std::move(*store) : std::make_unique<store::MissingStore>(store_path(config));
    const auto chains = result->reader().chains();
    if (!chains) return fail(chains.error());
    if (store && !there && !chains->empty())
        findings.add(finding(messages::STORE_MISSING, {store_path(config).string(), 0, 0, ""}));
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

Result<std::unique_ptr<Installation>> Installation::open_for_writing(const config::Config& config, const Ports& ports,
                                                                     Findings& findings) {
    std::unique_ptr<Installation> result{new Installation{config, ports}};
    auto lock = take_lock(config.state_dir);
    if (!lock) return fail(lock.error());
    result->lock_ = std::move(*lock);
    auto keys = open_keys(config, findings);
    if (!keys) return fail(keys.error());
    const bool made_now = (*keys)->made_now();
    result->keys_ = std::move(*keys);
    result->hash_ = std::make_unique<InstallationHash>(*result->keys_);
    auto log = changelog::Log::open(log_directory(config), *result->keys_, *ports.clock, findings, ports.open_log_file);
    if (!log) return fail(log.error());
    result->log_.emplace(std::move(*log));
    if (auto opened = result->open_store_for_writing(); !opened) return fail(opened.error());
    if (made_now) {
        changelog::Draft made = system_event(event_kind::keys_made);
        made.subject = result->keys_->fingerprint();
        auto recorded = result->record({made});
        if (!recorded) return fail(recorded.error());
    }
    return result;
}

Result<void> Installation::open_store_for_writing() {
    const auto path = store_path(config_);
    const auto chains = reader().chains();
    if (!chains) return fail(chains.error());
    bool has_events = false;
    for (const std::string& chain : *chains) has_events = has_events || log_->head(chain).seq > 0;
    if (!std::filesystem::exists(path)) {
        if (has_events) return fail(messages::STORE_MISSING, {path.string(), 0, 0, ""});
        auto made = ports_.create_store(path);
        if (!made) return fail(made.error());
        store_ = std::move(*made);
        return {};
    }
    auto store = ports_.open_store(path, store::Mode::write);
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

// What a run that was stopped had written to the log and not yet to the store. A store that lags by more than the end
// of one run is an older copy: rebuilding it is for an administrator to decide.
Result<void> Installation::catch_up() {
    const auto cursors = store_->cursors();
    const auto chains = reader().chains();
    if (!cursors || !chains) return fail(cursors ? chains.error() : cursors.error());
    for (const auto& [chain, cursor] : *cursors) {
        const auto head = log_->head(chain);
        if (cursor.seq > head.seq || (cursor.seq == head.seq && cursor.hash != head.hash)) {
            return fail(messages::LOG_OLDER,
                        {(log_directory(config_) / changelog::chain_file_name(chain)).string(), 0, 0, ""});
        }
    }
    for (const std::string& chain : *chains) {
        const auto found = cursors->find(chain);
        const store::Cursor cursor = found == cursors->end() ? store::Cursor{} : found->second;
        if (cursor.seq == log_->head(chain).seq) continue;
        auto events = missing_events(chain, cursor);
        if (!events) return fail(events.error());
        for (const Event& event : *events) {
            if (event.run != events->front().run)
                return fail(messages::STORE_OLDER, {store_path(config_).string(), 0, 0, ""});
        }
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
    return events;
}

Result<std::string> Installation::rebuild_store(const config::Config& config, const Ports& ports, Findings& findings) {
    std::unique_ptr<Installation> self{new Installation{config, ports}};
    auto lock = take_lock(config.state_dir);
    if (!lock) return fail(lock.error());
    self->lock_ = std::move(*lock);
    auto keys = open_keys(config, findings);
    if (!keys) return fail(keys.error());
    self->keys_ = std::move(*keys);
    auto log = changelog::Log::open(log_directory(config), *self->keys_, *ports.clock, findings, ports.open_log_file);
    if (!log) return fail(log.error());
    self->log_.emplace(std::move(*log));
    auto rebuild = store::Rebuild::begin(store_path(config));
    if (!rebuild) return fail(rebuild.error());
    const auto chains = self->reader().chains();
    if (!chains) return fail(chains.error());
    for (const std::string& chain : *chains) {
        auto read = self->reader().read(chain, 1, [&](const Event& event) -> Result<bool> {
            if (auto applied = rebuild->store().apply(event); !applied) return fail(applied.error());
            return true;
        });
        if (!read) return fail(read.error());
    }
    auto digest = rebuild->store().digest();
    if (!digest) return fail(digest.error());
    auto store = rebuild->commit();
    if (!store) return fail(store.error());
    self->store_ = std::move(*store);
    auto recorded = self->record({system_event(event_kind::store_rebuilt)});
    if (!recorded) return fail(recorded.error());
    return digest;
}

}  // namespace samkat::run
