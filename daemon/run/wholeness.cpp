#include "daemon/run/wholeness.hpp"

#include <algorithm>
#include <set>

#include "daemon/changelog/messages.hpp"
#include "daemon/run/messages.hpp"

namespace samkat::run {

namespace {

// One chain, and what is said of it.
struct Chain {
    std::string code;
    changelog::Head end;   // as its file has it
    changelog::Head seen;  // by the key directory
    store::Cursor cursor;  // of the store
    std::filesystem::path file;
};

std::string name_of(const std::string& code) {
    return code.empty() ? "system" : code;
}

Finding about(const Message& message, const Chain& chain, Arguments arguments = {}) {
    arguments.emplace_back("chain", name_of(chain.code));
    return finding(message, {chain.file.string(), 0, 0, ""}, arguments);
}

// What stands in a chain from a line on.
struct Rest {
    std::string hash;     // of that line
    bool one_run = true;  // what comes after it is what a crash can have left unnoted
};

Result<Rest> rest_from(const changelog::LogReader& reader, const std::string& code, std::uint64_t seq) {
    Rest rest;
    std::optional<std::string> run;
    std::optional<std::string> noted_at;  // when a line was written that is noted before the next is written
    auto read = reader.read(code, std::max<std::uint64_t>(seq, 1), [&](const Event& event) -> Result<bool> {
        if (event.seq == seq) {
            rest.hash = event.hash;
            return true;
        }
        rest.one_run =
            rest.one_run && run.value_or(event.run) == event.run && noted_at.value_or(event.time) == event.time;
        run = event.run;
        if (event.batch == 0) noted_at = event.time;
        return true;
    });
    if (!read) return fail(read.error());
    return rest;
}

class Comparison {
  public:
    Comparison(const changelog::LogReader& reader, bool has_store) : reader_(reader), has_store_(has_store) {}

    void add(const Chain& chain) {
        if (is_short(chain)) return;
        compare_seen(chain);
        compare_cursor(chain);
    }
    void broken(const Finding& error) { result_.of_log.push_back(error); }
    Disagreements take() { return std::move(result_); }

  private:
    bool is_short(const Chain& chain) {
        const std::uint64_t seen = std::max(chain.seen.seq, chain.cursor.seq);
        if (chain.end.seq >= seen) return false;
        result_.of_log.push_back(about(messages::LOG_OLDER, chain,
                                       {{"seq", std::to_string(chain.end.seq)}, {"seen", std::to_string(seen)}}));
        result_.losses.push_back({chain.code, chain.end.seq + 1, seen});
        return true;
    }

    void compare_seen(const Chain& chain) {
        if (chain.end == chain.seen) return;
        const auto rest = rest_from(reader_, chain.code, chain.seen.seq);
        if (!rest) return broken(rest.error());
        if (chain.seen.seq > 0 && rest->hash != chain.seen.hash) return exchanged(chain, chain.seen.seq);
        if (!rest->one_run) result_.of_heads.push_back(about(messages::HEADS_OLDER, chain));
    }

    void compare_cursor(const Chain& chain) {
        if (!has_store_) return;
        if (chain.cursor.seq < chain.seen.seq) {
            result_.of_store.push_back(about(messages::STORE_OLDER, chain));
            return;
        }
        if (chain.cursor.seq == chain.end.seq && chain.cursor.hash == chain.end.hash) return;
        const auto rest = rest_from(reader_, chain.code, chain.cursor.seq);
        if (!rest) return broken(rest.error());
        if (chain.cursor.seq > 0 && rest->hash != chain.cursor.hash) return exchanged(chain, chain.cursor.seq);
        if (!rest->one_run) result_.of_store.push_back(about(messages::STORE_OLDER, chain));
    }

    void exchanged(const Chain& chain, std::uint64_t seq) {
        result_.of_log.push_back(about(messages::LOG_EXCHANGED, chain, {{"seq", std::to_string(seq)}}));
        result_.losses.push_back({chain.code, seq, seq});
    }

