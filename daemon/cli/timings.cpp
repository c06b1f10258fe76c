#include "daemon/cli/timings.hpp"

#include <sys/resource.h>

#include "daemon/base/json.hpp"

namespace samkat::cli {

namespace {

using Steady = std::chrono::steady_clock;

std::chrono::milliseconds milliseconds(Timings::Duration duration) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(duration);
}

std::int64_t peak_kib() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;  // Linux counts in KiB (getrusage(2))
}

// Adds the time of its life.
class Lap {
  public:
    explicit Lap(Timings::Duration& sum) : sum_(sum) {}
    Lap(const Lap&) = delete;
    Lap& operator=(const Lap&) = delete;
    ~Lap() { sum_ += Steady::now() - start_; }

  private:
    Timings::Duration& sum_;
    Steady::time_point start_ = Steady::now();
};

class WatchedSink final : public sources::Sink {
  public:
    explicit WatchedSink(sources::Sink& sink) : sink_(sink) {}
    Result<void> set(const RecordSet& set) override { return sink_.set(set); }
    void record(const Record& record) override {
        const Lap lap{mapping};
        sink_.record(record);
    }
    void finding(const Finding& finding) override { sink_.finding(finding); }

    Timings::Duration mapping{};

  private:
    sources::Sink& sink_;
};

class WatchedDirectory final : public directory::Directory {
  public:
    WatchedDirectory(std::unique_ptr<Directory> directory, Timings& timings)
        : directory_(std::move(directory)), timings_(timings) {}

    Result<void> search(const directory::Search& search, const std::function<void(Entry&&)>& each) override {
        Timings::Duration whole{}, entries{};
        auto done = [&] {
            const Lap lap{whole};
            return directory_->search(search, [&](Entry&& entry) {
                const Lap inner{entries};
                each(std::move(entry));
            });
        }();
        timings_.add_search(whole, entries);
        return done;
    }
    Result<std::optional<Entry>> read(const Dn& dn, const std::vector<std::string>& attributes) override {
        return directory_->read(dn, attributes);
    }
    Result<directory::Facts> facts() override { return directory_->facts(); }
    Result<directory::SchemaFacts> schema() override { return directory_->schema(); }
    std::size_t window() const override { return directory_->window(); }
    std::size_t outstanding() const override { return directory_->outstanding(); }
    Result<void> send(std::uint64_t ticket, const Change& change) override { return directory_->send(ticket, change); }
    Result<directory::Answer> receive() override { return directory_->receive(); }

  private:
    std::unique_ptr<Directory> directory_;
    Timings& timings_;
};

}  // namespace

run::Ports Timings::watch(run::Ports ports) {
    ports.read_source = [this, read = ports.read_source](const SourcePolicy& source, Date today, std::stop_token stop,
                                                         sources::Sink& sink) {
        WatchedSink watched{sink};
        Duration whole{};
        auto delivery = [&] {
            const Lap lap{whole};
            return read(source, today, std::move(stop), watched);
        }();
        add_source(whole, watched.mapping);
        return delivery;
    };
    ports.open_directory = [this, open = ports.open_directory](
                               const config::Config& config) -> Result<std::unique_ptr<directory::Directory>> {
        auto directory = open(config);
        if (!directory) return directory;
        return std::unique_ptr<directory::Directory>{std::make_unique<WatchedDirectory>(std::move(*directory), *this)};
    };
    return ports;
}

void Timings::start() {
    started_ = sources_done_ = Steady::now();
}

void Timings::finish() {
    finished_ = Steady::now();
    plan_kib_ = peak_kib();
}

void Timings::add_source(Duration whole, Duration mapping) {
    const std::scoped_lock lock{mutex_};
    read_ += whole - mapping;
    map_ += mapping;
    sources_done_ = Steady::now();
    sources_kib_ = peak_kib();
}

void Timings::add_search(Duration whole, Duration entries) {
    const std::scoped_lock lock{mutex_};
    directory_ += whole - entries;
}

std::vector<Timings::Phase> Timings::phases() const {
    const std::scoped_lock lock{mutex_};
    return {{"read", milliseconds(read_), sources_kib_},
            {"map", milliseconds(map_), sources_kib_},
            {"directory_read", milliseconds(directory_), plan_kib_},
            {"diff", milliseconds(finished_ - sources_done_ - directory_), plan_kib_}};
}

std::string Timings::json() const {
    std::string text;
    JsonWriter writer{text};
    writer.begin_object().key("phases").begin_array();
    for (const Phase& phase : phases()) {
        writer.begin_object()
            .member("name", phase.name)
            .member("milliseconds", std::int64_t{phase.time.count()})
            .member("peak_kib", phase.peak_kib)
            .end_object();
    }
    writer.end_array().end_object();
    return text;
}

}  // namespace samkat::cli
