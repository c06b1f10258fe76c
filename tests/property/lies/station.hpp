// Station: samkat, whole, as it runs at night, with only what is outside it made for the purpose: files in a scratch
// directory that the real connectors' code reads, a directory in memory, and a clock that stands where it is put.
// What fails in it that cannot fail throws std::runtime_error: there is nothing to measure then. One thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "daemon/directory/ldif_directory.hpp"
#include "daemon/run/run.hpp"
#include "tests/property/lies/configuration.hpp"
#include "tests/property/lies/export.hpp"

namespace samkat::lies {

// Entries of the directory by DN key.
using Entries = std::map<std::string, Entry, std::less<>>;

class HandClock final : public Clock {
  public:
    TimePoint now() const override { return now_; }
    Date today() const override { return stockholm_date(now_); }
    void set(TimePoint now) { now_ = now; }

  private:
    TimePoint now_{};
};

class Station {
  public:
    // `place` is an empty directory, which stays the caller's.
    Station(std::filesystem::path place, const Town& town, const std::vector<Register>& registers, GuardLevel guard);
    ~Station();

    void set_clock(TimePoint now) { clock_.set(now); }
    // Puts a register's files where samkat reads them, written at `written`.
    void deliver(const std::vector<File>& files, TimePoint written);
    // Reads, plans and applies, as the daemon does.
    run::RunReport run();
    // A yes to these Changes of the report's plans: what `samkat approve` records.
    std::size_t approve(const run::RunReport& report, const std::function<bool(const Change&)>& yes);

    Entries entries();
    const config::Config& config() const { return config_; }
    run::Installation& installation() { return *installation_; }

    // Remembers everything; restore() goes back there.
    void remember();
    void restore();

  private:
    void open();
    void close();

    std::filesystem::path place_;
    config::Config config_;
    HandClock clock_;
    run::Ports ports_;
    std::unique_ptr<directory::LdifDirectory> directory_;
    std::unique_ptr<run::Installation> installation_;
    std::string remembered_;  // the directory, as LDIF
};

}  // namespace samkat::lies
