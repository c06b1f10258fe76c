#include "daemon/base/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <stdexcept>

#include <unicode/coll.h>
#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

namespace samkat::text {

namespace {

// ICU data that must be there: a missing data file is a broken installation, hence an exception.
void demand(UErrorCode status, const char* what) {
    if (U_FAILURE(status)) throw std::runtime_error(std::string{"ICU: "} + what + ": " + u_errorName(status));
}

icu::UnicodeString wide(std::string_view utf8) {
    return icu::UnicodeString::fromUTF8({utf8.data(), static_cast<std::int32_t>(utf8.size())});
}

std::string narrow(const icu::UnicodeString& wide_text) {
    std::string result;
    wide_text.toUTF8String(result);
    return result;
}

// How many bytes at the start of `bytes` are ASCII; NUL counts as ASCII. Eight at a time: whole files pass through
// here.
std::size_t ascii_prefix(std::string_view bytes) {
    std::size_t at = 0;
    for (; at + sizeof(std::uint64_t) <= bytes.size(); at += sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + at, sizeof word);
        if ((word & 0x8080808080808080U) != 0) break;
    }
    while (at < bytes.size() && static_cast<unsigned char>(bytes[at]) < 0x80) ++at;
    return at;
}

bool is_ascii(std::string_view utf8) {
    return ascii_prefix(utf8) == utf8.size();
}

std::string normalize(const icu::Normalizer2* form, std::string_view utf8) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::UnicodeString result = form->normalize(wide(utf8), status);
    demand(status, "normalize");
    return narrow(result);
}

// Bytes 0x80–0x9F of Windows-1252 (WHATWG Encoding Standard, index-windows-1252; 0 where undefined).
constexpr std::array<std::uint16_t, 32> windows_1252_high = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

void append_code_point(std::string& out, UChar32 code_point) {
    std::array<char, U8_MAX_LENGTH> buffer{};
    std::int32_t length = 0;
    U8_APPEND_UNSAFE(reinterpret_cast<std::uint8_t*>(buffer.data()), length, code_point);
    out.append(buffer.data(), static_cast<std::size_t>(length));
}

UChar32 code_point_of(unsigned char byte, Encoding encoding) {
    if (encoding == Encoding::windows_1252 && byte >= 0x80 && byte <= 0x9F) {
        const std::uint16_t mapped = windows_1252_high[byte - 0x80u];
        return mapped == 0 ? 0xFFFD : mapped;
    }
    return byte;
}

// Length in bytes of the white space that starts `text`, 0 if it starts with something else.
std::size_t space_at_start(std::string_view text) {
    if (text.empty()) return 0;
    if (text[0] == ' ' || (text[0] >= '\t' && text[0] <= '\r')) return 1;
    if (text.starts_with("\xC2\xA0")) return 2;      // U+00A0
    if (text.starts_with("\xEF\xBB\xBF")) return 3;  // U+FEFF
    return 0;
}

std::size_t space_at_end(std::string_view text) {
    for (const std::size_t length : {std::size_t{1}, std::size_t{2}, std::size_t{3}}) {
        if (text.size() >= length && space_at_start(text.substr(text.size() - length)) == length) return length;
    }
    return 0;
}

// Byte offset of the code point number `count`, or the end.
std::size_t offset_of(std::string_view utf8, std::size_t count) {
    std::size_t offset = 0;
    while (count > 0 && offset < utf8.size()) {
        ++offset;
        while (offset < utf8.size() && (static_cast<unsigned char>(utf8[offset]) & 0xC0) == 0x80) ++offset;
        --count;
    }
    return offset;
}

std::string without_ignorable(std::string_view utf8) {
    if (is_ascii(utf8)) return std::string{utf8};
    std::string shown;
    const auto* data = reinterpret_cast<const std::uint8_t*>(utf8.data());
    const auto size = static_cast<std::int32_t>(utf8.size());
    for (std::int32_t at = 0; at < size;) {
        const std::int32_t begin = at;
        UChar32 code_point = 0;
        U8_NEXT(data, at, size, code_point);
        if (code_point >= 0 && u_hasBinaryProperty(code_point, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) continue;
        shown.append(utf8.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(at - begin)));
    }
    return shown;
}