    const changelog::LogReader& reader_;
    bool has_store_;
    Disagreements result_;
};

}  // namespace

const Finding& Disagreements::first() const {
    if (!of_log.empty()) return of_log.front();
    return of_store.empty() ? of_heads.front() : of_store.front();
}

Disagreements compare_heads(const changelog::LogReader& reader, const std::filesystem::path& log_directory,
                            const changelog::SeenChains& seen, const Cursors& cursors, bool has_store) {
    Comparison comparison{reader, has_store};
    const auto there = reader.chains();
    if (!there) {
        comparison.broken(there.error());
        return comparison.take();
    }
    std::set<std::string> codes{there->begin(), there->end()};
    for (const auto& [code, each] : seen) codes.insert(code);
    for (const auto& [code, each] : cursors) codes.insert(code);
    for (const std::string& code : codes) {
        const auto end = reader.head(code);
        if (!end) {
            comparison.broken(end.error());
            continue;
        }
        const auto noted = seen.find(code);
        const auto cursor = cursors.find(code);
        comparison.add({code, *end, noted == seen.end() ? changelog::Head{} : noted->second.head,
                        cursor == cursors.end() ? store::Cursor{} : cursor->second,
                        log_directory / changelog::chain_file_name(code)});
    }
    return comparison.take();
}

Result<changelog::SeenChains> read_changed_chains(const changelog::LogReader& reader,
                                                  const std::filesystem::path& log_directory,
                                                  const changelog::SeenChains& seen) {
    changelog::SeenChains result;
    const auto codes = reader.chains();
    if (!codes) return fail(codes.error());
    for (const std::string& code : *codes) {
        // Before it is read: what is written meanwhile makes it another.
        const auto stamp = changelog::stamp_of(log_directory / changelog::chain_file_name(code));
        if (!stamp) return fail(stamp.error());
        const auto known = seen.find(code);
        if (known != seen.end() && known->second.file == *stamp) {
            result.insert(*known);
            continue;
        }
        const auto verified = reader.verify(code);
        if (!verified) return fail(verified.error());
        result.emplace(code, changelog::SeenChain{{verified->lines, verified->last_hash}, *stamp});
    }
    return result;
}

Result<void> check_keys(const changelog::Keys& keys, const changelog::SeenKeys& seen, const store::Store& store) {
    if (auto checked = keys.check(seen); !checked) return checked;
    auto names = store.key_names();
    const auto cursors = store.cursors();
    if (!names || !cursors) return fail(names ? cursors.error() : names.error());
    for (const auto& [code, cursor] : *cursors) {
        if (!code.empty()) names->push_back(key_name::municipality(code));
    }
    for (const std::string& name : *names) {
        if (!keys.knows(name)) return fail(changelog_messages::KEYS_OLDER, {}, {{"name", name}});
    }
    return {};
}

Result<void> check_fingerprint(const changelog::Keys& keys, const std::filesystem::path& log_directory) {
    std::string made;
    // What cannot be read here is told by whoever reads it with keys.
    static_cast<void>(changelog::LogReader{log_directory, nullptr}.read("", 1, [&](const Event& event) -> Result<bool> {
        if (event.kind == event_kind::keys_made) made = event.subject;
        return false;
    }));
    if (made.empty() || made == keys.fingerprint()) return {};
    return fail(changelog_messages::KEYS_OTHER, {}, {{"path", keys.directory().string()}});
}

Result<std::vector<NotedLoss>> accepted_losses(const changelog::LogReader& reader) {
    std::vector<NotedLoss> losses;
    auto read = reader.read("", 1, [&](const Event& event) -> Result<bool> {
        if (event.kind == event_kind::loss_accepted)
            losses.push_back({event.time, event.actor, read_accepted_loss(event.content)});
        return true;
    });
    if (!read) return fail(read.error());
    return losses;
}

}  // namespace samkat::run
