// Names that were decoded wrongly where they were not before.
#include "daemon/engine/guard/garbled.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "daemon/base/text.hpp"
#include "daemon/engine/guard/rules.hpp"

namespace samkat::engine::guard {

namespace {

// The code points of UTF-8.
std::vector<char32_t> points_of(std::string_view utf8) {
    std::vector<char32_t> points;
    for (std::size_t i = 0; i < utf8.size();) {
        const auto lead = static_cast<unsigned char>(utf8[i]);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        char32_t point = length == 1 ? lead : lead & (0xFFu >> (length + 1));
        for (std::size_t k = 1; k < length && i + k < utf8.size(); ++k)
            point = (point << 6) | (static_cast<unsigned char>(utf8[i + k]) & 0x3Fu);
        points.push_back(point);
        i += length;
    }
    return points;
}

// What Windows-1252 makes of the bytes 80 to 9F, besides letters that stand in names (Š š Ž ž Œ œ Ÿ).
constexpr std::array<char32_t, 20> punctuation = {0x20AC, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                  0x02C6, 0x2030, 0x2039, 0x2018, 0x201C, 0x201D, 0x2022,
                                                  0x2013, 0x2014, 0x02DC, 0x2122, 0x203A, 0x2019};

bool is_continuation(char32_t point) {
    return (point >= 0x80 && point <= 0xBF) || std::ranges::find(punctuation, point) != punctuation.end() ||
           point == 0x0160 || point == 0x0161 || point == 0x017D || point == 0x017E || point == 0x0152 ||
           point == 0x0153 || point == 0x0178;
}

// What the Swedish letters of seven bits (SIS 63 61 27) are elsewhere, and what stands for a letter that was lost.
constexpr std::u32string_view seven_bits = U"[]{}\\|^~?";

// Never in a name: a byte that nothing could be made of, controls, and the marks that code pages of DOS have letters
// at.
bool is_foreign(char32_t point) {
    constexpr std::array<char32_t, 7> dos = {0x2020, 0x2021, 0x201C, 0x201D, 0x201E, 0x2026, 0x2030};
    return point == 0xFFFD || (point >= 0x80 && point <= 0x9F) || std::ranges::find(dos, point) != dos.end();
}

// What letters are written as where text goes through HTML, an address or mail: &aring; &#229; %C3%A5 =E5 +AOU-.
constexpr std::u32string_view escapes = U"&;%=+#<>";

bool is_newly_garbled(const AttributeChange& attribute) {
    return std::ranges::any_of(attribute.after, looks_garbled) && std::ranges::none_of(attribute.before, looks_garbled);
}

// No name has an @: what stands there is another cell, or two in one.
bool is_named_by_address(const Facts& facts, const Subject& subject) {
    const Person* person = subject.account->person;
    if (person == nullptr || !(subject.has(Kind::names) || subject.act == Act::create)) return false;
    return std::ranges::any_of(
        std::initializer_list<const Field*>{&person->given_name, &person->middle_name, &person->family_name},
        [&](const Field* field) { return facts.in.world.pool.view(field->value).find('@') != std::string_view::npos; });
}

bool has_garbled_names(const Facts& facts, const Subject& subject) {
    return is_named_by_address(facts, subject) || std::ranges::any_of(subject.changes, [&](std::size_t i) {
               return std::ranges::any_of(facts.changes[i].attributes, [&](const AttributeChange& attribute) {
                   return facts.kind_of(attribute.name, Kind::names) && is_newly_garbled(attribute);
               });
           });
}

}  // namespace

bool looks_garbled(std::string_view text) {
    const auto points = points_of(text);
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (is_foreign(points[i]) || seven_bits.find(points[i]) != std::u32string_view::npos ||
            escapes.find(points[i]) != std::u32string_view::npos)
            return true;
        // The lead byte of å, ä, ö, é and of signs, read as a letter of its own: Ã and Â before what follows a lead.
        const bool lead = points[i] == 0xC3 || points[i] == 0xC2;
        if (lead && i + 1 < points.size() && is_continuation(points[i + 1])) return true;
    }
    return false;
}

Verdicts garbled_names(const Facts& facts) {
    std::map<std::string, std::vector<const Subject*>> by_source;
    for (const Subject& each : facts.subjects) {
        if (each.act == Act::leave || each.act == Act::close) continue;
        if (!has_garbled_names(facts, each)) continue;
        for (const std::string& source : each.sources) by_source[source].push_back(&each);
    }
    Verdicts verdicts;
    for (const auto& [source, garbled] : by_source) {
        if (garbled.size() < facts.limits().garbled_names) continue;
        const auto people = subjects_if(facts, [&](const Subject& each) { return each.sources.contains(source); });
        verdicts.push_back({&messages::GUARD_GARBLED,
                            changes_of(people),
                            {{"source", source}, {"people", std::to_string(garbled.size())}},
                            {source}});
    }
    return verdicts;
}

}  // namespace samkat::engine::guard