// Optimal string alignment distance.
std::size_t edits(const icu::UnicodeString& a, const icu::UnicodeString& b) {
    const auto n = static_cast<std::size_t>(a.length());
    const auto m = static_cast<std::size_t>(b.length());
    std::vector<std::vector<std::size_t>> d(n + 1, std::vector<std::size_t>(m + 1));
    for (std::size_t i = 0; i <= n; ++i) d[i][0] = i;
    for (std::size_t j = 0; j <= m; ++j) d[0][j] = j;
    const auto at = [](const icu::UnicodeString& s, std::size_t i) { return s.charAt(static_cast<std::int32_t>(i)); };
    for (std::size_t i = 1; i <= n; ++i) {
        for (std::size_t j = 1; j <= m; ++j) {
            const std::size_t cost = at(a, i - 1) == at(b, j - 1) ? 0 : 1;
            d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + cost});
            if (i > 1 && j > 1 && at(a, i - 1) == at(b, j - 2) && at(a, i - 2) == at(b, j - 1)) {
                d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
            }
        }
    }
    return d[n][m];
}

}  // namespace

std::size_t first_bad_byte(std::string_view bytes) {
    if (is_ascii(bytes)) return bytes.find('\0');
    const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
    const auto size = static_cast<std::int32_t>(bytes.size());
    for (std::int32_t at = 0; at < size;) {
        const std::int32_t start = at;
        UChar32 code_point = 0;
        U8_NEXT(data, at, size, code_point);
        if (code_point <= 0) return static_cast<std::size_t>(start);
    }
    return std::string_view::npos;
}

bool is_utf8(std::string_view bytes) {
    return first_bad_byte(bytes) == std::string_view::npos;
}

std::string decode(std::string_view bytes, Encoding encoding) {
    if (encoding == Encoding::utf8 || is_ascii(bytes)) return std::string{bytes};
    std::string result;
    result.reserve(bytes.size() + bytes.size() / 8);
    for (;;) {
        const std::size_t plain = ascii_prefix(bytes);
        result += bytes.substr(0, plain);
        if (plain == bytes.size()) return result;
        append_code_point(result, code_point_of(static_cast<unsigned char>(bytes[plain]), encoding));
        bytes.remove_prefix(plain + 1);
    }
}

std::string nfc(std::string_view utf8) {
    if (is_ascii(utf8)) return std::string{utf8};
    UErrorCode status = U_ZERO_ERROR;
    const auto* form = icu::Normalizer2::getNFCInstance(status);
    demand(status, "NFC");
    return normalize(form, utf8);
}

std::string lower(std::string_view utf8) {
    return narrow(wide(utf8).toLower(icu::Locale::getRoot()));
}

std::string upper(std::string_view utf8) {
    return narrow(wide(utf8).toUpper(icu::Locale::getRoot()));
}

std::string fold(std::string_view utf8) {
    if (is_ascii(utf8)) {
        std::string result{utf8};
        for (char& c : result) {
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        }
        return result;
    }
    UErrorCode status = U_ZERO_ERROR;
    const auto* form = icu::Normalizer2::getNFKCCasefoldInstance(status);
    demand(status, "NFKC_Casefold");
    return normalize(form, utf8);
}

std::string ascii(std::string_view utf8) {
    if (is_ascii(utf8)) return std::string{utf8};
    UErrorCode status = U_ZERO_ERROR;
    // A transliterator is cheap to clone but not to make; one a thread, since it is not safe to share.
    thread_local const std::unique_ptr<icu::Transliterator> latin{
        icu::Transliterator::createInstance("Any-Latin; Latin-ASCII; [:^ASCII:] Remove", UTRANS_FORWARD, status)};
    demand(status, "Latin-ASCII");
    icu::UnicodeString result = wide(utf8);
    latin->transliterate(result);
    return narrow(result);
}

std::string_view trim(std::string_view utf8) {
    while (const std::size_t n = space_at_start(utf8)) utf8.remove_prefix(n);
    while (const std::size_t n = space_at_end(utf8)) utf8.remove_suffix(n);
    return utf8;
}

