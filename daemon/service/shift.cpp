#include "daemon/service/shift.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <ostream>

#include <poll.h>
#include <sys/eventfd.h>

#include "daemon/service/messages.hpp"
#include "daemon/service/notify.hpp"

namespace samkat::service {

namespace {

// How often every watched file is looked at, for changes that inotify did not tell of.
constexpr std::chrono::milliseconds look_interval{30'000};

}  // namespace

Shift::Shift(config::Config config, const DaemonOptions& options, Log& log)
    : config_(std::move(config)),
      options_(options),
      log_(log),
      ports_(options.ports(config_)),
      schedule_(config_.sources, ports_.clock->now()),
      day_(ports_.clock->today()),
      looked_(ports_.clock->now()) {}

Result<std::unique_ptr<Shift>> Shift::start(config::Config config, const DaemonOptions& options, Log& log) {
    std::unique_ptr<Shift> shift{new Shift{std::move(config), options, log}};
    if (auto opened = shift->open(); !opened) return fail(opened.error());
    return shift;
}

Result<void> Shift::open() {
    wake_ = Fd{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    if (!wake_) return fail(messages::SYSTEM_CALL, {}, {{"operation", "eventfd"}, {"reason", reason_of(errno)}});
    std::vector<Watcher::Watched> files;
    for (std::size_t i = 0; i < config_.sources.size(); ++i) {
        for (auto& file : options_.watched_files(config_, config_.sources[i])) files.push_back({std::move(file), i});
    }
    Findings findings;
    auto watcher = Watcher::open(std::move(files), findings);
    if (!watcher) return fail(watcher.error());
    watcher_.emplace(std::move(*watcher));
    for (const Finding& each : findings.list()) log_.write(each);

    const auto wake = [this](const std::string& municipality, std::chrono::milliseconds delay) {
        post_wake(municipality, delay);
    };
    runner_ = std::make_unique<Runner>(config_, ports_, log_, wake);
    if (auto started = runner_->start(); !started) return started;
    auto control = ControlServer::open(
        run::control_socket_path(config_),
        [this](const ControlRequest& request, const std::string& actor, std::stop_token gone, std::ostream& out,
               std::ostream& err) {
            const auto status = runner_->command(
                [&](Writer& writer) { return options_.command(request, actor, config_, ports_, writer, out, err); },
                std::move(gone));
            if (!status)
                err << format(finding(messages::CONTROL_STOPPING),
                              request.language == "en" ? Language::en : Language::sv)
                    << '\n';
            return status.value_or(1);
        },
        log_);
    if (!control) return fail(control.error());
    control_ = std::move(*control);
    log_.write(messages::STARTED, {{"sources", std::to_string(config_.sources.size())},
                                   {"municipalities", std::to_string(config_.municipalities.size())}});
    return {};
}

Shift::~Shift() {
    for (auto& [source, reader] : readers_) reader.request_stop();
    if (runner_) runner_->stop();
    control_.reset();
    readers_.clear();
}

void Shift::post_reading(std::size_t source, run::Reading reading) {
    const std::lock_guard lock{mutex_};
    posted_readings_.insert_or_assign(source, std::move(reading));
    ::eventfd_write(wake_.get(), 1);
}

void Shift::post_wake(const std::string& municipality, std::chrono::milliseconds delay) {
    const std::lock_guard lock{mutex_};
    const auto wake = posted_wakes_.try_emplace(municipality, delay).first;
    wake->second = std::min(wake->second, delay);
    ::eventfd_write(wake_.get(), 1);
}

void Shift::take_posts() {
    std::map<std::size_t, run::Reading> readings;
    std::map<std::string, std::chrono::milliseconds> wakes;
    {
        const std::lock_guard lock{mutex_};
        std::swap(readings, posted_readings_);
        std::swap(wakes, posted_wakes_);
    }
    const TimePoint now = ports_.clock->now();
    for (auto& [source, reading] : readings) {
        readers_.erase(source);
        tell(reading);
        runner_->deliver(source, std::move(reading));
        schedule_.finished(source, now);
    }
    for (const auto& [municipality, delay] : wakes)
        schedule_.want_run(municipality, delay.count() == 0 ? "command" : "undecided", now + delay);
}

// What was found, counted: the places of bad rows are many, and samkat plan shows them.
void Shift::tell(const run::Reading& reading) {
    const std::string& source = reading.source->name;
    if (!reading.failed)
        log_.write(messages::SOURCE_READ, {{"source", source}, {"records", std::to_string(reading.records)}});
    std::map<std::string, std::size_t> counts;
    for (const Finding& each : reading.findings.list()) {
        if (reading.failed && each.severity == Severity::error && counts[each.id] == 0) log_.write(each);
        ++counts[each.id];
    }
    for (const auto& [id, count] : reading.findings.left_out()) counts[id] += count;
    for (const auto& [id, count] : counts) {
        log_.write(messages::SOURCE_FINDINGS, {{"source", source}, {"id", id}, {"count", std::to_string(count)}});
    }
}

void Shift::begin_readings() {
    for (const std::size_t source : schedule_.begin(ports_.clock->now())) {
        readers_[source] = std::jthread{[this, source](const std::stop_token& stop) {
            const SourcePolicy* policy = &config_.sources[source];
            auto readings = run::read_sources({&policy, 1}, ports_, ports_.clock->today(), stop, 1);
            post_reading(source, std::move(readings.front()));
        }};
    }
}

void Shift::look_at_files(bool look) {
    const TimePoint now = ports_.clock->now();
    std::set<std::size_t> changed = watcher_->changed();
    if (look) {
        changed.merge(watcher_->look());
        looked_ = now;
    }
    for (const std::size_t source : changed) schedule_.want(source, "file", now, settle_time);
}

int Shift::timeout() const {
    const TimePoint now = ports_.clock->now();
    TimePoint next = std::min(schedule_.next(now), looked_ + look_interval);
    if (const auto watchdog = watchdog_interval()) next = std::min(next, now + *watchdog);
    // One more, lest it wakes a moment too early and finds nothing to do.
    return static_cast<int>(std::clamp<std::int64_t>((next - now).count() + 1, 0, 60'000));
}

bool Shift::wait(Signals& signals) {
    std::array<pollfd, 3> waiting{
        {{signals.descriptor(), POLLIN, 0}, {wake_.get(), POLLIN, 0}, {watcher_->descriptor(), POLLIN, 0}}};
    if (::poll(waiting.data(), waiting.size(), timeout()) < 0 && errno != EINTR) return false;
    eventfd_t count = 0;
    ::eventfd_read(wake_.get(), &count);
    return true;
}

Result<Shift::End> Shift::work(Signals& signals) {
    for (;;) {
        if (const auto signal = signals.next()) return *signal == SIGHUP ? End::reload : End::stop;
        take_posts();
        const TimePoint now = ports_.clock->now();
        look_at_files(now - looked_ >= look_interval);
        // A new day: start dates, end dates and grace are reached without anything having changed.
        if (std::exchange(day_, ports_.clock->today()) != ports_.clock->today()) schedule_.want_all("timer", now);
        begin_readings();
        if (const auto due = schedule_.runs(now); !due.empty()) runner_->run(due);
        notify_watchdog();
        if (!wait(signals))
            return fail(messages::SYSTEM_CALL, {}, {{"operation", "poll"}, {"reason", reason_of(errno)}});
    }
}

}  // namespace samkat::service
