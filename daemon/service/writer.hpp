// Writer: whoever may write the state directory, for a command that needs to. One thread at a time.
#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "daemon/run/installation.hpp"

namespace samkat::service {

class Writer {
  public:
    virtual ~Writer() = default;
    // The installation, opened for writing; it belongs to the writer. Fails as Installation::open_for_writing does.
    virtual Result<run::Installation*> open(Findings& findings) = 0;
    // As Installation::rebuild_store; answers with the store's digest. What open() gave is of no more use.
    virtual Result<std::string> rebuild_store(const run::LossAcceptance& acceptance, Findings& findings) = 0;
    // Whoever keeps running is to run the municipality soon. False: nobody does.
    virtual bool wake(const std::string& municipality) = 0;
    // Asked for when the work is to end after the slice under way.
    virtual std::stop_token stop() const = 0;
};

// Takes the state directory's lock for as long as it lives.
class OwnWriter : public Writer {
  public:
    // Both must outlive it.
    OwnWriter(const config::Config& config, const run::Ports& ports, std::stop_token stop = {})
        : config_(config), ports_(ports), stop_(std::move(stop)) {}

    Result<run::Installation*> open(Findings& findings) override;
    Result<std::string> rebuild_store(const run::LossAcceptance& acceptance, Findings& findings) override;
    bool wake(const std::string&) override { return false; }
    std::stop_token stop() const override { return stop_; }
    // Lets go of the installation and its lock: open() opens it anew.
    void close() { installation_.reset(); }

  private:
    const config::Config& config_;
    const run::Ports& ports_;
    std::stop_token stop_;
    std::unique_ptr<run::Installation> installation_;
};

}  // namespace samkat::service
