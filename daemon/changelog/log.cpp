#include "daemon/changelog/log.hpp"

#include <cerrno>

#include <sys/stat.h>

#include "daemon/base/file.hpp"
#include "daemon/base/messages.hpp"
#include "daemon/changelog/line.hpp"
#include "daemon/changelog/messages.hpp"
#include "daemon/changelog/sealed.hpp"

namespace samkat::changelog {

namespace {

struct Chain {
    std::unique_ptr<LogFile> file;
    Head head;
    std::uint64_t size = 0;
    bool dirty = false;  // appended to since the last sync
};

// What an append adds to one chain.
struct Addition {
    std::string text;
    Head head;
};
using Additions = std::map<std::string, Addition, std::less<>>;

Result<void> make_directory(const std::filesystem::path& directory) {
    if (::mkdir(directory.c_str(), 0750) == 0) return sync_directory_of(directory);
    if (errno == EEXIST) return {};
    return fail(base_messages::FILE_WRITE, {}, {{"path", directory.string()}, {"reason", reason_of(errno)}});
}

tl::unexpected<Error> bad_draft(const char* what) {
    return fail(changelog_messages::DRAFT, {}, {{"what", what}});
}

Result<void> check(const Draft& draft) {
    if (!draft.municipality.empty() && !is_municipality_code(draft.municipality)) return bad_draft("municipality");
    if (draft.kind.empty() || draft.actor.empty()) return bad_draft("kind, actor");
    if (draft.content.empty() != draft.sealed_by.empty()) return bad_draft("content, sealed_by");
    if (draft.content.size() > longest_content) return bad_draft("content");
    return {};
}

Event event_of(const Draft& draft, const std::string& time, const Head& head) {
    Event event;
    event.seq = head.seq + 1;
    event.time = time;
    event.run = draft.run;
    event.batch = draft.batch;
    event.actor = draft.actor;
    event.kind = draft.kind;
    event.municipality = draft.municipality;
    event.person = draft.person;
    event.subject = draft.subject;
    event.change = draft.change;
    event.outcome = draft.outcome;
    event.sealed_by = draft.sealed_by;
    event.prev = head.hash;
    return event;
}

}  // namespace

struct Log::State {
    std::filesystem::path directory;
    Keys* keys;
    const Clock* clock;
    OpenLogFile open_file;
    std::map<std::string, Chain, std::less<>> chains;
    Sealer sealer;
    bool stopped = false;  // nobody knows what is on the disk

