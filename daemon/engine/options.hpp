// Attribute options (RFC 4512 section 2.5): "givenName;lang-sv" is givenName with an option, and a server gives it to
// whoever asks for givenName. To samkat it is a value of givenName that somebody else wrote. Pure.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "daemon/model/entry.hpp"

namespace samkat::engine {

inline bool has_option(std::string_view name) {
    return name.find(';') != std::string_view::npos;
}

// True for "givenName;lang-sv" of "givenName".
inline bool is_with_option(std::string_view name, std::string_view attribute) {
    return name.size() > attribute.size() && name[attribute.size()] == ';' &&
           same_name(name.substr(0, attribute.size()), attribute);
}

inline bool any_option(const Entry& entry) {
    return std::ranges::any_of(entry.attributes(), [](const Attribute& each) { return has_option(each.name); });
}

// The names that `entry` has of `attribute` with options.
inline std::vector<std::string> names_with_option(const Entry& entry, std::string_view attribute) {
    std::vector<std::string> names;
    for (const Attribute& each : entry.attributes()) {
        if (is_with_option(each.name, attribute)) names.push_back(each.name);
    }
    return names;
}

}  // namespace samkat::engine
