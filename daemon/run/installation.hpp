// Installation: keys, change log and store of one state directory, opened together and found to agree.
//
// Opened for writing it holds the state directory's lock: one process writes. Opened for reading it changes nothing.
// One thread at a time.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "daemon/base/file.hpp"
#include "daemon/changelog/keys.hpp"
#include "daemon/changelog/log.hpp"
#include "daemon/engine/keyed_hash.hpp"
#include "daemon/run/loss.hpp"
#include "daemon/run/ports.hpp"
#include "daemon/store/store.hpp"

namespace samkat::run {

// The engine's view of the installation key.
class InstallationHash final : public engine::KeyedHash {
  public:
    explicit InstallationHash(const changelog::Keys& keys) : keys_(keys) {}
    Sha256 mac(std::string_view bytes) const override { return keys_.mac("engine", bytes); }

  private:
    const changelog::Keys& keys_;
};

// That somebody goes on though lines of the log are lost. An empty reason: nobody does.
struct LossAcceptance {
    std::string reason;
    std::string actor;
};

class Installation {
  public:
    // What a dry run and the other reading commands need. Makes nothing but, where there is no history yet, the
    // installation key: without it no plan could show the names that will be given.
    static Result<std::unique_ptr<Installation>> open_for_reading(const config::Config& config, const Ports& ports,
                                                                  Findings& findings);

    // For looking at what may be broken: what would make the others refuse is in faults(), and a store that is missing
    // or cannot be opened looks empty.
    static Result<std::unique_ptr<Installation>> open_for_verifying(const config::Config& config, const Ports& ports,
                                                                    Findings& findings);

    // Takes the lock, opens everything, and lets the store catch up with what the last run wrote to the log before it
    // ended. Refuses, and writes nothing, when keys are missing, older or another installation's, when lines of the log
    // are missing or are not samkat's, and when the store is missing, older, or not as samkat wrote it. A file of the
    // log that nobody has touched since is not read again.
    static Result<std::unique_ptr<Installation>> open_for_writing(const config::Config& config, const Ports& ports,
                                                                  Findings& findings);

    // Makes the store again from the change log, in place of the one that is there or is not. Takes the lock. Refuses
    // where lines of the log are missing or broken, unless somebody accepts that: then what is lost is noted in the
    // system's chain for good, and a broken chain is put aside.
    static Result<std::string> rebuild_store(const config::Config& config, const Ports& ports,
                                             const LossAcceptance& acceptance, Findings& findings);

    const config::Config& config() const { return config_; }
    const Ports& ports() const { return ports_; }
    const changelog::Keys& keys() const { return *keys_; }
    const engine::KeyedHash& hash() const { return *hash_; }
    store::Store& store() { return *store_; }
    const store::Store& store() const { return *store_; }
    changelog::LogReader reader() const;
    bool can_write() const { return log_.has_value(); }

    // An error if log, store and keys are not as samkat left them; see wholeness.hpp. Called before anything is planned
    // or applied: reads the whole store, and of the log what has been written to.
    Result<void> check();
    // What opening for verifying has found.
    const std::vector<Finding>& faults() const { return faults_; }

    // Writes events: on disk in the log when it returns, then in the store. After an error log and store may differ,
    // which the next opening mends: this Installation writes nothing any more and is to be opened anew.
    Result<std::vector<Event>> record(const std::vector<changelog::Draft>& drafts);
    bool is_broken() const { return broken_.has_value(); }

  private:
    Installation(const config::Config& config, const Ports& ports) : config_(config), ports_(ports) {}
    static Result<std::unique_ptr<Installation>> open_with_keys(const config::Config& config, const Ports& ports,
                                                                Findings& findings);
    Secret store_key() const { return keys_->derived("store"); }
    void look();
    void look_until_steady();
    Result<void> check_ends();
    Result<void> check_log_and_keys();
    Result<void> check_store_for_reading(Findings& findings);
    Result<void> open_log(Findings& findings);
    Result<void> open_store_for_writing();
    bool has_events() const;
    Result<void> catch_up();
    Result<std::vector<Event>> try_to_record(const std::vector<changelog::Draft>& drafts);
    Result<void> note_if_due(const std::vector<changelog::Draft>& drafts);
    Result<void> note();
    Result<AcceptedLoss> find_losses(const LossAcceptance& acceptance, Findings& findings);
    Result<void> set_broken_aside(AcceptedLoss& accepted, Findings& findings) const;
    Result<std::string> make_store_again();
    Result<std::vector<Event>> missing_events(std::string_view chain, const store::Cursor& cursor) const;

    const config::Config& config_;
    const Ports& ports_;
    Fd lock_;
    std::unique_ptr<changelog::Keys> keys_;
    std::unique_ptr<InstallationHash> hash_;
    std::optional<changelog::Log> log_;
    std::unique_ptr<store::Store> store_;
    changelog::Heads heads_;         // as read, or as written last
    std::uint64_t unnoted_ = 0;      // lines written since
    std::vector<Finding> faults_;    // what look() found
    std::optional<Finding> broken_;  // why record() failed
};

std::filesystem::path log_directory(const config::Config& config);
std::filesystem::path store_path(const config::Config& config);
std::filesystem::path control_socket_path(const config::Config& config);

}  // namespace samkat::run
