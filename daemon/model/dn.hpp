// Distinguished names (RFC 4514). Immutable values.
#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/result.hpp"

namespace samkat {

class Dn {
  public:
    Dn() = default;  // the empty DN, the root of the tree

    // Reads the string form of RFC 4514 section 3, escapes and multi-valued RDNs included. Limits: 64 RDNs, 8 KiB.
    static Result<Dn> parse(std::string_view text);

    // The string form, escaped as RFC 4514 section 2.4 says.
    const std::string& text() const { return text_; }
    // For comparing and as map key: attribute names lower case, values case-folded, white space squeezed
    // (caseIgnoreMatch, RFC 4518). The same for every spelling of a DN whose naming attributes ignore case.
    const std::string& key() const { return key_; }

    bool empty() const { return text_.empty(); }
    Dn parent() const;                  // the empty DN has itself
    std::string rdn() const;            // the first RDN, escaped: "uid=anna"
    std::string rdn_attribute() const;  // of the first pair of the first RDN
    std::string rdn_value() const;      // unescaped
    // The DN of a child with the RDN attribute=value. `value` is plain text and is escaped here.
    Dn child(std::string_view attribute, std::string_view value) const;
    // The DN with the same first RDN under another parent.
    Dn moved_to(const Dn& parent) const;
    // True for `base` itself and everything below it.
    bool is_within(const Dn& base) const;
    std::size_t depth() const { return depth_; }

    bool operator==(const Dn& other) const { return key_ == other.key_; }
    std::strong_ordering operator<=>(const Dn& other) const { return key_ <=> other.key_; }

  private:
    std::string text_;
    std::string key_;
    std::size_t depth_ = 0;
};

// A value escaped for an RDN (RFC 4514 section 2.4).
std::string escape_rdn_value(std::string_view value);
// A value escaped for a filter (RFC 4515 section 3).
std::string escape_filter_value(std::string_view value);

}  // namespace samkat
