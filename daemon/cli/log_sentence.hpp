// Events of the change log as sentences and as JSON. Pure.
#pragma once

#include <string>

#include "config/config.hpp"
#include "daemon/cli/table.hpp"
#include "daemon/cli/texts.hpp"
#include "daemon/model/event.hpp"
#include "daemon/run/protection.hpp"

namespace samkat::cli {

// Which events are of protected people: of them only that there is one is shown, unless it is revealed.
class HiddenEvents {
  public:
    explicit HiddenEvents(run::ProtectedPersons persons) : persons_(std::move(persons)) {}
    bool hides(const Event& event) const;

  private:
    run::ProtectedPersons persons_;
};

class Sentences {
  public:
    // All must outlive it.
    Sentences(const Texts& text, const config::Config& config, const HiddenEvents& hidden, bool reveal)
        : say_(text), config_(config), hidden_(hidden), reveal_(reveal) {}

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
    const HiddenEvents& hidden_;
    bool reveal_;
};

// {"schema":"samkat/log/1", …}: the event with its content opened.
std::string event_json(const Event& event, bool reveal, const HiddenEvents& hidden);

}  // namespace samkat::cli
