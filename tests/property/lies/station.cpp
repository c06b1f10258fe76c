#include "tests/property/lies/station.hpp"

#include <stdexcept>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>

#include "daemon/base/file.hpp"
#include "daemon/run/approve.hpp"
#include "tests/property/lies/reading.hpp"

namespace samkat::lies {

namespace {

template <class T>
T must(Result<T> result) {
    if (!result) throw std::runtime_error{format(result.error(), Language::en)};
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

// One opening of the directory that is kept in memory.
class Connection final : public directory::Directory {
  public:
    explicit Connection(directory::LdifDirectory& content) : content_(content) {}
    Result<void> search(const directory::Search& search, const std::function<void(Entry&&)>& each) override {
        return content_.search(search, each);
    }
    Result<std::optional<Entry>> read(const Dn& dn, const std::vector<std::string>& attributes) override {
        return content_.read(dn, attributes);
    }
    Result<directory::Facts> facts() override { return content_.facts(); }
    Result<directory::SchemaFacts> schema() override { return content_.schema(); }
    std::size_t window() const override { return content_.window(); }
    std::size_t outstanding() const override { return content_.outstanding(); }
    Result<void> send(std::uint64_t ticket, const Change& change) override { return content_.send(ticket, change); }
    Result<directory::Answer> receive() override { return content_.receive(); }

  private:
    directory::LdifDirectory& content_;
};

std::unique_ptr<directory::LdifDirectory> directory_of(const std::string& ldif) {
    return must(directory::LdifDirectory::from_text(ldif, "directory"));
}

config::Config load(const std::filesystem::path& directory) {
    config::LoadOptions options;
    options.check_settings = check_settings_here();
    auto loaded = config::load(directory, options);
    if (loaded.config) return std::move(*loaded.config);
    std::string why;
    for (const Finding& each : loaded.findings.list()) why += format(each, Language::en) + "\n";
    throw std::runtime_error{why};
}

void copy_over(const std::filesystem::path& from, const std::filesystem::path& to) {
    std::filesystem::remove_all(to);
    std::filesystem::create_directories(to.parent_path());
    if (std::filesystem::exists(from)) std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
}

}  // namespace

Station::Station(std::filesystem::path place, const Town& town, const std::vector<Register>& registers,
                 GuardLevel guard)
    : place_(std::move(place)) {
    std::filesystem::create_directories(place_ / "config/municipalities.d");
    must(write_file(place_ / "directory.ldif", ""));
    for (const ConfigFile& each : configuration(town, registers, place_, guard))
        must(write_file(place_ / "config" / each.name, each.text));
    config_ = load(place_ / "config");
    directory_ = directory_of("version: 1\n\ndn: dc=example\nobjectClass: top\nobjectClass: domain\ndc: example\n");
    ports_.clock = &clock_;
    ports_.open_directory = [this](const config::Config&) -> Result<std::unique_ptr<directory::Directory>> {
        return std::make_unique<Connection>(*directory_);
    };
    ports_.read_source = [](const SourcePolicy& source, Date today, std::stop_token, sources::Sink& sink) {
        return read_here(source, today, sink);
    };
}

Station::~Station() = default;

void Station::open() {
    if (installation_) return;
    Findings findings;
    installation_ = must(run::Installation::open_for_writing(config_, ports_, findings));
}

void Station::close() {
    installation_.reset();
}

void Station::deliver(const std::vector<File>& files, TimePoint written) {
    for (const File& file : files) {
        const auto path = place_ / file.name;
        must(write_file(path, file.bytes));
        const auto time = std::chrono::duration_cast<std::chrono::seconds>(written.time_since_epoch()).count();
        const timespec times[2] = {{time, 0}, {time, 0}};
        if (::utimensat(AT_FDCWD, path.c_str(), times, 0) != 0) throw std::runtime_error{"no time for " + file.name};
    }
}

run::RunReport Station::run() {
    open();
    run::RunOptions options;
    options.trigger = "timer";
    options.actor = "samkatd";
    return must(run::run_now(*installation_, options));
}

std::size_t Station::approve(const run::RunReport& report, const std::function<bool(const Change&)>& yes) {
    std::vector<Plan> plans;
    for (const run::MunicipalityPlan& each : report.planned.plans) {
        Plan plan = each.plan;
        std::erase_if(plan.changes,
                      [&](const Change& change) { return !run::awaits_decision(change) || !yes(change); });
        plans.push_back(std::move(plan));
    }
    return must(run::decide(*installation_, plans, true, {}, "administrator"));
}

Entries Station::entries() {
    Entries entries;
    must(directory_->search({must(Dn::parse("dc=example")), directory::Scope::subtree, "(objectClass=*)", {}},
                            [&](Entry&& entry) {
                                std::string key = entry.dn().key();
                                entries.emplace(std::move(key), std::move(entry));
                            }));
    return entries;
}

void Station::remember() {
    close();
    copy_over(place_ / "state", place_ / "remembered/state");
    copy_over(place_ / "keys", place_ / "remembered/keys");
    remembered_ = directory_->dump();
}

void Station::restore() {
    close();
    copy_over(place_ / "remembered/state", place_ / "state");
    copy_over(place_ / "remembered/keys", place_ / "keys");
    directory_ = directory_of(remembered_);
}

}  // namespace samkat::lies
