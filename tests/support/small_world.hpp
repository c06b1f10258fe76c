// A small installation in a directory of its own: two municipalities (1495 Skara, 1471 Götene) with one source each, a
// directory that is an LDIF file, sources in memory, and a clock that stands where it is put.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "daemon/base/file.hpp"
#include "daemon/service/file_directory.hpp"
#include "daemon/service/ports.hpp"
#include "tests/support/scratch.hpp"

namespace samkat::test {

class HandClock final : public Clock {
  public:
    explicit HandClock(std::string_view time) : now_(parse_time(time).value()) {}
    TimePoint now() const override { return now_.load(); }
    Date today() const override { return stockholm_date(now_.load()); }
    void advance(std::chrono::milliseconds by) { now_ = now_.load() + by; }

  private:
    std::atomic<TimePoint> now_;
};

struct Pupil {
    std::string id, given, family, klass = "7A", unit = "50010001", civic = "", protection = "", email = "",
                                   municipality = "";
};

class SmallWorld {
  public:
    explicit SmallWorld(const std::string& more = "") {
        std::filesystem::create_directories(scratch_ / "config/municipalities.d");
        write("config/samkat.toml",
              "language = \"en\"\nstate_dir = \"" + (scratch_ / "state").string() + "\"\nkey_dir = \"" +
                  (scratch_ / "keys").string() +
                  "\"\n[connectors]\nmissing_layers = \"best-effort\"\n[directory]\nkind = \"ldif\"\nfile = \"" +
                  (scratch_ / "directory.ldif").string() + "\"\n" + more);
        write_municipality("1495", "Skara", "skara");
        write_municipality("1471", "Götene", "gotene");
        write("directory.ldif", "version: 1\n\ndn: dc=example\nobjectClass: top\nobjectClass: domain\ndc: example\n");
        pupils["skara"] = {{"1", "Anna", "Ek"}, {"2", "Bo", "Ask", "7A", "50010001", "201006082398"}};
        pupils["gotene"] = {{"7", "Cilla", "Al"}};
    }

    std::filesystem::path path(const std::string& name) const { return scratch_ / name; }
    std::string config() const { return path("config").string(); }
    void write(const std::string& name, std::string_view content) const {
        if (!write_file(path(name), content)) throw std::runtime_error("cannot write " + name);
    }
    std::string read(const std::string& name) const { return read_file(path(name)).value_or(""); }

    service::PortsFactory ports() {
        return [this](const config::Config&) {
            run::Ports ports;
            ports.clock = &clock;
            ports.open_directory =
                [this](const config::Config& config) -> Result<std::unique_ptr<directory::Directory>> {
                if (before_directory) before_directory();
                return service::open_file_directory(config.directory.file, config.directory.window);
            };
            ports.read_source = [this](const SourcePolicy& source, Date, std::stop_token stop, sources::Sink& sink) {
                return deliver(source, std::move(stop), sink);
            };
            return ports;
        };
    }

    // How often a source has been read.
    int readings(const std::string& source) {
        const std::lock_guard lock{mutex_};
        return readings_[source];
    }
    // Waits until it has been read at least `count` times.
    void wait_for_readings(const std::string& source, int count) {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return readings_[source] >= count; });
    }

    HandClock clock{"2026-11-20T08:00:00.000Z"};
    std::map<std::string, std::vector<Pupil>> pupils;  // by source; not while a source is being read
    std::map<std::string, bool> broken;
    std::function<void(const std::string& source, std::stop_token stop)> before_reading;
    std::function<void()> before_directory;

  private:
    void write_municipality(const std::string& code, const std::string& name, const std::string& source) const {
        write("config/municipalities.d/" + source + ".toml",
              "[municipality]\ncode = \"" + code + "\"\nname = \"" + name + "\"\nbase = \"ou=" + source +
                  ",dc=example\"\nscope = \"edu." + source + ".example\"\ncivic_number = true\n[[source]]\nname = \"" +
                  source + "\"\nconnector = \"csv\"\nwatch = [\"" + path(source + ".csv").string() +
                  "\"]\n[source.map.pupil]\nrole = \"pupil\"\nregister_id = \"{id}\"\ncivic_number = "
                  "\"{civic}\"\ngiven_name = \"{given}\"\nfamily_name = \"{family}\"\n"
                  "unit = \"{unit}\"\nclass_name = \"{klass}\"\nprotection = \"{protection}\"\nemail = \"{email}\"\n");
    }

    Result<sources::Delivery> deliver(const SourcePolicy& source, std::stop_token stop, sources::Sink& sink) {
        if (before_reading) before_reading(source.name, std::move(stop));
        {
            const std::lock_guard lock{mutex_};
            ++readings_[source.name];
            changed_.notify_all();
        }
        if (broken[source.name]) return fail(finding(unreadable, {source.name, 0, 0, ""}));
        const RecordSet set{source.name,
                            "pupil",
                            source.name + ".csv",
                            {"id", "given", "family", "klass", "unit", "civic", "protection", "email", "kommun"}};
        if (auto taken = sink.set(set); !taken) return fail(taken.error());
        sources::Delivery delivery;
        Sha256Stream digest;
        for (const Pupil& pupil : pupils[source.name]) {
            const std::vector<std::string_view> values{pupil.id,         pupil.given, pupil.family,
                                                       pupil.klass,      pupil.unit,  pupil.civic,
                                                       pupil.protection, pupil.email, pupil.municipality};
            const std::vector<std::uint32_t> ends{1, 2, 3, 4, 5, 6, 7, 8, 9};
            for (const std::string_view value : values) digest.update(std::string{value} + "\n");
            sink.record(Record{&set, static_cast<std::uint32_t>(++delivery.records + 1), values, ends});
        }
        delivery.digest = hex(digest.finish());
        delivery.age = clock.now();
        return delivery;
    }

    static constexpr Message unreadable{
        "TEST_UNREADABLE", Severity::error, "Går inte att läsa.", "Cannot be read.", "", ""};
    Scratch scratch_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::string, int> readings_;
};

}  // namespace samkat::test