    Result<void> take_up(const std::string& municipality, Findings& findings);
    Result<Chain*> chain(const std::string& municipality);
    Result<void> make_keys(std::span<const Draft> drafts);
    Result<Event> add(const Draft& draft, const std::string& time, Additions& additions);
    Result<void> write(const Additions& additions);
    void take_back(const Additions& additions);
    Head head(std::string_view municipality) const;
};

Head Log::State::head(std::string_view municipality) const {
    const auto found = chains.find(municipality);
    return found == chains.end() ? Head{} : found->second.head;
}

// Opens a chain that is there, and mends what a crash left at its end: a line without its newline is completed, one
// that was never written to its end is cut off.
Result<void> Log::State::take_up(const std::string& municipality, Findings& findings) {
    const auto path = directory / chain_file_name(municipality);
    auto end = chain_end(path, municipality, keys);
    if (!end) return fail(end.error());
    auto file = open_file(path);
    if (!file) return fail(file.error());
    if (end->lacks_newline) {
        if (auto completed = (*file)->append("\n"); !completed) return completed;
        if (auto synced = (*file)->sync(); !synced) return synced;
        end->size = ++end->finished;
        findings.add(finding(changelog_messages::COMPLETED, Where{path.string(), 0, 0, {}},
                             {{"path", path.string()}, {"line", std::to_string(end->head.seq)}}));
    }
    if (end->finished < end->size) {
        if (auto cut = (*file)->truncate(end->finished); !cut) return cut;
        findings.add(finding(changelog_messages::TORN, Where{path.string(), 0, 0, {}},
                             {{"path", path.string()},
                              {"bytes", std::to_string(end->size - end->finished)},
                              {"line", std::to_string(end->head.seq)}}));
    }
    chains.emplace(municipality, Chain{std::move(*file), end->head, end->finished, false});
    return {};
}

Result<Chain*> Log::State::chain(const std::string& municipality) {
    const auto found = chains.find(municipality);
    if (found != chains.end()) return &found->second;
    auto file = open_file(directory / chain_file_name(municipality));
    if (!file) return fail(file.error());
    return &chains.emplace(municipality, Chain{std::move(*file), {}, 0, false}).first->second;
}

Result<void> Log::State::make_keys(std::span<const Draft> drafts) {
    std::vector<std::string> names;
    for (const Draft& draft : drafts) {
        if (auto ok = check(draft); !ok) return ok;
        if (!draft.sealed_by.empty()) names.push_back(draft.sealed_by);
    }
    return keys->ensure(names);
}

Result<Event> Log::State::add(const Draft& draft, const std::string& time, Additions& additions) {
    auto& addition = additions.try_emplace(draft.municipality, Addition{{}, head(draft.municipality)}).first->second;
    Event event = event_of(draft, time, addition.head);
    const std::string clear = clear_part(event);
    std::string sealed;
    if (!draft.content.empty()) {
        auto content = Json::parse(draft.content);
        if (!content) return bad_draft("content");
        event.content = std::move(*content);
        auto result = sealer.seal(*keys, event, clear, draft.content);
        if (!result) return fail(result.error());
        sealed = std::move(*result);
    }
    const std::string body = line_body(clear, sealed, event.prev);
    const Sha256 digest = sha256(body);
    event.hash = hex(digest);
    const std::string text = line_text(body, keys->line_mac(digest));
    if (text.size() > longest_line) return bad_draft("content");
    addition.text += text;
    addition.text += '\n';
    addition.head = {event.seq, event.hash};
    return event;
}

Result<void> Log::State::write(const Additions& additions) {
    for (const auto& [municipality, addition] : additions) {
        auto target = chain(municipality);
        if (!target) return fail(target.error());
        (*target)->dirty = true;
        if (auto written = (*target)->file->append(addition.text); !written) return written;
    }
    for (const auto& [municipality, addition] : additions) {
        Chain& done = chains.find(municipality)->second;
        done.head = addition.head;
        done.size += addition.text.size();
    }
    return {};
}

// After a failed write: every chain as it was before it.
void Log::State::take_back(const Additions& additions) {
    for (const auto& [municipality, addition] : additions) {
        const auto found = chains.find(municipality);
        if (found == chains.end()) continue;
        if (!found->second.file->truncate(found->second.size)) stopped = true;
    }
}

Log::Log(std::unique_ptr<State> state) : state_(std::move(state)) {}
Log::Log(Log&&) noexcept = default;
Log& Log::operator=(Log&&) noexcept = default;
Log::~Log() = default;

Result<Log> Log::open(std::filesystem::path directory, Keys& keys, const Clock& clock, Findings& findings,
                      OpenLogFile open_file) {
    if (auto made = make_directory(directory); !made) return fail(made.error());
    auto state = std::make_unique<State>();
    state->directory = std::move(directory);
    state->keys = &keys;
    state->clock = &clock;
    state->open_file = std::move(open_file);
    const auto chains = LogReader{state->directory, nullptr}.chains();
    if (!chains) return fail(chains.error());
    for (const std::string& municipality : *chains) {
        if (auto taken = state->take_up(municipality, findings); !taken) return fail(taken.error());
    }
    return Log{std::move(state)};
}

Result<std::vector<Event>> Log::append(std::span<const Draft> drafts) {
    if (state_->stopped) return fail(changelog_messages::STOPPED);
    if (auto made = state_->make_keys(drafts); !made) return fail(made.error());
    const std::string time = format_time(state_->clock->now());
    Additions additions;
    std::vector<Event> events;
    events.reserve(drafts.size());
    for (const Draft& draft : drafts) {
        auto event = state_->add(draft, time, additions);
        if (!event) return fail(event.error());
        events.push_back(std::move(*event));
    }
    if (auto written = state_->write(additions); !written) {
        state_->take_back(additions);
        return fail(written.error());
    }
    return events;
}

Result<void> Log::sync() {
    if (state_->stopped) return fail(changelog_messages::STOPPED);
    for (auto& [municipality, chain] : state_->chains) {
        if (!chain.dirty) continue;
        if (auto synced = chain.file->sync(); !synced) {
            state_->stopped = true;
            return synced;
        }
        chain.dirty = false;
    }
    return {};
}

Head Log::head(std::string_view municipality) const {
    return state_->head(municipality);
}
LogReader Log::reader() const {
    return LogReader{state_->directory, state_->keys};
}

}  // namespace samkat::changelog
