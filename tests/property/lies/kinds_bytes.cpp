// Bytes: files that are cut, decoded wrongly, or joined together.
#include <algorithm>
#include <utility>

#include "tests/property/lies/columns.hpp"

namespace samkat::lies {

namespace {

void cut_at_a_byte(Telling& telling, std::string& bytes) {
    bytes.resize(static_cast<std::size_t>(static_cast<double>(bytes.size()) * (1 - telling.share)));
}

// Cut where a row ends, and closed as if that were all.
void cut_and_closed(Telling& telling, std::string& bytes) {
    const bool xml = bytes.starts_with("<?xml");
    cut_at_a_byte(telling, bytes);
    bytes.resize(bytes.rfind('\n') == std::string::npos ? 0 : bytes.rfind('\n') + 1);
    if (!xml) return;
    const auto close = [&](const std::string& name) {
        if (bytes.rfind("<" + name + ">") != std::string::npos && bytes.rfind("</" + name + ">") == std::string::npos)
            bytes += "</" + name + ">\n";
    };
    close("elever");
    close("personal");
    close("register");
}

// UTF-8 read as Windows-1252 and written as UTF-8 again. The bytes that Windows-1252 does not define stay what they
// are in ISO 8859-1.
void utf8_as_windows_1252(Telling&, std::string& bytes) {
    static constexpr std::pair<int, const char*> above[] = {
        {0x80, "€"}, {0x82, "‚"}, {0x83, "ƒ"}, {0x84, "„"}, {0x85, "…"}, {0x86, "†"}, {0x87, "‡"},
        {0x88, "ˆ"}, {0x89, "‰"}, {0x8a, "Š"}, {0x8b, "‹"}, {0x8c, "Œ"}, {0x8e, "Ž"}, {0x91, "‘"},
        {0x92, "’"}, {0x93, "“"}, {0x94, "”"}, {0x95, "•"}, {0x96, "–"}, {0x97, "—"}, {0x98, "˜"},
        {0x99, "™"}, {0x9a, "š"}, {0x9b, "›"}, {0x9c, "œ"}, {0x9e, "ž"}, {0x9f, "Ÿ"}};
    std::string out;
    for (const char c : bytes) {
        const int byte = static_cast<unsigned char>(c);
        const auto found = std::ranges::find(above, byte, [](const auto& each) { return each.first; });
        if (byte < 0x80) {
            out += c;
        } else if (found != std::end(above)) {
            out += found->second;
        } else {
            out += static_cast<char>(0xc0 | (byte >> 6));
            out += static_cast<char>(0x80 | (byte & 0x3f));
        }
    }
    bytes = std::move(out);
}

// Every letter beyond a to z replaced; one sign for a letter.
void replace_letters(std::string& bytes, const std::string& sign) {
    std::string out;
    for (const char c : bytes) {
        const int byte = static_cast<unsigned char>(c);
        if (byte < 0x80)
            out += c;
        else if (byte >= 0xc0)
            out += sign;
    }
    bytes = std::move(out);
}
void question_marks(Telling&, std::string& bytes) {
    replace_letters(bytes, "?");
}
void replacement_characters(Telling&, std::string& bytes) {
    replace_letters(bytes, "\xEF\xBF\xBD");
}
void letters_lost(Telling&, std::string& bytes) {
    replace_letters(bytes, "");
}

void rings_and_dots_lost(Telling&, std::string& bytes) {
    static constexpr std::pair<std::string_view, std::string_view> letters[] = {
        {"å", "a"}, {"ä", "a"}, {"ö", "o"}, {"Å", "A"}, {"Ä", "A"}, {"Ö", "O"}, {"é", "e"}, {"ï", "i"}, {"ü", "u"}};
    for (const auto& [from, to] : letters) {
        for (std::size_t at = 0; (at = bytes.find(from, at)) != std::string::npos;) bytes.replace(at, from.size(), to);
    }
}

// As an old Swedish seven-bit code shows them.
void letters_as_brackets(Telling&, std::string& bytes) {
    static constexpr std::pair<std::string_view, std::string_view> letters[] = {{"å", "}"}, {"ä", "{"}, {"ö", "|"},
                                                                                {"Å", "]"}, {"Ä", "["}, {"Ö", "\\"}};
    for (const auto& [from, to] : letters) {
        for (std::size_t at = 0; (at = bytes.find(from, at)) != std::string::npos;) bytes.replace(at, from.size(), to);
    }
}

void in_latin_1(Telling&, std::string& bytes) {
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const int byte = static_cast<unsigned char>(bytes[i]);
        if (byte < 0x80 || i + 1 == bytes.size()) {
            out += bytes[i];
            continue;
        }
        out += static_cast<char>(((byte & 0x03) << 6) | (static_cast<unsigned char>(bytes[i + 1]) & 0x3f));
        ++i;
    }
    bytes = std::move(out);
}

void zeros_at_the_end(Telling& telling, std::string& bytes) {
    const std::size_t size = bytes.size();
    cut_at_a_byte(telling, bytes);
    bytes.resize(size, '\0');
}

void twice_over(Telling&, std::string& bytes) {
    bytes += std::string{bytes};
}

void commas_for_semicolons(Telling&, std::string& bytes) {
    std::ranges::replace(bytes, ';', ',');
}

void quote_left_open(Telling& telling, std::string& bytes) {
    const auto at = static_cast<std::size_t>(static_cast<double>(bytes.size() - 1) * (1 - telling.share));
    const std::size_t cell = bytes.find_first_of(";>", at);
    if (cell != std::string::npos) bytes.insert(cell + 1, "\"");
}

// The middle of the file is missing: two halves of two rows make one.
void middle_missing(Telling& telling, std::string& bytes) {
    const auto gone = static_cast<std::size_t>(static_cast<double>(bytes.size()) * telling.share / 2);
    const std::size_t from = bytes.size() / 4 + telling.always().below(bytes.size() / 4);
    bytes.erase(from, gone);
}

constexpr Kind list[] = {
    {"cut-at-a-byte", "the file ends too early", Span::any, nullptr, cut_at_a_byte},
    {"cut-and-closed", "the file ends too early, and well formed", Span::any, nullptr, cut_and_closed},
    {"utf8-as-windows-1252", "UTF-8 decoded as Windows-1252", Span::any, nullptr, utf8_as_windows_1252},
    {"question-marks", "å, ä and ö are question marks", Span::any, nullptr, question_marks},
    {"replacement-characters", "å, ä and ö are replacement characters", Span::any, nullptr, replacement_characters},
    {"letters-lost", "å, ä and ö are gone", Span::any, nullptr, letters_lost},
    {"rings-and-dots-lost", "å and ä are a, ö is o", Span::any, nullptr, rings_and_dots_lost},
    {"letters-as-brackets", "å, ä and ö are brackets and bars", Span::any, nullptr, letters_as_brackets},
    {"in-latin-1", "the file is in another encoding than was agreed", Span::any, nullptr, in_latin_1},
    {"zeros-at-the-end", "the end of the file is zeros", Span::any, nullptr, zeros_at_the_end},
    {"twice-over", "the file stands twice in itself", Span::any, nullptr, twice_over},
    {"commas-for-semicolons", "another separator than was agreed", Span::any, nullptr, commas_for_semicolons},
    {"quote-left-open", "a quotation mark that is never closed", Span::any, nullptr, quote_left_open},
    {"middle-missing", "the middle of the file is missing", Span::any, nullptr, middle_missing},
};

}  // namespace

std::span<const Kind> kinds_of_bytes() {
    return list;
}

}  // namespace samkat::lies
