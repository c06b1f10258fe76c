#include "daemon/service/daemon.hpp"

#include "daemon/service/messages.hpp"
#include "daemon/service/notify.hpp"
#include "daemon/service/shift.hpp"

namespace samkat::service {

namespace {

void tell(Log& log, const Findings& findings) {
    for (const Finding& each : findings.list()) log.write(each);
}

// Works under one configuration after the other until it is told to stop.
class Daemon {
  public:
    explicit Daemon(const DaemonOptions& options) : options_(options) {}

    Result<void> run() {
        auto signals = Signals::block();
        if (!signals) return fail(signals.error());
        config::Loaded loaded = options_.load_config();
        if (!loaded.config) return fail(first_error(loaded.findings));
        log_ = std::make_unique<Log>(loaded.config->log, loaded.config->language);
        tell(*log_, loaded.findings);
        for (;;) {
            auto shift = Shift::start(std::move(*loaded.config), options_, *log_);
            if (!shift) return fail(shift.error());
            if (options_.on_ready) options_.on_ready();
            notify_ready();
            auto next = next_config(**shift, *signals);
            if (!next) return fail(next.error());
            if (!*next) break;
            loaded = std::move(**next);
            shift->reset();
            log_ = std::make_unique<Log>(loaded.config->log, loaded.config->language);
            log_->write(messages::RELOADED);
        }
        log_->write(messages::STOPPED);
        return {};
    }

  private:
    // Lets the shift work until there is a new configuration without errors; none: it is time to stop.
    Result<std::optional<config::Loaded>> next_config(Shift& shift, Signals& signals) {
        for (;;) {
            const auto end = shift.work(signals);
            if (!end) return fail(end.error());
            if (*end == Shift::End::stop) {
                notify_stopping();
                log_->write(messages::STOPPING);
                return std::nullopt;
            }
            notify_reloading();
            config::Loaded loaded = options_.load_config();
            tell(*log_, loaded.findings);
            if (loaded.config) return std::optional{std::move(loaded)};
            log_->write(messages::RELOAD_REFUSED);
            notify_ready();
        }
    }

    static Finding first_error(const Findings& findings) {
        for (const Finding& each : findings.list()) {
            if (each.severity == Severity::error) return each;
        }
        return finding(messages::RELOAD_REFUSED);
    }

    const DaemonOptions& options_;
    std::unique_ptr<Log> log_;
};

}  // namespace

Result<void> run_daemon(const DaemonOptions& options) {
    return Daemon{options}.run();
}

}  // namespace samkat::service
