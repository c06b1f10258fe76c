// Texts: messages in the language of whoever reads them, and values made fit to be shown. Pure.
#pragma once

#include <string>
#include <string_view>

#include "daemon/base/date.hpp"
#include "daemon/base/finding.hpp"
#include "daemon/model/change.hpp"
#include "daemon/model/event.hpp"
#include "daemon/model/known.hpp"

namespace samkat::cli {

class Texts {
  public:
    explicit Texts(Language language) : language_(language) {}
    Language language() const { return language_; }

    // Control characters in arguments and in texts that were filled in elsewhere are escaped.
    std::string operator()(const Message& message, const samkat::Arguments& arguments = {}) const;
    std::string of(const LocalText& text) const;
    std::string of(ChangeKind kind) const;
    std::string of(CauseKind kind) const;
    std::string of(AccountStatus status) const;
    std::string of(Role role) const;
    std::string of(Outcome outcome) const;

  private:
    Language language_;
};

// `value` as it may be shown: a civic number is masked unless `reveal`, control characters are escaped, what is long is
// cut.
std::string shown(std::string_view value, bool reveal);
// Several, separated by commas.
std::string shown(const Values& values, bool reveal);
// For JSON: a civic number is masked unless `reveal`; nothing else is changed.
std::string masked(std::string_view value, bool reveal);
// The same for every string of a JSON text. What the text says of itself, its digests above all, stays as it is.
std::string masked_json(std::string json, bool reveal);

}  // namespace samkat::cli
