// Events of the change log as sentences and as JSON. Pure.
#pragma once

#include <string>

#include "config/config.hpp"
#include "daemon/cli/table.hpp"
#include "daemon/cli/texts.hpp"
#include "daemon/model/event.hpp"

namespace samkat::cli {

class Sentences {
  public:
    // Both must outlive it.
    Sentences(const Texts& text, const config::Config& config, bool reveal)
        : say_(text), config_(config), reveal_(reveal) {}

    // Time, chain and seq, and what happened.
    std::string line(const Event& event, const Style& style) const;
    std::string sentence(const Event& event) const;

  private:
    std::string intent(const Event& event) const;
    std::string outcome(const Event& event) const;
    std::string finished(const Event& event) const;
    std::string name_of_municipality(const std::string& code) const;

    const Texts& say_;
    const config::Config& config_;
    bool reveal_;
};

// {"schema":"samkat/log/1", …}: the event with its content opened.
std::string event_json(const Event& event, bool reveal);

}  // namespace samkat::cli
