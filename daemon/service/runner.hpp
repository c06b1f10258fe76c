// Runner: samkatd's one writer. A thread of its own holds the installation, keeps the last reading of every source, and
// does runs and commands one after the other.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "daemon/run/run.hpp"
#include "daemon/service/log.hpp"
#include "daemon/service/writer.hpp"

namespace samkat::service {

class Runner {
  public:
    // Called from the runner's thread: the municipality is to be run after `delay`.
    using Wake = std::function<void(const std::string& municipality, std::chrono::milliseconds delay)>;

    // Everything given must outlive the runner.
    Runner(const config::Config& config, const run::Ports& ports, Log& log, Wake wake);
    ~Runner();  // stop()

    // Opens the installation and starts the thread. Fails if another process holds the state directory; other errors
    // are logged, and opening is tried again for each run.
    Result<void> start();

    // Any thread: what a source said; it replaces what it said before.
    void deliver(std::size_t source, run::Reading reading);
    // Any thread: runs of these municipalities (code, trigger). Returns at once. A run under way of others ends after
    // its slice and goes on together with them: a long first run of one lets nobody else wait.
    void run(const std::map<std::string, std::string>& municipalities);
    // Any thread: does `work` between runs and waits for it. Nothing if the runner stops before, or `gone` is asked for
    // before the work has begun; once it has, both ask it to end after its slice.
    std::optional<int> command(std::function<int(Writer&)> work, std::stop_token gone = {});
    // Asks what is under way to end after its slice, and waits for that.
    void stop();

  private:
    class DaemonWriter;
    struct Command {
        std::uint64_t number;  // among everything asked for
        std::function<int(Writer&)> work;
        std::stop_token gone;
        std::promise<std::optional<int>> done;
    };
    struct Kept {
        std::optional<run::Reading> last;  // may have failed
        std::optional<run::Reading> good;  // the last that did not, if `last` failed
    };

    void loop(const std::stop_token& stop);
    bool command_is_next() const;
    void forget(std::uint64_t number);
    int work(const Command& command, const std::stop_token& stop);
    void take_readings();
    using Due = std::map<std::string, std::string>;  // municipality code → what woke it
    void do_runs(Due due);
    bool others_are_due(const Due& than);
    Due run_together(const Due& due);
    Due run_until(const Due& due, std::stop_token stop);
    std::vector<run::Reading> lend(const std::vector<std::string>& codes, std::vector<bool>& from_good);
    void give_back(std::vector<run::Reading> readings, const std::vector<bool>& from_good);
    bool has_failed_source(const std::string& code) const;
    void tell(const run::RunReport& report);
    void come_back(const run::RunReport& report);
    void tell_findings(const Findings& findings);

    const config::Config& config_;
    const run::Ports& ports_;
    Log& log_;
    Wake wake_;
    std::unique_ptr<DaemonWriter> writer_;  // the thread's, once it has started
    std::vector<Kept> kept_;                // the thread's, in the order of config.sources

    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::map<std::size_t, run::Reading> inbox_;
    Due due_;
    Due under_way_;                 // the municipalities of the run under way
    std::stop_source make_room_;    // ends that run after its slice
    std::uint64_t due_number_ = 0;  // of the first of due_, among everything asked for
    std::uint64_t asked_ = 0;
    std::deque<Command> commands_;
    bool ended_ = false;
    std::jthread thread_;  // last: it uses everything above
};

}  // namespace samkat::service
