// Paths to elements and values, as the settings write them: "register/elever/elev", "grupper/grupp/@id". Pure values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/result.hpp"

namespace samkat::xml {

// The names of the elements from the root to a record's. A leading / is allowed.
Result<std::vector<std::string>> parse_element_path(std::string_view text, const Where& where);

// Where a value is, seen from the record's element: child elements, and then the text of the last one or one of its
// attributes. "@id" is the record's own attribute, "text()" its own text.
struct ValuePath {
    std::vector<std::string> elements;
    std::string attribute;  // empty: the text
};
Result<ValuePath> parse_value_path(std::string_view text, const Where& where);

}  // namespace samkat::xml
