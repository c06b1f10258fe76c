// Text: everything samkat does to the characters of UTF-8 strings, on ICU. Pure functions, any thread.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace samkat::text {

// True if `bytes` is well-formed UTF-8 without NUL.
bool is_utf8(std::string_view bytes);
// Byte offset of the first malformed sequence (or NUL), npos if there is none.
std::size_t first_bad_byte(std::string_view bytes);

// The encodings registers are seen to use (facts on register exports); names as in settings.
enum class Encoding { utf8, windows_1252, iso_8859_1 };
// Decodes to UTF-8. Bytes that Windows-1252 does not define become U+FFFD, so that the caller can find them.
std::string decode(std::string_view bytes, Encoding encoding);

std::string nfc(std::string_view utf8);    // Unicode Normalization Form C
std::string lower(std::string_view utf8);  // root locale
std::string upper(std::string_view utf8);  // root locale
std::string fold(std::string_view utf8);   // NFKC case folding: for comparing, never for showing
std::string ascii(
    std::string_view utf8);  // "Any-Latin; Latin-ASCII"; what has no Latin form is dropped: Łukasz → Lukasz
std::string_view trim(std::string_view utf8);  // without leading and trailing white space (ASCII, U+00A0, U+FEFF)
// Trimmed, inner runs of white space made one space, and without what does not show: Unicode's default-ignorable code
// points, such as U+200B and U+00AD.
std::string squeeze(std::string_view utf8);
std::size_t length(std::string_view utf8);                    // in code points
std::string left(std::string_view utf8, std::size_t count);   // in code points
std::string right(std::string_view utf8, std::size_t count);  // in code points

// Length in bytes of the letters, digits, combining marks, _ . and - that start `utf8`, in any script.
std::size_t name_length(std::string_view utf8);

std::vector<std::string> split(std::string_view text, std::string_view separator);
std::string join(std::span<const std::string> parts, std::string_view separator);
std::string replace_all(std::string_view text, std::string_view from, std::string_view to);

// The candidate nearest to `word` in edits (insert, delete, substitute, transpose; case folded), or empty if none is
// within a third of its length, at least 1.
std::string nearest(std::string_view word, std::span<const std::string> candidates);

// Sorting key for Swedish (å ä ö last), as bytes to compare.
std::string collation_key(std::string_view utf8);

// Control characters replaced by their escapes, so that data cannot drive a terminal or split a log line.
std::string printable(std::string_view utf8);

}  // namespace samkat::text
