// The log of the program itself: what samkatd does, for the journal or standard error. Findings are told by their
// message and locator; no personal data is written here.
#pragma once

#include <memory>

#include "config/config.hpp"
#include "daemon/base/finding.hpp"

namespace samkat::service {

// Any thread.
class Log {
  public:
    // automatic: journal form (a level in angle brackets first, no time) if standard error is connected to the journal.
    Log(const config::LogSettings& settings, Language language);
    ~Log();
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;

    void write(const Finding& finding);
    void write(const Message& message, const Arguments& arguments = {}) { write(finding(message, {}, arguments)); }

  private:
    struct Sink;
    std::unique_ptr<Sink> sink_;
    Language language_;
};

// One line: place, text and advice, nothing that could be taken for another line.
std::string log_line(const Finding& finding, Language language);

}  // namespace samkat::service
