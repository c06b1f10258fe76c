// Entry (katalogpost): a DN and attributes. The same type for what is desired and what is there. Plain value.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/model/dn.hpp"

namespace samkat {

using Values = std::vector<std::string>;

// Attribute names compare without regard to case (RFC 4512 section 2.5); options are part of the name.
bool same_name(std::string_view a, std::string_view b);

struct Attribute {
    std::string name;  // as first given
    Values values;     // a set: sorted, no repeats
    bool operator==(const Attribute&) const = default;
};

class Entry {
  public:
    Entry() = default;
    explicit Entry(Dn dn) : dn_(std::move(dn)) {}

    const Dn& dn() const { return dn_; }
    void set_dn(Dn dn) { dn_ = std::move(dn); }

    // Sorted by name, case-insensitively; none without values.
    const std::vector<Attribute>& attributes() const { return attributes_; }
    // The values of `name`; empty if there is none.
    const Values& values(std::string_view name) const;
    // The first value of `name`, or "".
    std::string_view value(std::string_view name) const;
    bool has(std::string_view name, std::string_view value) const;
    // Replaces the values of `name`; no values removes it.
    void set(std::string_view name, Values values);
    void add(std::string_view name, std::string value);
    void remove(std::string_view name) { set(name, {}); }

    bool operator==(const Entry&) const = default;

  private:
    std::vector<Attribute>::iterator find(std::string_view name);
    Dn dn_;
    std::vector<Attribute> attributes_;
};

}  // namespace samkat
