// Search filters (RFC 4515) for entries held in memory: and, or, not, equality, presence, and whether an entry lies at
// or below another (entryDN:dnSubtreeMatch:=DN, RFC 5020). Immutable values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/result.hpp"
#include "daemon/model/entry.hpp"

namespace samkat::directory {

class Filter {
  public:
    // Reads the string form. Substrings, ordering, approximate and extensible matches fail, and so does everything that
    // is no filter. Limits: 32 levels, 1 MiB.
    static Result<Filter> parse(std::string_view text);

    // Values compare without regard to case. Without a schema there are no superclasses: (objectClass=person) does not
    // match an entry that names only inetOrgPerson. (objectClass=*) matches everything.
    bool matches(const Entry& entry) const;

  private:
    friend class FilterReader;
    enum class Kind : std::uint8_t { all_of, any_of, none_of, equal, present, within };
    Kind kind_ = Kind::all_of;
    std::string attribute_;
    std::string value_;
    Dn dn_;  // within
    std::vector<Filter> parts_;
};

}  // namespace samkat::directory