std::string squeeze(std::string_view utf8) {
    const std::string shown = without_ignorable(utf8);
    utf8 = trim(shown);
    std::string result;
    while (!utf8.empty()) {
        std::size_t spaces = 0;
        while (const std::size_t n = space_at_start(utf8)) {
            utf8.remove_prefix(n);
            ++spaces;
        }
        if (spaces > 0) result += ' ';
        result += utf8.front();
        utf8.remove_prefix(1);
    }
    return result;
}

std::size_t length(std::string_view utf8) {
    return static_cast<std::size_t>(
        std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string left(std::string_view utf8, std::size_t count) {
    return std::string{utf8.substr(0, offset_of(utf8, count))};
}

std::string right(std::string_view utf8, std::size_t count) {
    const std::size_t total = length(utf8);
    return std::string{utf8.substr(total > count ? offset_of(utf8, total - count) : 0)};
}

std::size_t name_length(std::string_view utf8) {
    const auto* data = reinterpret_cast<const std::uint8_t*>(utf8.data());
    const auto size = static_cast<std::int32_t>(utf8.size());
    std::int32_t end = 0;
    for (std::int32_t at = 0; at < size; end = at) {
        UChar32 c = 0;
        U8_NEXT(data, at, size, c);
        const bool mark = c >= 0 && (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0;
        if (c < 0 || !(u_isalnum(c) || mark || c == '_' || c == '.' || c == '-')) break;
    }
    return static_cast<std::size_t>(end);
}

std::vector<std::string> split(std::string_view text, std::string_view separator) {
    std::vector<std::string> parts;
    if (separator.empty()) return {std::string{text}};
    for (;;) {
        const std::size_t at = text.find(separator);
        parts.emplace_back(text.substr(0, at));
        if (at == std::string_view::npos) return parts;
        text.remove_prefix(at + separator.size());
    }
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
    std::string result;
    for (const std::string& part : parts) {
        if (&part != parts.data()) result += separator;
        result += part;
    }
    return result;
}

std::string replace_all(std::string_view text, std::string_view from, std::string_view to) {
    return from.empty() ? std::string{text} : join(split(text, from), to);
}

std::string nearest(std::string_view word, std::span<const std::string> candidates) {
    const icu::UnicodeString folded = wide(fold(word));
    const std::size_t allowed = std::max<std::size_t>(1, length(word) / 3);
    std::string best;
    std::size_t best_edits = allowed + 1;
    for (const std::string& candidate : candidates) {
        const std::size_t distance = edits(folded, wide(fold(candidate)));
        if (distance < best_edits) {
            best = candidate;
            best_edits = distance;
        }
    }
    return best;
}

std::string collation_key(std::string_view utf8) {
    UErrorCode status = U_ZERO_ERROR;
    thread_local const std::unique_ptr<icu::Collator> swedish{icu::Collator::createInstance(icu::Locale{"sv"}, status)};
    demand(status, "collator");
    const icu::UnicodeString source = wide(utf8);
    const std::int32_t size = swedish->getSortKey(source, nullptr, 0);
    std::string key(static_cast<std::size_t>(size), '\0');
    swedish->getSortKey(source, reinterpret_cast<std::uint8_t*>(key.data()), size);
    if (!key.empty() && key.back() == '\0') key.pop_back();
    return key;
}

std::string printable(std::string_view utf8) {
    static constexpr std::string_view hex = "0123456789abcdef";
    std::string result;
    const auto* data = reinterpret_cast<const std::uint8_t*>(utf8.data());
    const auto size = static_cast<std::int32_t>(utf8.size());
    for (std::int32_t at = 0; at < size;) {
        const std::int32_t start = at;
        UChar32 code_point = 0;
        U8_NEXT(data, at, size, code_point);
        const bool shown = code_point >= 0 && !u_iscntrl(code_point) && u_charType(code_point) != U_FORMAT_CHAR;
        for (std::int32_t i = start; i < at; ++i) {
            if (shown) {
                result += utf8[static_cast<std::size_t>(i)];
            } else {
                result += "\\x";
                result += hex[data[i] >> 4];
                result += hex[data[i] & 15];
            }
        }
    }
    return result;
}

}  // namespace samkat::text
