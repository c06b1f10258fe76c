#include "daemon/directory/names.hpp"

#include <algorithm>

#include "daemon/base/text.hpp"
#include "daemon/model/entry.hpp"

namespace samkat::directory {

namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
bool is_letter(char c) {
    return lower(c) >= 'a' && lower(c) <= 'z';
}
bool is_name_character(char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ';';
}

// ASCII text that squeezing leaves as it is: then folding case is all there is to do.
bool is_plain(std::string_view value) {
    if (value.empty() || value.front() <= ' ' || value.back() <= ' ') return value.empty();
    char before = 0;
    for (const char c : value) {
        if (c < ' ' || c == 0x7F || (c == ' ' && before == ' ')) return false;
        before = c;
    }
    return true;
}

}  // namespace

std::string lower_name(std::string_view name) {
    std::string result{name};
    std::ranges::transform(result, result.begin(), lower);
    return result;
}

std::string_view without_options(std::string_view name) {
    return name.substr(0, name.find(';'));
}

bool is_attribute_name(std::string_view name) {
    return !name.empty() && name.size() <= 256 && name.front() != ';' && name.front() != '-' && name.front() != '.' &&
           std::ranges::all_of(name, is_name_character);
}

bool same_value(std::string_view a, std::string_view b) {
    if (a == b) return true;
    if (is_plain(a) && is_plain(b)) return same_name(a, b);
    if (!text::is_utf8(a) || !text::is_utf8(b)) return false;
    return text::squeeze(text::fold(a)) == text::squeeze(text::fold(b));
}

}  // namespace samkat::directory
