// Whether a value fits its setting.
#include <algorithm>

#include "config/check.hpp"
#include "config/messages.hpp"
#include "daemon/base/date.hpp"
#include "daemon/base/text.hpp"
#include "daemon/model/dn.hpp"
#include "daemon/model/unit_code.hpp"

namespace samkat::config {

namespace {

using Problem = std::optional<Finding>;

constexpr std::size_t identifier_limit = 64;
constexpr std::size_t duration_length = 12;  // so that no number of units can overflow

bool is_lower_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool is_identifier(const std::string& text) {
    return !text.empty() && text.size() <= identifier_limit && text::name_length(text) == text.size() &&
           text.front() != '.' && text.front() != '-';
}

bool is_label(const std::string& label) {
    return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
           std::ranges::all_of(label, [](char c) { return is_lower_or_digit(c) || c == '-'; });
}

// A domain name in lower case (RFC 1035 section 2.3.1), with at least one dot.
bool is_scope(const std::string& text) {
    const std::vector<std::string> labels = text::split(text, ".");
    return text.size() <= 253 && labels.size() >= 2 && std::ranges::all_of(labels, is_label);
}

// An attribute description: a name (RFC 4512 section 1.4, keystring), options after semicolons.
bool is_attribute(const std::string& text) {
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const auto fits = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == ';'; };
    return !text.empty() && text.size() <= identifier_limit && is_letter(text.front()) &&
           std::ranges::all_of(text, fits) && text.find(";;") == std::string::npos && text.back() != ';';
}

bool is_connector(const std::string& text) {
    return text.find('/') != std::string::npos || is_identifier(text);
}

Problem about(const Message& message, const std::string& value, Arguments more = {}) {
    more.emplace_back("value", text::printable(text::left(value, 200)));
    return finding(message, {}, more);
}

Problem unless(bool fits, const Message& message, const std::string& value) {
    return fits ? Problem{} : about(message, value);
}

Problem choice(const Setting& setting, const std::string& value) {
    const std::vector<std::string> choices = text::split(setting.choices, " ");
    if (std::ranges::find(choices, value) != choices.end()) return {};
    const std::string nearest = text::nearest(text::left(value, identifier_limit), choices);
    const Message& message = nearest.empty() ? config_messages::VALUE_CHOICE : config_messages::VALUE_CHOICE_NEAREST;
    return about(message, value, {{"choices", text::join(choices, ", ")}, {"nearest", nearest}});
}

Problem duration(const Setting& setting, const std::string& value) {
    const auto parsed = value.size() <= duration_length ? parse_duration(value) : std::nullopt;
    if (!parsed) return about(config_messages::VALUE_DURATION, value);
    if (parsed->count() >= setting.min && parsed->count() <= setting.max) return {};
    return about(config_messages::VALUE_BOUNDS, value,
                 {{"min", format_duration(std::chrono::milliseconds{setting.min})},
                  {"max", format_duration(std::chrono::milliseconds{setting.max})}});
}

Problem distinguished_name(const std::string& value) {
    const auto parsed = Dn::parse(value);
    if (!parsed) return parsed.error();
    return unless(!parsed->empty(), config_messages::VALUE_DN_EMPTY, value);
}

Problem text_problem(const Setting& setting, const std::string& value) {
    switch (setting.type) {
        case SettingType::choice:
            return choice(setting, value);
        case SettingType::duration:
            return duration(setting, value);
        case SettingType::dn:
            return distinguished_name(value);
        case SettingType::municipality_code:
            return unless(parse_municipality_code(value) == value, config_messages::VALUE_CODE, value);
        case SettingType::scope:
            return unless(is_scope(value), config_messages::VALUE_SCOPE, value);
        case SettingType::identifier:
            return unless(is_identifier(value), config_messages::VALUE_IDENTIFIER, value);
        case SettingType::attribute_name:
            return unless(is_attribute(value), config_messages::VALUE_ATTRIBUTE, value);
        case SettingType::connector:
            return unless(is_connector(value), config_messages::VALUE_CONNECTOR, value);
        default:
            return {};
    }
}

bool is_texts(const Value& value) {
    return value.kind == ValueKind::array &&
           std::ranges::all_of(value.items, [](const Value& each) { return each.kind == ValueKind::text; });
}

Problem list_problem(const Setting& setting, const Value& value) {
    const bool single = setting.type == SettingType::templates && value.kind == ValueKind::text;
    if (single) return {};
    if (!is_texts(value)) return finding(config_messages::VALUE_LIST);
    if (setting.type != SettingType::codes) return {};
    const auto wrong = std::ranges::find_if_not(
        value.items, [](const Value& each) { return parse_municipality_code(each.text) == each.text; });
    return wrong == value.items.end() ? Problem{} : about(config_messages::VALUE_CODE, wrong->text);
}

Problem integer_problem(const Setting& setting, const Value& value) {
    if (value.kind != ValueKind::integer) return finding(config_messages::VALUE_INTEGER);
    if (value.integer >= setting.min && value.integer <= setting.max) return {};
    return about(config_messages::VALUE_BOUNDS, std::to_string(value.integer),
                 {{"min", std::to_string(setting.min)}, {"max", std::to_string(setting.max)}});
}

}  // namespace

std::optional<Finding> problem_of(const Setting& setting, const Value& value) {
    switch (setting.type) {
        case SettingType::boolean:
            return value.kind == ValueKind::boolean ? Problem{} : finding(config_messages::VALUE_BOOLEAN);
        case SettingType::integer:
            return integer_problem(setting, value);
        case SettingType::texts:
        case SettingType::paths:
        case SettingType::codes:
        case SettingType::templates:
            return list_problem(setting, value);
        default:
            break;
    }
    if (setting.type == SettingType::municipality_code && value.kind == ValueKind::integer) {
        return about(config_messages::VALUE_CODE, std::to_string(value.integer));
    }
    if (value.kind != ValueKind::text) return finding(config_messages::VALUE_TEXT);
    return text_problem(setting, value.text);
}

}  // namespace samkat::config
