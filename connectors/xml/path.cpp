#include "connectors/xml/path.hpp"

#include <algorithm>

#include "connectors/xml/messages.hpp"
#include "daemon/base/text.hpp"

namespace samkat::xml {

namespace {

tl::unexpected<Error> wrong(std::string_view path, const Where& where, const std::string& what) {
    return fail(xml_messages::PATH_SYNTAX, where, {{"path", "\"" + text::printable(path) + "\""}, {"what", what}});
}

// Names of XML need not be checked letter by letter: one that cannot be is never met.
bool is_name(std::string_view name) {
    return !name.empty() && name.find_first_of(" \t\r\n@()[]*<>&\"'.=|") != 0 &&
           name.find_first_of(" \t\r\n@()[]*<>&\"'=|") == std::string_view::npos;
}

Result<void> check_names(const std::vector<std::string>& names, std::string_view path, const Where& where) {
    for (const std::string& name : names) {
        if (name.empty()) return wrong(path, where, "//");
        if (!is_name(name)) return wrong(path, where, "\"" + text::printable(name) + "\"");
    }
    return {};
}

}  // namespace

Result<std::vector<std::string>> parse_element_path(std::string_view path, const Where& where) {
    std::string_view rest = path;
    if (rest.starts_with('/')) rest.remove_prefix(1);
    auto names = text::split(rest, "/");
    if (auto good = check_names(names, path, where); !good) return fail(good.error());
    return names;
}

Result<ValuePath> parse_value_path(std::string_view path, const Where& where) {
    ValuePath result{text::split(path, "/"), {}};
    std::string& last = result.elements.back();
    if (last == "text()") {
        result.elements.pop_back();
    } else if (last.starts_with('@')) {
        result.attribute = last.substr(1);
        if (!is_name(result.attribute)) return wrong(path, where, "\"" + text::printable(last) + "\"");
        result.elements.pop_back();
    }
    if (auto good = check_names(result.elements, path, where); !good) return fail(good.error());
    return result;
}

}  // namespace samkat::xml
