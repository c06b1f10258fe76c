#include "config/toml.hpp"

#include <algorithm>
#include <sstream>
#include <tuple>

#include <toml++/toml.h>

#include "config/messages.hpp"
#include "daemon/base/text.hpp"

namespace samkat::config {

namespace {

Value convert(const toml::node& node);

Value convert_table(const toml::table& table) {
    Value result;
    for (const auto& [key, node] : table) {
        const toml::source_position& begin = key.source().begin;
        result.members.push_back({std::string{key.str()}, begin.line, begin.column, convert(node)});
    }
    std::ranges::sort(result.members, {}, [](const Member& each) { return std::tuple{each.line, each.column}; });
    return result;
}

template <class Date>
std::string written(const Date& date) {
    std::ostringstream out;
    out << date;
    return out.str();
}

Value convert_scalar(const toml::node& node) {
    Value result;
    if (const auto* text = node.as_string()) {
        result.kind = ValueKind::text;
        result.text = text->get();
    } else if (const auto* integer = node.as_integer()) {
        result.kind = ValueKind::integer;
        result.integer = integer->get();
    } else if (const auto* real = node.as_floating_point()) {
        result.kind = ValueKind::real;
        result.real = real->get();
    } else if (const auto* boolean = node.as_boolean()) {
        result.kind = ValueKind::boolean;
        result.boolean = boolean->get();
    } else {
        result.kind = ValueKind::date;
        if (const auto* date = node.as_date()) result.text = written(date->get());
        if (const auto* time = node.as_time()) result.text = written(time->get());
        if (const auto* both = node.as_date_time()) result.text = written(both->get());
    }
    return result;
}

Value convert_array(const toml::array& array) {
    Value result;
    result.kind = ValueKind::array;
    for (const toml::node& each : array) result.items.push_back(convert(each));
    return result;
}

Value convert(const toml::node& node) {
    const auto* table = node.as_table();
    const auto* array = node.as_array();
    Value result = table != nullptr   ? convert_table(*table)
                   : array != nullptr ? convert_array(*array)
                                      : convert_scalar(node);
    result.line = node.source().begin.line;
    result.column = node.source().begin.column;
    return result;
}

}  // namespace

const Member* Value::find(std::string_view key) const {
    const auto found = std::ranges::find(members, key, &Member::key);
    return found == members.end() ? nullptr : &*found;
}

// The library throws; this is the only place that sees it.
std::optional<Document> parse_toml(SourceFilePtr file, Findings& findings) {
    try {
        Document document{file,
                          convert_table(toml::parse(std::string_view{file->text()}, std::string_view{file->name()}))};
        document.root.line = document.root.column = 1;
        return document;
    } catch (const toml::parse_error& error) {
        const toml::source_position& begin = error.source().begin;
        findings.add(finding_at(config_messages::TOML_SYNTAX, {file, begin.line, begin.column, {}},
                                {{"reason", text::printable(error.description())}}));
        return std::nullopt;
    }
}

}  // namespace samkat::config
