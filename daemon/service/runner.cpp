#include "daemon/service/runner.hpp"

#include <algorithm>

#include "daemon/base/text.hpp"
#include "daemon/run/approve.hpp"
#include "daemon/run/messages.hpp"
#include "daemon/run/told.hpp"
#include "daemon/service/messages.hpp"

namespace samkat::service {

namespace {

// Those of `due` of which the run left something undone.
std::map<std::string, std::string> unfinished(const std::map<std::string, std::string>& due,
                                              const run::RunReport& report) {
    std::map<std::string, std::string> rest;
    for (const run::Applied& each : report.applied) {
        const auto found = due.find(each.municipality);
        if (each.not_reached > 0 && found != due.end()) rest.insert(*found);
    }
    return rest;
}

}  // namespace

class Runner::DaemonWriter final : public OwnWriter {
  public:
    DaemonWriter(const config::Config& config, const run::Ports& ports, const Wake& wake)
        : OwnWriter(config, ports), wake_(wake) {}
    bool wake(const std::string& municipality) override {
        wake_(municipality, {});
        return true;
    }
    std::stop_token stop() const override { return stop_; }
    void set_stop(std::stop_token stop) { stop_ = std::move(stop); }

  private:
    const Wake& wake_;
    std::stop_token stop_;
};

Runner::Runner(const config::Config& config, const run::Ports& ports, Log& log, Wake wake)
    : config_(config),
      ports_(ports),
      log_(log),
      wake_(std::move(wake)),
      writer_(std::make_unique<DaemonWriter>(config, ports, wake_)),
      kept_(config.sources.size()) {}

Runner::~Runner() {
    stop();
}

Result<void> Runner::start() {
    Findings findings;
    const auto opened = writer_->open(findings);
    tell_findings(findings);
    if (!opened && opened.error().id == run::messages::STATE_LOCKED.id) return fail(opened.error());
    if (!opened) log_.write(opened.error());
    thread_ = std::jthread{[this](const std::stop_token& stop) { loop(stop); }};
    return {};
}

void Runner::deliver(std::size_t source, run::Reading reading) {
    const std::lock_guard lock{mutex_};
    inbox_.insert_or_assign(source, std::move(reading));
}

void Runner::run(const std::map<std::string, std::string>& municipalities) {
    const std::lock_guard lock{mutex_};
    if (due_.empty()) due_number_ = ++asked_;
    for (const auto& [code, trigger] : municipalities) {
        due_[code] = trigger;
        if (!under_way_.empty() && !under_way_.contains(code)) make_room_.request_stop();
    }
    changed_.notify_all();
}

std::optional<int> Runner::command(std::function<int(Writer&)> work, std::stop_token gone) {
    std::future<std::optional<int>> done;
    std::uint64_t number = 0;
    {
        const std::lock_guard lock{mutex_};
        if (ended_) return std::nullopt;
        number = ++asked_;
        done = commands_.emplace_back(Command{number, std::move(work), gone, {}}).done.get_future();
        changed_.notify_all();
    }
    const std::stop_callback on_gone{gone, [&] { forget(number); }};
    return done.get();
}

// Of a command that has not begun.
void Runner::forget(std::uint64_t number) {
    const std::lock_guard lock{mutex_};
    const auto found = std::ranges::find(commands_, number, &Command::number);
    if (found == commands_.end()) return;
    found->done.set_value(std::nullopt);
    commands_.erase(found);
}

int Runner::work(const Command& command, const std::stop_token& stop) {
    std::stop_source end;
    const std::stop_callback on_stop{stop, [&] { end.request_stop(); }};
    const std::stop_callback on_gone{command.gone, [&] { end.request_stop(); }};
    writer_->set_stop(end.get_token());
    const int status = command.work(*writer_);
    writer_->set_stop(stop);
    return status;
}

void Runner::stop() {
    if (!thread_.joinable()) return;
    thread_.request_stop();
    thread_.join();
}

// First come, first served.
bool Runner::command_is_next() const {
    return !commands_.empty() && (due_.empty() || commands_.front().number < due_number_);
}

void Runner::loop(const std::stop_token& stop) {
    writer_->set_stop(stop);
    std::unique_lock lock{mutex_};
    while (changed_.wait(lock, stop, [this] { return !due_.empty() || !commands_.empty(); })) {
        if (stop.stop_requested()) break;
        if (command_is_next()) {
            Command command = std::move(commands_.front());
            commands_.pop_front();
            lock.unlock();
            command.done.set_value(work(command, stop));
            lock.lock();
            continue;
        }
        Due due = std::exchange(due_, {});
        take_readings();
        lock.unlock();
        do_runs(std::move(due));
        lock.lock();
    }
    ended_ = true;
    for (Command& each : commands_) each.done.set_value(std::nullopt);
    commands_.clear();
}

void Runner::take_readings() {
    for (auto& [source, reading] : inbox_) {
        Kept& kept = kept_[source];
        if (!reading.failed) {
            kept.good.reset();
        } else if (kept.last && !kept.last->failed) {
            kept.good = std::move(kept.last);
        }
        kept.last = std::move(reading);
    }
    inbox_.clear();
}

bool Runner::has_failed_source(const std::string& code) const {
    for (std::size_t i = 0; i < kept_.size(); ++i) {
        const auto& serves = config_.sources[i].serves;
        if (std::ranges::find(serves, code) != serves.end() && (!kept_[i].last || kept_[i].last->failed)) return true;
    }
    return false;
}

// Municipalities whose sources are well are run together; one with a failed source is run by itself, so that the others
// can use what that source said last.
void Runner::do_runs(Due due) {
    std::vector<Due> runs(1);
    for (const auto& each : due) {
        if (config_.municipality(each.first) == nullptr) continue;
        (has_failed_source(each.first) ? runs.emplace_back() : runs.front()).insert(each);
    }
    Due unfinished;
    bool first = true;
    for (const Due& each : runs) {
        if (each.empty()) continue;
        const bool wait = !unfinished.empty() || (!first && others_are_due(each));
        unfinished.merge(wait ? Due{each} : run_together(each));
        first = false;
    }
    const std::lock_guard lock{mutex_};
    if (due_.empty() && !unfinished.empty()) due_number_ = ++asked_;
    due_.merge(unfinished);
}

bool Runner::others_are_due(const Due& than) {
    const std::lock_guard lock{mutex_};
    return std::ranges::any_of(due_, [&](const auto& each) { return !than.contains(each.first); });
}

// Those that had to make room and are not done.
Runner::Due Runner::run_together(const Due& due) {
    if (writer_->stop().stop_requested()) return {};
    std::stop_source make_room;
    {
        const std::lock_guard lock{mutex_};
        under_way_ = due;
        make_room_ = make_room;
    }
    const std::stop_callback end_too{writer_->stop(), [&] { make_room.request_stop(); }};
    Due unfinished = run_until(due, make_room.get_token());
    const std::lock_guard lock{mutex_};
    under_way_.clear();
    if (writer_->stop().stop_requested()) unfinished.clear();
    return unfinished;
}

// Own sources as they were read last, those of others as they were last well.
std::vector<run::Reading> Runner::lend(const std::vector<std::string>& codes, std::vector<bool>& from_good) {
    std::vector<run::Reading> readings;
    for (std::size_t i = 0; i < kept_.size(); ++i) {
        Kept& kept = kept_[i];
        const auto& serves = config_.sources[i].serves;
        const bool own = std::ranges::any_of(
            codes, [&](const std::string& code) { return std::ranges::find(serves, code) != serves.end(); });
        from_good.push_back(!own && kept.good.has_value());
        std::optional<run::Reading>& chosen = from_good.back() ? kept.good : kept.last;
        if (chosen) {
            readings.push_back(std::move(*chosen));
        } else {
            run::Reading& none = readings.emplace_back();
            none.source = &config_.sources[i];
            none.failed = true;
            none.drafts.source = config_.sources[i].name;
        }
    }
    return readings;
}

void Runner::give_back(std::vector<run::Reading> readings, const std::vector<bool>& from_good) {
    for (std::size_t i = 0; i < kept_.size(); ++i) {
        std::optional<run::Reading>& chosen = from_good[i] ? kept_[i].good : kept_[i].last;
        if (chosen) chosen = std::move(readings[i]);
    }
}

Runner::Due Runner::run_until(const Due& due, std::stop_token stop) {
    std::vector<std::string> codes;
    for (const auto& [code, trigger] : due) codes.push_back(code);
    Findings findings;
    auto installation = writer_->open(findings);
    tell_findings(findings);
    if (!installation) {
        log_.write(installation.error());
        log_.write(messages::RUN_FAILED, {{"municipalities", text::join(codes, ", ")}});
        return {};
    }
    run::RunOptions options;
    options.municipalities = codes;
    options.trigger = due.begin()->second;
    options.actor = "samkatd";
    options.stop = stop;
    std::vector<bool> from_good;
    std::vector<run::Reading> readings = lend(codes, from_good);
    auto report = run::run_with(**installation, readings, options);
    give_back(std::move(readings), from_good);
    if (report) {
        tell(*report);
        come_back(*report);
        return stop.stop_requested() ? unfinished(due, *report) : Due{};
    }
    // A log or store that failed once is opened anew before it is trusted again.
    writer_->close();
    log_.write(report.error());
    log_.write(messages::RUN_FAILED, {{"municipalities", text::join(codes, ", ")}});
    return {};
}

// What is undecided is decided by a run that asks again when enough time has passed.
void Runner::come_back(const run::RunReport& report) {
    for (std::size_t i = 0; i < report.applied.size(); ++i) {
        const Plan& plan = report.planned.plans[i].plan;
        if (report.applied[i].undecided > 0 || std::ranges::any_of(plan.changes, run::is_undecided))
            wake_(plan.municipality, config_.directory.certain_after);
    }
}

void Runner::tell_findings(const Findings& findings) {
    for (const Finding& each : findings.list()) log_.write(each);
}

void Runner::tell(const run::RunReport& report) {
    tell_findings(report.findings);
    for (const Finding& each : report.planned.failed) log_.write(each);
    for (const Finding& each : run::told_findings(report.planned.plans)) log_.write(each);
    for (const run::Applied& each : report.applied) {
        std::string counts;
        for (const auto& [outcome, count] : each.outcomes) {
            counts += (counts.empty() ? "" : ", ") + std::string{name_of(outcome)} + " " + std::to_string(count);
        }
        log_.write(
            messages::RUN_DONE,
            {{"run", report.run}, {"municipality", each.municipality}, {"counts", counts.empty() ? "0" : counts}});
        if (each.held > 0)
            log_.write(messages::RUN_HELD, {{"municipality", each.municipality}, {"count", std::to_string(each.held)}});
        const std::size_t trouble = each.findings.size() + each.not_reached;
        if (trouble > 0) {
            log_.write(messages::RUN_TROUBLE,
                       {{"run", report.run}, {"municipality", each.municipality}, {"count", std::to_string(trouble)}});
        }
    }
}

}  // namespace samkat::service
