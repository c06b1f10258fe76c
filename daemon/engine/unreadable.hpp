// Attributes that samkat may write but not read: they are missing in every entry, however often they are written. Pure.
//
// Without the right to read an attribute every entry seems to lack it, every night, and the server refuses each Change
// because the attribute is there. So an attribute that no account shows and most should have is written on one account
// only. If it can be read there in the next run it was new, and the others get it; if not, one Change has failed.
#pragma once

#include <string>
#include <vector>

#include "daemon/base/finding.hpp"
#include "daemon/model/change.hpp"
#include "daemon/model/entry.hpp"

namespace samkat::engine {

class Unreadable {
  public:
    // `managed`: names of the attributes samkat manages on accounts.
    explicit Unreadable(std::vector<std::string> managed) : never_seen_(std::move(managed)) {}

    // The entry of an account that should have one.
    void note(const Entry& actual);

    // Takes out of all Changes but one what would add an attribute that no entry shows to at least half of them (and to
    // no fewer than `least`), and Changes that are left without attributes. Not of those who enter another state: they
    // get attributes that others lack.
    std::vector<Finding> drop(std::vector<Change>& changes) const;

    static constexpr std::size_t least = 5;

  private:
    std::vector<std::string> never_seen_;
    std::size_t entries_ = 0;
};

}  // namespace samkat::engine
