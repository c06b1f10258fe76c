#include "tests/support/points/points.hpp"

#include <atomic>

namespace samkat::test {

struct Points::State {
    std::uint64_t stop_at;
    std::function<void(std::uint64_t, std::string_view)> act;
    std::atomic<std::uint64_t> passed{0};
};

Points::Points(std::uint64_t stop_at, std::function<void(std::uint64_t, std::string_view)> act)
    : state_(std::make_unique<State>()) {
    state_->stop_at = stop_at;
    state_->act = std::move(act);
}
Points::~Points() = default;

void Points::at(std::string_view name) {
    const std::uint64_t number = ++state_->passed;
    if (number == state_->stop_at) state_->act(number, name);
}

std::uint64_t Points::passed() const {
    return state_->passed;
}

namespace {

class PointedLogFile final : public changelog::LogFile {
  public:
    PointedLogFile(std::unique_ptr<changelog::LogFile> file, Points& points)
        : file_(std::move(file)), points_(points) {}
    Result<void> append(std::string_view bytes) override {
        points_.at("log append, before");
        // In two parts: a crash can leave the beginning of a line.
        const std::size_t half = bytes.size() / 2;
        auto done = file_->append(bytes.substr(0, half));
        if (!done) return done;
        points_.at("log append, half written");
        done = file_->append(bytes.substr(half));
        points_.at("log append, after");
        return done;
    }
    Result<void> sync() override {
        points_.at("log fsync, before");
        auto done = file_->sync();
        points_.at("log fsync, after");
        return done;
    }
    Result<void> truncate(std::uint64_t size) override {
        points_.at("log truncate, before");
        auto done = file_->truncate(size);
        points_.at("log truncate, after");
        return done;
    }

  private:
    std::unique_ptr<changelog::LogFile> file_;
    Points& points_;
};

class PointedStore final : public store::Store {
  public:
    PointedStore(std::unique_ptr<store::Store> store, Points& points) : store_(std::move(store)), points_(points) {}
    using store::Store::apply;
    Result<void> apply(std::span<const Event> events) override {
        points_.at("store commit, before");
        auto done = store_->apply(events);
        points_.at("store commit, after");
        return done;
    }
    store::State state() const override { return store_->state(); }
    Result<std::map<std::string, store::Cursor, std::less<>>> cursors() const override { return store_->cursors(); }
    Result<std::optional<std::string>> owner_of(std::string_view purpose, std::string_view name) const override {
        return store_->owner_of(purpose, name);
    }
    Result<store::IssuedNames> names(std::string_view purpose) const override { return store_->names(purpose); }
    Result<std::vector<KnownPerson>> persons() const override { return store_->persons(); }
    Result<std::vector<KnownAccount>> accounts() const override { return store_->accounts(); }
    Result<std::vector<KnownAccount>> accounts(std::string_view municipality) const override {
        return store_->accounts(municipality);
    }
    Result<std::vector<Approval>> approvals(std::string_view now) const override { return store_->approvals(now); }
    Result<std::vector<OpenIntent>> open_intents() const override { return store_->open_intents(); }
    Result<std::vector<Failure>> failures() const override { return store_->failures(); }
    Result<std::vector<Delivery>> deliveries() const override { return store_->deliveries(); }
    Result<std::vector<MunicipalityState>> municipalities() const override { return store_->municipalities(); }
    Result<std::vector<std::string>> key_names() const override { return store_->key_names(); }
    Result<void> check() const override { return store_->check(); }
    Result<std::vector<PastChange>> past_changes() const override { return store_->past_changes(); }
    Result<std::string> digest() const override { return store_->digest(); }

  private:
    std::unique_ptr<store::Store> store_;
    Points& points_;
};

class PointedDirectory final : public directory::Directory {
  public:
    PointedDirectory(std::unique_ptr<directory::Directory> directory, Points& points)
        : directory_(std::move(directory)), points_(points) {}
    Result<void> search(const directory::Search& search, const std::function<void(Entry&&)>& each) override {
        return directory_->search(search, each);
    }
    Result<std::optional<Entry>> read(const Dn& dn, const std::vector<std::string>& attributes) override {
        return directory_->read(dn, attributes);
    }
    Result<directory::Facts> facts() override { return directory_->facts(); }
    Result<directory::SchemaFacts> schema() override { return directory_->schema(); }
    std::size_t window() const override { return directory_->window(); }
    std::size_t outstanding() const override { return directory_->outstanding(); }
    Result<void> send(std::uint64_t ticket, const Change& change) override {
        points_.at("LDAP send, before");
        auto done = directory_->send(ticket, change);
        points_.at("LDAP send, after");
        return done;
    }
    Result<directory::Answer> receive() override {
        points_.at("LDAP answer, before");
        auto answer = directory_->receive();
        points_.at("LDAP answer, after");
        return answer;
    }

  private:
    std::unique_ptr<directory::Directory> directory_;
    Points& points_;
};

}  // namespace

run::Ports with_points(run::Ports ports, Points& points) {
    const run::Ports real = ports;
    ports.open_directory = [real,
                            &points](const config::Config& config) -> Result<std::unique_ptr<directory::Directory>> {
        auto opened = real.open_directory(config);
        if (!opened) return opened;
        return std::make_unique<PointedDirectory>(std::move(*opened), points);
    };
    ports.open_log_file = [real,
                           &points](const std::filesystem::path& path) -> Result<std::unique_ptr<changelog::LogFile>> {
        auto opened = real.open_log_file(path);
        if (!opened) return opened;
        return std::make_unique<PointedLogFile>(std::move(*opened), points);
    };
    ports.open_store = [real, &points](const std::filesystem::path& path, store::Mode mode,
                                       const Secret& key) -> Result<std::unique_ptr<store::Store>> {
        auto opened = real.open_store(path, mode, key);
        if (!opened || mode == store::Mode::read) return opened;
        return std::make_unique<PointedStore>(std::move(*opened), points);
    };
    ports.create_store = [real, &points](const std::filesystem::path& path,
                                         const Secret& key) -> Result<std::unique_ptr<store::Store>> {
        points.at("store creation, before");
        auto made = real.create_store(path, key);
        if (!made) return made;
        points.at("store creation, after");
        return std::make_unique<PointedStore>(std::move(*made), points);
    };
    return ports;
}

}  // namespace samkat::test
